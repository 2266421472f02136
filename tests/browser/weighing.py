"""What a first visit to each page costs: bytes as sent, and how much of the page jumps.

`make budgets` prints the figures as a table for docs/performance.md.
"""

import datetime as dt
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from crawling import EVERYONE, tour
from playwright.sync_api import BrowserContext, Page, Request, sync_playwright
from running import LAUNCH, PHONE, Site, find_chromium

KINDS = {"document": "html", "stylesheet": "css", "script": "js", "font": "font"}
WATCH_SHIFTS = """
  globalThis.shifts = [];
  new PerformanceObserver((list) => globalThis.shifts.push(...list.getEntries().map((one) => one.value)))
    .observe({ type: "layout-shift", buffered: true });
"""


@dataclass
class Weight:
    """One page's first visit; bytes of bodies as sent, by kind and address."""

    who: str
    rule: str
    bytes: dict[str, dict[str, int]] = field(default_factory=lambda: {kind: {} for kind in KINDS.values()})
    foreign: list[str] = field(default_factory=list)
    shift: float = 0

    def total(self, kind: str) -> int:
        return sum(self.bytes[kind].values())


def weights(site: Site, page: Page, who: str) -> Iterator[Weight]:
    """Weigh each page that the person can reach, without the browser's cache and without the worker's."""
    page.add_init_script(WATCH_SHIFTS)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    devtools.send("Network.setBypassServiceWorker", {"bypass": True})
    finished = []
    page.on("request", lambda request: finished.clear() if _opens(request, page) else None)
    page.on("requestfinished", lambda request: finished.append(request))
    for rule in tour(site, page, who):
        # Half a second in which nothing comes: longer than anything of ours waits before it changes a page.
        page.wait_for_load_state("networkidle")
        yield _weigh(Weight(who, rule), site, page, finished)


def _opens(request: Request, page: Page) -> bool:
    """Whether a visit to a page begins with it."""
    return (
        request.is_navigation_request() and request.frame == page.main_frame and not request.redirected_from
    )


def _weigh(weight: Weight, site: Site, page: Page, finished: list) -> Weight:
    for request in finished:
        if kind := KINDS.get(request.resource_type):
            weight.bytes[kind][urlsplit(request.url).path] = request.sizes()["responseBodySize"]
        if request.url.startswith("http") and not request.url.startswith(site.url):
            weight.foreign.append(request.url)
    weight.shift = page.evaluate("shifts.reduce((sum, one) => sum + one, 0)")
    return weight


def worker_bytes(context: BrowserContext, site: Site) -> int:
    """The worker's own script as sent (its `importScripts`, if any, are static files and counted as such)."""
    page = context.new_page()
    with page.expect_request_finished(lambda request: request.url.endswith("/sw.js")) as found:
        page.goto(f"{site.url}/help-now")
        page.evaluate("async () => { await (await fetch('/sw.js')).text() }")
    return found.value.sizes()["responseBodySize"]


def print_table() -> None:
    with tempfile.TemporaryDirectory() as folder, Site(Path(folder)) as site, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=find_chromium(), args=LAUNCH)
        print(
            f"Bytes as sent at a first visit, {dt.date.today()}, {browser.browser_type.name} {browser.version}\n"
        )
        print("| who | page | HTML | CSS | JS | shift |\n|---|---|--:|--:|--:|--:|")
        for who in EVERYONE:
            context = browser.new_context(base_url=site.url, **PHONE)
            for one in weights(site, context.new_page(), who):
                sizes = " | ".join(str(one.total(kind)) for kind in ("html", "css", "js"))
                print(f"| {who} | `{one.rule}` | {sizes} | {one.shift:.3f} |", flush=True)
            context.close()
        context = browser.new_context(base_url=site.url, **PHONE)
        print(f"\nThe worker's script: {worker_bytes(context, site)} bytes.")
        context.close()
        browser.close()


if __name__ == "__main__":
    print_table()
