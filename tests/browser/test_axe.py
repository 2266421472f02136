"""Every kind of page that anyone can reach passes axe-core's WCAG 2.2 AA rules, in light and in dark."""

from axe_playwright_python.sync_playwright import Axe
from crawling import NOT_PAGES, UNLINKED, pages_of
from running import PEOPLE
from steps import heading, share_with

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
# Reached by a secret link, or only while somebody's acceptance waits: looked at along the way of a consent.
ON_THE_WAY = {
    "/invitations/<token>",
    "/guests/sharing/<id:record_id>/invitation",
    "/guests/sharing/<id:record_id>/confirmation",
    "/guests/<id:record_id>",
}


def faults_of(page) -> list[str]:
    """What axe finds, in light and in dark."""
    page.wait_for_load_state()
    width, height = page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
    # The whole page at once: what lies behind the tab bar until one scrolls is no fault.
    page.set_viewport_size({"width": width, "height": height})
    faults = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for found in Axe().run(page, options=RULES).response["violations"]:
            faults += [f"{page.url} {scheme}: {found['id']}: {node['html'][:200]}" for node in found["nodes"]]
    page.set_viewport_size({"width": width, "height": 844})
    return faults


def test_it_finds_a_planted_fault(phone):
    page = phone()
    page.goto("/sign-in")
    page.evaluate("document.body.append(document.createElement('input'))")
    assert any("label" in fault for fault in faults_of(page))


def test_every_page_is_accessible(site, phone):
    reached, faults = set(), []
    for account in (*PEOPLE, None):
        page = phone()
        page.goto("/sign-in") if account is None else site.sign_in(page, account)
        for rule in pages_of(site, page, *(UNLINKED if account is None else ())):
            reached.add(rule)
            faults += faults_of(page)
    assert faults == []
    assert set(site.routes) - reached - NOT_PAGES == ON_THE_WAY


def test_the_pages_on_the_way_of_a_consent_are_accessible(signed_in):
    page, guest = signed_in("participant2"), signed_in("guest")
    link = share_with(page, "Sam", "guest@demo.example")
    heading(page, "A link for Sam")
    faults = faults_of(page)
    page.get_by_role("link", name="Done").click()

    guest.goto(link)
    faults += faults_of(guest)
    guest.get_by_role("button", name="Accept as").click()
    heading(guest, "Jo")

    page.reload()
    page.get_by_role("link", name="Check who accepted").click()
    heading(page, "Is this Sam?")
    faults += faults_of(page)
    page.get_by_role("button", name="Yes, this is Sam").click()
    heading(page, "Sam")

    guest.goto("/guests/")
    faults += faults_of(guest)
    guest.get_by_role("link", name="Ana").click()
    heading(guest, "Ana")
    faults += faults_of(guest)
    assert faults == []
