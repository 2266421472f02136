"""No page scrolls sideways on a narrow phone or with large text, and everything to press fits a finger."""

import pytest
from crawling import EVERYONE, tour
from measuring import open_all, set_text_size, sideways, small_targets

NARROW = {"width": 320, "height": 640}
PLANTED = {
    sideways: "Object.assign(document.createElement('hr'), {width: 400})",
    small_targets: "Object.assign(document.createElement('button'), {textContent: 'x'})",
}


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("who", EVERYONE)
def test_every_page_fits_320_pixels(site, phone, who, percent):
    page, faults = phone(), []
    page.set_viewport_size(NARROW)
    set_text_size(page, percent)
    for _rule in tour(site, page, who):
        open_all(page)
        faults += sideways(page) + small_targets(page)
    assert not faults, "\n".join(faults)


def test_the_text_does_grow(phone):
    page = phone()
    page.goto("/sign-in")
    height = "document.querySelector('h1').getBoundingClientRect().height"
    before = page.evaluate(height)
    set_text_size(page, 200)
    assert page.evaluate(height) > 1.5 * before


@pytest.mark.parametrize("measure", PLANTED)
def test_it_notices(phone, measure):
    page = phone()
    page.goto("/sign-in")
    assert measure(page) == []
    page.evaluate(f"document.body.append({PLANTED[measure]})")
    assert measure(page)
