"""Every kind of page that a person can reach by following links, found from the URL map."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from playwright.sync_api import Page

NOT_PAGES = {"/up", "/sw.js", "/manifest.webmanifest", "/offline/token", "/offline/pages"}
# Pages that no link leads to.
UNLINKED = (
    "/offline",
    "/signed-out",
    *(f"/offline/{name}" for name in ("saved", "unsaved", "leaving", "left")),
)


def pages_of(site, page: Page, *also: str) -> Iterator[str]:
    """Visit one page of each kind, from the present one and `also` on; its rule is given while it is open."""
    routes = {rule: pattern for rule, pattern in site.routes.items() if rule not in NOT_PAGES}
    waiting, seen = [page.url, *(site.url + path for path in also)], set()
    while waiting:
        address = waiting.pop(0)
        rule = _rule_of(routes, address)
        if rule is None or rule in seen:
            continue
        seen.add(rule)
        page.goto(address)
        yield rule
        waiting += page.eval_on_selector_all("a[href]", "(links) => links.map((link) => link.href)")
        waiting = [one for one in waiting if one.startswith(site.url)]


def _rule_of(routes: dict, address: str) -> str | None:
    """The first rule that fits; those without a variable part come first, as in the URL map."""
    path = urlsplit(address).path
    plain_first = sorted(routes, key=lambda rule: "<" in rule)
    return next((rule for rule in plain_first if routes[rule].fullmatch(path)), None)
