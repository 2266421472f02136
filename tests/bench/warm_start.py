"""The app opened again: navigation to first contentful paint of Today, from the worker, with and without a network.

The yardstick is the barest page there is, one paragraph without a style, which the same worker serves from its shell
in the same run. Today's own HTML as such a static page shows how much of it is drawing.
`python -m tests.bench.warm_start` (needs Chromium).
"""

import statistics
import sys
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.bench.rounds import unless_short
from tests.bench.site import PASSWORD, data_folder, serving

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))
from running import LAUNCH, PHONE, find_chromium  # noqa: E402

ROUNDS = unless_short(21, 1)
SETTLED = 600  # ms
AIM = 1.5
BARE, STATIC = (
    "/offline/left",
    "/offline/saved",
)  # addresses of the shell, which is what the worker serves as it is
MAKE_STATIC = """async ([bare, same]) => {
  const [name] = await caches.keys();
  const shell = await caches.open(name);
  const put = (address, page) => shell.put(address, new Response(page, { headers: { "Content-Type": "text/html" } }));
  await put(bare, "<!doctype html><html lang=en><title>Bare</title><p>One paragraph.</p>");
  await put(same, await (await fetch("/")).text());
}"""
PAGES = {"bare page": BARE, "Today, static": STATIC, "Today, online": "/"}
HAS_PAINTED = "() => performance.getEntriesByName('first-contentful-paint').length"
TIMES = """() => [
  performance.getEntriesByType("navigation")[0].responseStart,
  performance.getEntriesByName("first-contentful-paint")[0].startTime,
]"""
HAS_TODAY = """() => new Promise((done) => {
  indexedDB.open("phone", 1).onsuccess = ({ target: { result } }) => {
    const asked = result.transaction("facts").objectStore("facts").get("ahead");
    asked.onsuccess = () => { result.close(); done(Boolean(asked.result)); };
  };
})"""


def run() -> dict[str, float]:
    """Print the figures in milliseconds and their ratios (medians of alternating rounds)."""
    with (
        data_folder() as (_folder, environment),
        serving("gunicorn", "webapp", environment) as port,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=LAUNCH)
        phone = browser.new_context(base_url=f"http://127.0.0.1:{port}", **PHONE)
        _install(phone.new_page())
        rounds = [_round(phone) for _ in range(ROUNDS)]
        browser.close()
    print(f"Navigation to first contentful paint, from the worker (median of {ROUNDS} rounds)")
    middle = {name: _middle([one[name] for one in rounds]) for name in rounds[0]}
    ratios = {name: painted / middle["bare page"][1] for name, (_byte, painted) in middle.items()}
    for name, (first_byte, painted) in middle.items():
        print(
            f"  {name:16} first byte {first_byte:6.1f} ms   painted {painted:6.1f} ms   ratio {ratios[name]:5.2f}"
        )
    print(f"  aim {AIM}")
    return ratios


def _middle(times: list[list[float]]) -> list[float]:
    return [statistics.median(one) for one in zip(*times, strict=True)]


def _install(page: Page) -> None:
    """Signed in on their own phone, everything fetched that it may keep."""
    page.goto("/sign-in")
    page.wait_for_function("async () => (await navigator.serviceWorker.ready).active.state === 'activated'")
    page.get_by_label("E-mail").fill("participant@demo.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("This is my own phone").check()
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    page.wait_for_function(HAS_TODAY)
    page.evaluate(MAKE_STATIC, [BARE, STATIC])
    page.close()


def _round(phone: BrowserContext) -> dict[str, list[float]]:
    took = {name: _open(phone, address) for name, address in PAGES.items()}
    phone.set_offline(True)
    took["Today, offline"] = _open(phone, "/")
    phone.set_offline(False)
    return took


def _open(phone: BrowserContext, address: str) -> list[float]:
    """In a new tab, with the worker at rest; milliseconds until the first byte, and until something is seen."""
    page = phone.new_page()
    page.wait_for_timeout(SETTLED)
    page.goto(address)
    page.wait_for_function(HAS_PAINTED)
    took = page.evaluate(TIMES)
    page.wait_for_timeout(SETTLED)
    page.close()
    return took


if __name__ == "__main__":
    run()
