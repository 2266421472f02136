"""Lighthouse's verdict on the main pages: a slow phone on a slow network, as Lighthouse itself simulates both.

`make lighthouse` looks at each page three times, prints the median as a table for docs/performance.md, and fails when a
figure is not 100. How slow the phone is compared with the machine is measured first, by a page of one word, as
Lighthouse asks ("calibrating the CPU slowdown"): the phone is to be the same whatever else the machine has to do.
"""

import contextlib
import datetime as dt
import http.server
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crawling import NOBODY
from playwright.sync_api import Playwright, sync_playwright
from ports import free_port
from running import LAUNCH, ROOT, Site, find_chromium

LIGHTHOUSE = ROOT / "tests/lighthouse/node_modules/lighthouse/cli/index.js"
CATEGORIES = ("performance", "accessibility", "best-practices")
BEST = 100
ROUNDS = 3
WITHIN = 180  # seconds for one look
TRIES = 3
SLOWDOWN = 4.0  # how much slower than a quick and idle machine the phone is, as Lighthouse has it
# What a page of one word costs such a phone on such a machine: the median of 13 looks, in ms of its main thread.
WORK_OF_ONE_WORD = 500
ONE_WORD = (
    "<!doctype html><html lang=en><meta name=viewport content='width=device-width'><title>.</title>Word"
)
SAW_NOTHING = "Please run Lighthouse again"  # its recording of the page was lost: no look, so no verdict
PAGES = {
    "sign-in": (NOBODY, "/sign-in"),
    "Today": ("participant", "/"),
    "schedule": ("participant", "/schedule/"),
    "journal form": ("participant", "/journals/new"),
    "exercise": ("participant", "/exercises/box-breathing"),
    "caseload": ("clinician", "/caseload/"),
    "guest home": ("guest", "/guests/"),
}


@dataclass(frozen=True)
class Verdict:
    """One look, or the median of several.

    Scores are out of 100 (0 when there was nothing to judge), paint and blocking in ms, shift without unit.
    """

    scores: tuple[int, ...]
    largest_paint: float
    blocked: float
    shift: float
    work: float  # ms of the phone's main thread, Lighthouse's own included
    faults: tuple[str, ...]  # audits that cost points, each with what Lighthouse says of it

    @property
    def is_best(self) -> bool:
        return min(self.scores) == BEST

    def row(self) -> str:
        scores = " | ".join(map(str, self.scores))
        return f"{scores} | {self.largest_paint:.0f} ms | {self.blocked:.0f} ms | {self.shift:.3f}"


def missing_tools() -> str:
    """What this machine lacks for Lighthouse, in words; empty when nothing."""
    if find_chromium() is None:
        return "Chromium"
    if shutil.which("node") is None:
        return "Node.js"
    return "" if LIGHTHOUSE.exists() else "Lighthouse (make lighthouse installs it)"


@contextlib.contextmanager
def browser_of(driver: Playwright, site: Site, who: str) -> Iterator[int]:
    """A browser in which that person has signed in, on a phone of their own; gives its debugging port."""
    port = free_port()
    options = {"executable_path": find_chromium(), "args": [*LAUNCH, f"--remote-debugging-port={port}"]}
    with contextlib.ExitStack() as stack:
        profile = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        context = stack.enter_context(driver.chromium.launch_persistent_context(profile, **options))
        if who != NOBODY:
            site.sign_in(context.pages[0], who, own_phone=True)
        # Lighthouse opens a page of its own; one of the same site beside it would disturb the measuring.
        context.pages[0].goto("about:blank")
        yield port


