"""A person looks back, finds an entry again and takes their journal along; their therapist sees what is shared."""

import re

from playwright.sync_api import expect
from steps import heading, open_tab, write_entry

WORDS = "A heron stood in the rain."


def test_looking_back_finding_and_taking_along(signed_in):
    page = signed_in("participant")
    write_entry(page, WORDS, "Only me")
    page.get_by_role("link", name="Look back").click()
    heading(page, "Looking back")
    expect(page.get_by_role("img", name="Mood")).to_be_visible()
    page.get_by_role("link", name="Whole stay").click()
    page.get_by_text("The numbers, week by week").click()
    expect(page.get_by_role("region", name="The middle of each week")).to_be_visible()
    page.get_by_role("link", name="What goes together").click()
    expect(page.get_by_text(re.compile("On \\d+ such days the mean mood was")).first).to_be_visible()
    page.get_by_role("link", name="A year").click()
    expect(page.get_by_role("img", name="The mood of each day")).to_be_visible()
    page.get_by_role("link", name="What my therapist sees").click()
    expect(page.get_by_text("Your therapist sees this page just so.")).to_be_visible()

    open_tab(page, "Journal")
    page.get_by_role("link", name="Search").click()
    page.get_by_label("Words").fill("heron")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("listitem").filter(has_text=WORDS)).to_be_visible()
    assert "heron" not in page.url
    page.get_by_role("listitem").filter(has_text=WORDS).get_by_role("link").click()
    expect(page.get_by_text(WORDS)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("listitem").filter(has_text=WORDS)).to_be_visible()

    open_tab(page, "Journal")
    page.get_by_role("link", name="Print or take along").click()
    with page.expect_download() as table:
        page.get_by_role("button", name="Table (CSV)").click()
    assert re.fullmatch(r"waymark-[0-9-]+\.csv", table.value.suggested_filename)
    assert WORDS in table.value.path().read_text("utf-8-sig")
    page.get_by_role("button", name="Print or save as PDF").click()
    heading(page, "My entries")
    expect(page.get_by_text(WORDS)).to_be_visible()


def test_a_therapist_sees_the_shared_part(signed_in):
    page = signed_in("clinician")
    page.locator("main li a").filter(has_text="Jo Rivera").last.click()
    page.get_by_role("link", name="Looking back").click()
    expect(page.get_by_text("Made of shared entries, and nothing else.")).to_be_visible()
    expect(page.get_by_role("img", name="Mood")).to_be_visible()
