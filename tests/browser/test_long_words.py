"""Names of sixty letters and words without an end: every page of everyone still fits a narrow phone."""

import pytest
from crawling import EVERYONE, tour
from measuring import NARROW, narrow_faults
from running import PEOPLE

NAME = ("Wolfeschlegelsteinhausenbergerdorffvoralternwarengewissenhaft" * 2)[:60]
WORD = "na" * 100
ENTRY = {"participant": "/journals/", "clinician": "/caseload/entries/"}


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
def test_every_page_fits(site, phone, who):
    page, faults, words = phone(), [], ""
    page.set_viewport_size(NARROW)
    also = [ENTRY[who] + site.long_entry] if who in ENTRY else []
    for _rule in tour(site, page, who, *also):
        faults += narrow_faults(page)
        words += page.locator("main").inner_text() + page.locator("main").inner_html()
    assert not faults, "\n".join(faults)
    assert who == "nobody" or NAME in words
    assert who not in ENTRY or WORD in words
