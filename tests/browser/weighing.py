"""What a first visit to each page costs: bytes as sent, and how much of the page jumps.

A participant is looked at on a phone of their own, which loads whatever any phone does and more.
`make budgets` prints each page, and the sums by person that stand in docs/performance.md.
"""

import datetime as dt
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from crawling import EVERYONE, tour
from playwright.sync_api import BrowserContext, Page, Request, sync_playwright
from running import LAUNCH, PHONE, ROOT, Site, find_chromium

FIRST_FLIGHT = 14 * 1024  # bytes: about ten packets, what a server may send before it hears back
ALL_SCRIPTS = 30 * 1024
KINDS = {"document": "html", "stylesheet": "css", "script": "js", "font": "font"}
TYPED = {"Accept-Encoding": "br", "Sec-Fetch-Site": "none"}
FETCH = "async (address) => { await (await fetch(address, { cache: 'no-store' })).text() }"
OWN_PHONES = {"participant"}
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
    _keep_nothing(page)
    finished = []
    page.on("request", lambda request: finished.clear() if _opens(request, page) else None)
    page.on("requestfinished", lambda request: finished.append(request))
    how = {"own_phone": True} if who in OWN_PHONES else {}
    for rule in tour(site, page, who, **how):
        # Half a second in which nothing comes: longer than anything of ours waits before it changes a page.
        page.wait_for_load_state("networkidle")
        yield _weigh(Weight(who, rule), site, page, finished)


def _keep_nothing(page: Page) -> None:
    """From here on all that the page loads comes from the site."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    devtools.send("Network.setBypassServiceWorker", {"bypass": True})


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


def overweight(page: Page) -> list[str]:
    """What is too heavy of the page that is open, asked for once more as somebody does who types its address."""
    styles = page.eval_on_selector_all("link[rel=stylesheet]", "(links) => links.map((link) => link.href)")
    html, *css = (
        int(page.request.get(one, headers=TYPED).headers["content-length"]) for one in (page.url, *styles)
    )
    sizes = {"HTML": html, "CSS": sum(css)}
    return [
        f"{page.url}: {size} bytes of {kind}" for kind, size in sizes.items() if not 0 < size <= FIRST_FLIGHT
    ]


def all_script_bytes(page: Page, site: Site) -> dict[str, int]:
    """Every script that any page may load, as sent, by its name."""
    _keep_nothing(page)
    page.goto(f"{site.url}/sign-in")
    folder = page.locator("script[src$='/app.js']").evaluate("(script) => new URL('.', script.src).href")
    return {file.name: _bytes_of(page, folder + file.name) for file in (ROOT / "static/js").glob("*.js")}


def worker_bytes(context: BrowserContext, site: Site) -> int:
    """The worker's own script as sent. Asking as usual, a browser that has it already would be sent nothing."""
    page = context.new_page()
    page.goto(f"{site.url}/help-now")
    return _bytes_of(page, f"{site.url}/sw.js")


def _bytes_of(page: Page, address: str) -> int:
    """What comes when a browser asks that has nothing."""
    with page.expect_request_finished(lambda request: request.url == address) as found:
        page.evaluate(FETCH, address)
    return found.value.sizes()["responseBodySize"]


def print_tables() -> None:
    with tempfile.TemporaryDirectory() as folder, Site(Path(folder)) as site, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=find_chromium(), args=LAUNCH)
        print(
            f"Bytes as sent at a first visit, {dt.date.today()}, {browser.browser_type.name} {browser.version}"
        )
        print("\n| who | page | HTML | CSS | JS | shift |\n|---|---|--:|--:|--:|--:|")
        sums = []
        for who in EVERYONE:
            context = browser.new_context(base_url=site.url, **PHONE)
            weighed = []
            for one in weights(site, context.new_page(), who):
                sizes = " | ".join(str(one.total(kind)) for kind in ("html", "css", "js"))
                print(f"| {who} | `{one.rule}` | {sizes} | {one.shift:.3f} |", flush=True)
                weighed.append(one)
            sums.append(_sums(who, weighed, worker_bytes(context, site)))
            context.close()
        browser.close()
    print(f"\nThe most of each, and its share of {FIRST_FLIGHT}, {FIRST_FLIGHT} and {ALL_SCRIPTS}:\n")
    print("| who | pages | HTML | | CSS | | scripts of all pages, and the worker | | shift |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|\n" + "\n".join(sums))


def _sums(who: str, weighed: list[Weight], worker: int) -> str:
    """One person's pages in a line: the heaviest of each kind, and all scripts that their phone loads."""
    html, css = (max(one.total(kind) for one in weighed) for kind in ("html", "css"))
    scripts = scripts_of(weighed) + worker
    figures = ((html, FIRST_FLIGHT), (css, FIRST_FLIGHT), (scripts, ALL_SCRIPTS))
    columns = " | ".join(f"{figure:,} | {figure / most:.2f}" for figure, most in figures)
    return f"| {who} | {len(weighed)} | {columns} | {max(one.shift for one in weighed):.3f} |"


def scripts_of(weighed: list[Weight]) -> int:
    """The bytes of all scripts that these pages load, each once."""
    return sum({address: size for one in weighed for address, size in one.bytes["js"].items()}.values())


if __name__ == "__main__":
    print_tables()
