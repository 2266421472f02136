"""What a browser does with the storage of a phone: it is asked to hold on to it, and it may clear it away."""

import pytest
from devtools import clear_storage
from offline_steps import (
    back_online,
    fetched_ahead,
    is_saved_here,
    journal,
    nothing_waits,
    until,
    write_words,
)
from phone_storage import addresses_kept, kept_by
from playwright.sync_api import expect
from steps import heading, with_worker

COUNT_ASKING = """
  globalThis.asked = 0;
  const persist = StorageManager.prototype.persist;
  StorageManager.prototype.persist = function () { globalThis.asked += 1; return persist.call(this); };
"""


def test_the_browser_is_asked_to_hold_on_once_there_is_something_to_lose(own_phone):
    page = own_phone()
    page.add_init_script(COUNT_ASKING)
    for path in ("/", "/journals/", "/journals/new"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("asked") == 0
    with page.watch.paused():
        page.context.set_offline(True)
        write_words(page, "The only copy.")
        is_saved_here(page)
        until(lambda: page.evaluate("asked") == 1)
        back_online(page)
        nothing_waits(page)
    page.goto("/journals/")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("asked") == 0


@pytest.mark.parametrize("kinds", ["indexeddb,cache_storage", "all"])
def test_storage_cleared_away_under_an_open_page_breaks_nothing_online(own_phone, site, kinds):
    page = own_phone()
    page.goto("/journals/new")
    page.get_by_label("What is on your mind?").fill(f"Half written while {kinds} went.")
    cookies = page.context.cookies()
    clear_storage(page, kinds)
    page.context.add_cookies(cookies)  # a browser that needs room leaves cookies alone
    page.get_by_role("button", name="Save").click()
    heading(page, "Journal")
    assert f"Half written while {kinds} went." in journal(page)[0]

    # And it is all built up again: pages, the shell, and a place for words.
    with_worker(page)
    page.goto("/")
    fetched_ahead(page)
    until(lambda: "/journals/" in addresses_kept(page) and len(kept_by(page)["caches"]) > 10)
    with page.watch.paused():
        page.context.set_offline(True)
        page.goto("/journals/")
        expect(page.get_by_text("Kept on this phone · from")).to_be_visible()
        page.goto("/help-now")
        heading(page, "Help now")
        write_words(page, f"Offline after {kinds} went.")
        is_saved_here(page)
        back_online(page)
        nothing_waits(page)
    assert f"Offline after {kinds} went." in journal(page)[0]


def test_words_that_were_cleared_away_are_not_called_sent(own_phone):
    page = own_phone()
    with page.watch.paused():
        page.context.set_offline(True)
        write_words(page, "The browser will clear this away.")
        is_saved_here(page)
        page.get_by_role("link", name="On this phone").click()
        expect(page.locator("outbox-list li")).to_have_count(1)
        clear_storage(page, "indexeddb")
        page.goto("/offline/waiting")
        expect(page.get_by_text("Nothing waits on this phone.")).to_be_visible()
        expect(page.get_by_text("was sent.")).to_have_count(1)  # of the journal, which is true
        page.goto("/journals/")
        heading(page, "No network")
        back_online(page)
    assert not any("The browser will clear this away." in row for row in journal(page))
