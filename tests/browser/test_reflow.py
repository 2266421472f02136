"""No page scrolls sideways on a narrow phone, with large text or written from the right; fingers hit every control.

One walk through the pages of each person measures all of it.
"""

import pytest
from crawling import EVERYONE, tour
from measuring import NARROW, narrow_faults, set_text_size, sideways, small_targets
from playwright.sync_api import Page
from turning import turn, unturned

TEXT_DOES_NOT_WRAP = "document.querySelector('h1').style.whiteSpace = 'nowrap'"
PLANTED = {
    sideways: "document.body.append(Object.assign(document.createElement('hr'), {width: 400}))",
    small_targets: "document.body.append(Object.assign(document.createElement('button'), {textContent: 'x'}))",
    unturned: """{
      const icon = Object.assign(document.createElement("i"), { className: "icon directional" });
      icon.style.transform = "none";
      document.querySelector("main").append(icon);
    }""",
}


@pytest.mark.parametrize("who", EVERYONE)
def test_every_page_fits_320_pixels(site, phone, who):
    page, faults = phone(), []
    page.set_viewport_size(NARROW)
    for _rule in tour(site, page, who):
        faults += narrow_faults(page)
    assert not faults, "\n".join(faults)


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