@contextlib.contextmanager
def served(page: str) -> Iterator[str]:
    """The address of a page of its own, as long as the `with` block lasts."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/" else 404)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_arguments):
            pass

    with http.server.ThreadingHTTPServer(("localhost", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://localhost:{server.server_port}/"
        finally:
            server.shutdown()


def slowdown_by(works: list[float]) -> float:
    """How much slower than this machine the phone is, by what a page of one word has cost each time."""
    return max(1.0, SLOWDOWN * min(1.0, WORK_OF_ONE_WORD / statistics.median(works)))


def best_of(port: int, address: str, looks: int) -> Verdict:
    """The first look that is at its best, or else the last. The machine is measured when the first was not."""
    verdict, works = look(port, address), []
    with served(ONE_WORD) as one_word:
        for _ in range(looks - 1):
            if verdict.is_best:
                break
            works.append(look(port, one_word).work)
            verdict = look(port, address, slowdown_by(works))
    return verdict


def look(port: int, address: str, slowdown: float = SLOWDOWN) -> Verdict:
    """Lighthouse's verdict on one page in the browser at that port, with nothing kept but the sign-in."""
    command = ["node", LIGHTHOUSE, address, f"--port={port}", "--output=json", "--quiet"]
    command += [f"--throttling.cpuSlowdownMultiplier={slowdown:.2f}"]
    command += ["--no-enable-error-reporting", f"--only-categories={','.join(CATEGORIES)}"]
    for _ in range(TRIES):
        done = subprocess.run(command, capture_output=True, text=True, timeout=WITHIN)
        if SAW_NOTHING not in done.stderr:
            break
    if done.returncode:
        raise RuntimeError(f"Lighthouse at {address}: {done.stderr.strip()[-2000:]}")
    return _verdict(json.loads(done.stdout), address)


def _verdict(report: dict, address: str) -> Verdict:
    if report["finalDisplayedUrl"] != address:
        raise RuntimeError(f"asked for {address}, saw {report['finalDisplayedUrl']}")
    categories = [report["categories"][name] for name in CATEGORIES]
    audits = report["audits"]
    figures = ("largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")
    return Verdict(
        tuple(round((one["score"] or 0) * BEST) for one in categories),
        *(audits[name]["numericValue"] for name in figures),
        audits["mainthread-work-breakdown"]["numericValue"],
        tuple(_faults(categories, audits)),
    )


def _faults(categories: list[dict], audits: dict) -> Iterator[str]:
    for category in categories:
        for part in category["auditRefs"]:
            audit = audits[part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 1:
                found = json.dumps(audit.get("details", {}).get("items", []))[:1500]
                yield f"{part['id']} ({audit.get('displayValue', '')}): {found}"


def median_of(looks: list[Verdict]) -> Verdict:
    """The median of each figure by itself, with every fault that any look found."""
    scores = zip(*(one.scores for one in looks), strict=True)
    return Verdict(
        tuple(map(statistics.median_low, scores)),
        *(
            statistics.median(getattr(one, name) for one in looks)
            for name in ("largest_paint", "blocked", "shift", "work")
        ),
        tuple(sorted({fault for one in looks for fault in one.faults})),
    )


def print_table() -> bool:
    """Look at every page; whether all figures are the best."""
    all_best = True
    with (
        tempfile.TemporaryDirectory() as folder,
        Site(Path(folder)) as site,
        served(ONE_WORD) as one_word,
        sync_playwright() as driver,
    ):
        print(f"Lighthouse, {dt.date.today()}, median of {ROUNDS}\n")
        print(
            "| page | slower than the machine | performance | accessibility | best practices | LCP | TBT | CLS |"
        )
        print("|---|--:|--:|--:|--:|--:|--:|--:|")
        for name, (who, path) in PAGES.items():
            with browser_of(driver, site, who) as port:
                slowdown = slowdown_by([look(port, one_word).work for _ in range(ROUNDS)])
                verdict = median_of([look(port, site.url + path, slowdown) for _ in range(ROUNDS)])
            print(f"| {name} | {slowdown:.1f} | {verdict.row()} |", flush=True)
            if not verdict.is_best:
                all_best = False
                print("\n".join(verdict.faults), file=sys.stderr)
    return all_best


if __name__ == "__main__":
    if lacking := missing_tools():
        sys.exit(f"needs {lacking}")
    sys.exit(not print_table())
