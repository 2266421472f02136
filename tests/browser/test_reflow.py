"""No page scrolls sideways on a narrow phone, with large text or written from the right; fingers hit every control.

One walk through the pages of each person measures all of it, where names have sixty letters and words no end.
"""

import pytest
from crawling import EVERYONE, tour
from measuring import NARROW, narrow_faults, set_text_size, sideways, small_targets
from playwright.sync_api import Page
from running import PEOPLE
from turning import turn, unturned

NAME = ("Wolfeschlegelsteinhausenbergerdorffvoralternwarengewissenhaft" * 2)[:60]
WORD = "na" * 100
ENTRY = {"participant": "/journals/", "clinician": "/caseload/entries/"}
PLANTED = {
    sideways: "document.body.append(Object.assign(document.createElement('hr'), {width: 400}))",
    small_targets: "document.body.append(Object.assign(document.createElement('button'), {textContent: 'x'}))",
    unturned: """{
      const icon = Object.assign(document.createElement("i"), { className: "icon directional" });
      icon.style.transform = "none";
      document.querySelector("main").append(icon);
    }""",
}


@pytest.fixture(scope="module")
def site(site, browser):
    """The installation after everyone took a long name, and Jo wrote a long word, shared and by name."""
    for who in PEOPLE:
        page = browser.new_page(base_url=site.url)
        site.sign_in(page, who)
        page.goto("/accounts/")
        page.locator("form [name=name]").fill(NAME)
        page.get_by_role("button", name="Save").click()
        page.get_by_text("Saved").wait_for()
        if who == "participant":
            page.goto("/journals/new")
            page.get_by_label("What is on your mind?").fill(WORD)
            page.get_by_role("radio", name="My therapist too").check()
            page.get_by_role("button", name="Save").click()
            page.get_by_text("Your therapist can read it.").wait_for()
            entry = page.get_by_role("listitem").filter(has_text=WORD[:20]).get_by_role("link")
            site.long_entry = entry.get_attribute("href").split("/")[-1]
        page.close()
    return site


@pytest.mark.parametrize("who", EVERYONE)
def test_every_page_fits_320_pixels(site, phone, who):
    page, faults, words = phone(), [], ""
    page.set_viewport_size(NARROW)
    also = [ENTRY[who] + site.long_entry] if who in ENTRY else []
    for _rule in tour(site, page, who, *also):
        faults += narrow_faults(page)
        words += page.locator("main").inner_text() + page.locator("main").inner_html()
    assert not faults, "\n".join(faults)
    assert who == "nobody" or NAME in words
    assert who not in ENTRY or WORD in words


def test_the_text_does_grow(phone):
    page = phone()
    page.goto("/sign-in")
    height = "document.querySelector('h1').getBoundingClientRect().height"
    before = page.evaluate(height)
    set_text_size(page, 200)
    assert page.evaluate(height) > 1.5 * before
    set_text_size(page, 100)
    assert page.evaluate(height) == before


@pytest.mark.parametrize("measure", PLANTED)
def test_it_notices(phone, measure):
    page = phone()
    page.goto("/sign-in")
    if measure is unturned:
        turn(page)
    assert measure(page) == []
    page.evaluate(f"() => {{ {PLANTED[measure]} }}")
    assert measure(page)


def planted(page: Page, style: str) -> list[str]:
    """What is found on a narrow page to which the style was added."""
    page.goto("/sign-in")
    page.evaluate(
        "(style) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(style);"
        " document.adoptedStyleSheets = [sheet]; }",
        style,
    )
    return narrow_faults(page)


def test_the_walk_notices_what_only_large_text_or_another_direction_shows(phone):
    page = phone()
    page.set_viewport_size(NARROW)
    assert planted(page, "") == []
    assert planted(page, "h1 { inline-size: 17rem }")  # 272 pixels, and 544 of them at twice the size
    assert planted(page, "[dir=rtl] h1 { inline-size: 340px }")
    assert planted(page, "") == []
