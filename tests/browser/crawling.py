"""Every kind of page that a person can reach by following links, found from the URL map."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from playwright.sync_api import Page
from running import PEOPLE

from webapp.exercises.catalogue import all_exercises
from webapp.workshops.lessons import all_lessons

FILES = {
    "/calendars/<token>.ics",
    "/calendars/events/<id:program_session_id>.ics",
    "/journals/export.csv",
    "/journals/export.json",
    "/copies/whole.zip",
}  # downloaded, not shown
LEADS_ON = "/reminders/<id:reminder_id>"  # to the page that a reminder is about
NOT_PAGES = {
    "/help-now/leaving",  # leads to somebody else's page
    "/up",
    "/metrics",
    "/sw.js",
    "/manifest.webmanifest",
    "/offline/token",
    "/offline/pages",
    "/exercises/every-page",
    "/reminders/devices",
    "/reminders/ways",
    "/reminders/to/<way>",
    LEADS_ON,
    *FILES,
}
# Pages that no link leads to.
UNLINKED = (
    "/offline",
    "/signed-out",
    "/letters/check",
    "/erasures/asked",
    "/erasures/closed",
    *(f"/offline/{name}" for name in ("saved", "answered", "unsaved", "leaving", "left", "locked")),
)
# What a form asks for, by who can ask.
DAYS = "first_day=2026-01-01&last_day=2036-01-01"
ASKED = {
    "participant": (
        "/exercises/search?words=calm",
        "/workshops/search?words=sleep",
        f"/journals/print?{DAYS}",
    )
}
# One exercise stands for all of its kind; tests/browser/test_exercises.py opens every one.
_ONE_OF_EACH = {one.kind: one.slug for one in all_exercises()}.values()
OTHER_EXERCISES = {f"/exercises/{one.slug}" for one in all_exercises() if one.slug not in _ONE_OF_EACH}
# One lesson stands for all of them.
OTHER_LESSONS = {f"/workshops/{one.slug}" for one in all_lessons() if one.slug != "triggers-and-cravings"}
NOBODY = "nobody"
EVERYONE = (*PEOPLE, NOBODY)


def tour(site, page: Page, who: str, *also: str, **how) -> Iterator[str]:
    """`pages_of` as one of the cast (`how`: what signing in is to be told), or as somebody who is not signed in."""
    if who == NOBODY:
        page.goto(f"{site.url}/sign-in")
        return pages_of(site, page, *UNLINKED, *also)
    return pages_of(site, site.sign_in(page, who, **how), *ASKED.get(who, ()), *also)


def pages_of(site, page: Page, *also: str) -> Iterator[str]:
    """Visit one page of each kind, from the present one and `also` on; its rule is given while it is open."""
    routes = {rule: pattern for rule, pattern in site.routes.items() if rule not in NOT_PAGES}
    waiting, seen = [page.url, *(site.url + path for path in also)], set()
    while waiting:
        address = waiting.pop(0)
        rule = _rule_of(routes, address)
        # One record stands for all of its kind; what has a name of its own is looked at itself.
        path = urlsplit(address).path
        kind = path if rule and "<id:" not in rule else rule
        if rule is None or kind in seen or path in OTHER_EXERCISES | OTHER_LESSONS:
            continue
        seen.add(kind)
        page.goto(address.split("#")[0])  # from its top
        yield rule
        waiting += _links(page)
        waiting += _links_of_the_week_after(page, routes)
        waiting = [one for one in waiting if one.startswith(site.url)]


def _links(page: Page, where: str = "a[href]") -> list[str]:
    return page.eval_on_selector_all(where, "(links) => links.map((link) => link.href)")


def _links_of_the_week_after(page: Page, routes: dict) -> list[str]:
    """With those of its first session: one of this week may be over, and then nothing leads on to its changes."""
    after = _links(page, "a[rel=next]")
    if not after:
        return []
    page.goto(after[0])
    week, found = _rule_of(routes, page.url), _links(page)
    rows = ((row, _rule_of(routes, row)) for row in _links(page, "main li a[href]"))
    first = next((row for row, rule in rows if rule and rule != week and "<id:" in rule), None)
    if first is None:
        return found
    page.goto(first)
    return found + _links(page)


def _rule_of(routes: dict, address: str) -> str | None:
    """The first rule that fits; those without a variable part come first, as in the URL map."""
    path = urlsplit(address).path
    plain_first = sorted(routes, key=lambda rule: "<" in rule)
    return next((rule for rule in plain_first if routes[rule].fullmatch(path)), None)
