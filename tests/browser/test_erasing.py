"""A participant takes everything along, has their stay erased, and brings it back while there is time."""

import zipfile

from playwright.sync_api import expect
from steps import heading, open_tab
from test_axe import every_fault_of


def test_taking_along_erasing_and_bringing_back(signed_in, in_other_words):
    ana = signed_in("participant2")
    open_tab(ana, "You")
    ana.get_by_role("link", name="Erase what is kept of me").click()
    ana.get_by_role("link", name="First take a copy").click()
    with ana.expect_download() as taken:
        ana.get_by_role("button", name="Download").click()
    with zipfile.ZipFile(taken.value.path()) as copy:
        assert {"record.html", "record.json"} <= set(copy.namelist())

    ana.goto("/erasures/")
    ana.get_by_role("link", name="Erase my stay").click()
    with ana.watch.paused():
        ana.get_by_role("button", name="Erase my stay").click()
        expect(ana.get_by_role("alert").first).to_be_visible()
    ana.get_by_label("Yes, I have read this").check()
    ana.get_by_role("button", name="Erase my stay").click()
    heading(ana, "It is gone from the app")
    kim = signed_in("clinician2")
    expect(kim.get_by_role("main")).not_to_contain_text("Ana Lindqvist")
    kim.get_by_role("link", name="Erased stays").click()
    expect(kim.get_by_text("They can bring it back until")).to_be_visible()

    again = signed_in("participant2")
    again.goto("/erasures/")
    again.get_by_role("link", name="Bring it back").click()
    assert every_fault_of(again, in_other_words) == []
    again.get_by_role("button", name="Bring it back").click()
    heading(again, "Today")
