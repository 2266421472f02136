"""Every kind of page that anyone can reach passes axe-core's WCAG 2.2 AA rules, light, dark and in forced colours."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from crawling import EVERYONE, NOT_PAGES, tour
from keys import faults_by_keyboard
from measuring import NARROW, moving, narrow_faults
from running import PHONE
from steps import heading, open_tab, share_with
from translating import faults_of_words
from weighing import overweight

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": [
        "violations"
    ],  # nobody reads the list of what is well, and making it takes as long as the rest
}
# What another look can change; the rest is as it was in the light.
OF_COLOURS = {**RULES, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
LOOKS = {
    "light": ({"color_scheme": "light", "forced_colors": "none"}, RULES),
    "dark": ({"color_scheme": "dark", "forced_colors": "none"}, OF_COLOURS),
    "forced colours": ({"color_scheme": "dark", "forced_colors": "active"}, OF_COLOURS),
}
# Reached by a secret link, at the end of a long list, in an emergency, while an acceptance waits, or for what is gone:
# looked at on the way (here, in test_getting_in.py, test_emergencies.py and test_erasing.py).
ON_THE_WAY = {
    "/invitations/<token>",
    "/sign-in/second-step",
    "/sign-in/authenticator",
    "/accounts/proof",
    "/sign-in/link",
    "/sign-in/links/<token>",
    "/guests/sharing/<id:record_id>/invitation",
    "/guests/sharing/<id:record_id>/confirmation",
    "/accounts/passkeys/<id:passkey_id>/removal",
    "/accounts/authenticator/removal",
    "/caseload/waiting",
    "/caseload/raised",
    "/caseload/signals",
    "/emergencies/<id:record_id>/opening",
    "/emergencies/<id:record_id>",
    "/emergencies/reviews",
    "/emergencies/reviews/<id:record_id>",
    "/programs/sessions/<id:record_id>/restoration",
    "/erasures/stays/<id:record_id>/return",
}


def faults_of(page) -> list[str]:
    """What axe finds in each look, and what still moves although the person asked for less motion."""
    page.wait_for_load_state()
    width, height = page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
    # The whole page at once: what lies behind the tab bar until one scrolls is no fault.
    page.set_viewport_size({"width": width, "height": height})
    faults = []
    page.evaluate(Axe().axe_script)  # once: reading it takes as long as the rules of colours
    for look, (media, rules) in LOOKS.items():
        page.emulate_media(reduced_motion="reduce", **media)
        faults += moving(page)
        for found in page.evaluate("(rules) => axe.run(document, rules)", rules)["violations"]:
            faults += [f"{page.url} {look}: {found['id']}: {node['html'][:200]}" for node in found["nodes"]]
    page.set_viewport_size({"width": width, "height": 844})
    return faults


def every_fault_of(page, in_other_words, *typed):
    """For a page that no walk comes by, what the walks would find: by axe, on a narrow phone, by its weight, with a
    keyboard, and in the installation with other words (but for those that were typed)."""
    faults = faults_of(page)
    page.set_viewport_size(NARROW)
    faults += narrow_faults(page)
    page.set_viewport_size(PHONE["viewport"])
    faults += overweight(page) + faults_in_other_words(page, in_other_words, *typed)
    return faults + faults_by_keyboard(page)


def faults_in_other_words(page, site, *typed) -> list[str]:
    """What is wrong with this page in the pretended language, as the same person sees it."""
    parts = urlsplit(page.url)
    page.watch.also(site.url)  # whose worker goes on fetching when the page is gone
    with page.watch.paused(), page.context.new_page() as other:
        other.set_viewport_size(NARROW)
        other.goto(site.url + parts.path)
        is_same = urlsplit(other.url).path == parts.path
        return faults_of_words(other, *typed) if is_same else [f"{parts.path} led to {other.url}"]


def test_it_finds_a_planted_fault(phone):
    page = phone()
    page.goto("/sign-in")
    page.evaluate("document.body.append(document.createElement('input'))")
    assert any("label" in fault for fault in faults_of(page))


# Paragraphs hardly lighter than their ground, in one look alone.
PALE = """(media) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`@media ${media} { main p { color: #888; background: #777; forced-color-adjust: none } }`);
  document.adoptedStyleSheets = [sheet];
}"""


@pytest.mark.parametrize(
    ("look", "media"),
    [
        ("dark", "(prefers-color-scheme: dark) and (forced-colors: none)"),
        ("forced", "(forced-colors: active)"),
    ],
)
def test_it_finds_what_cannot_be_read_in_one_look_alone(phone, look, media):
    page = phone()
    page.goto("/help-now")
    page.evaluate(PALE, media)
    faults = faults_of(page)
    assert faults
    assert all(f" {look}" in fault and "color-contrast" in fault for fault in faults)


def test_it_finds_what_moves(phone):
    page = phone()
    page.goto("/sign-in")
    assert moving(page) == []
    page.evaluate("document.body.animate({ opacity: [0, 1] }, 60_000)")
    assert moving(page)


@pytest.fixture(scope="module")
def reached():
    """The kinds of pages that each person came by."""
    return {}


@pytest.mark.parametrize("who", EVERYONE)
def test_every_page_is_accessible(site, phone, reached, who):
    page, faults, reached[who] = phone(), [], set()
    for rule in tour(site, page, who):
        reached[who].add(rule)
        faults += faults_of(page)
    assert not faults, "\n".join(faults)


def test_no_kind_of_page_is_left_out(site, phone, reached):
    for who in set(EVERYONE) - set(reached):  # where this test goes alone
        reached[who] = set(tour(site, phone(), who))
    assert set(site.routes) - set().union(*reached.values()) - NOT_PAGES == ON_THE_WAY


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_who_asks_for_more_contrast_gets_it(phone, scheme):
    page = phone()
    page.goto("/sign-in")
    page.emulate_media(color_scheme=scheme, contrast="no-preference")
    color = "(one) => getComputedStyle(one).color"
    muted, words = page.locator("main .muted").first, page.locator("body")
    assert muted.evaluate(color) != words.evaluate(color)
    page.emulate_media(color_scheme=scheme, contrast="more")
    assert muted.evaluate(color) == words.evaluate(color)


def test_what_stands_at_the_end_of_a_long_list_is_accessible(signed_in, in_other_words):
    page = signed_in("clinician")
    for which in ("waiting", "raised", "signals"):
        page.goto(f"/caseload/{which}")
        assert every_fault_of(page, in_other_words) == []


def test_the_pages_on_the_way_of_a_consent_are_accessible(signed_in, in_other_words):
    page, guest = signed_in("participant2"), signed_in("guest")
    link = share_with(page, "Sam", "guest@demo.example")
    heading(page, "A link for Sam")
    faults = every_fault_of(page, in_other_words)
    page.get_by_role("link", name="Done").click()

    guest.goto(link)
    faults += every_fault_of(guest, in_other_words)
    guest.get_by_role("button", name="Accept as").click()
    heading(guest, "Jo")

    page.reload()
    page.get_by_role("link", name="Check who accepted").click()
    heading(page, "Is this Sam?")
    faults += every_fault_of(page, in_other_words)
    page.get_by_role("button", name="Yes, this is Sam").click()
    heading(page, "Sam")

    guest.goto("/guests/")
    faults += every_fault_of(guest, in_other_words)
    guest.get_by_role("link", name="Ana").click()
    heading(guest, "Ana")
    faults += every_fault_of(guest, in_other_words)
    assert not faults, "\n".join(faults)


def test_the_pages_on_the_way_of_a_change_are_accessible(signed_in, in_other_words):
    page = signed_in("coordinator")
    open_tab(page, "Timetable")
    page.get_by_role("link", name="Week after").click()
    page.get_by_role("link", name="Relapse Prevention").first.click()
    page.get_by_role("link", name="Cancel it").click()
    page.get_by_role("button", name="See whom it touches").click()
    heading(page, "Cancel this session?")
    faults = every_fault_of(page, in_other_words)
    page.get_by_role("button", name="Yes, cancel it").click()
    page.get_by_role("link", name="Bring it back").click()
    heading(page, "Bring this session back")
    faults += every_fault_of(page, in_other_words)
    assert not faults, "\n".join(faults)
