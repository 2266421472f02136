"""The participant's own phone without a network: pages that open, and words that wait until they are sent once."""

import os
import re
import time
from pathlib import Path

import pytest
from crawling import pages_of
from killing import HTTP_CACHE, PersistentPhone
from needs import missing
from offline_steps import (
    back_online,
    check_in,
    fetched_ahead,
    is_saved_here,
    journal,
    nothing_waits,
    until,
    whole_journal,
    write_words,
)
from phone_storage import addresses_kept, kept_by
from playwright.sync_api import expect
from steps import heading, tab_to, with_worker

ROUNDS = int(os.environ.get("OFFLINE_ROUNDS", "5"))
KILLS = int(os.environ.get("KILL_ROUNDS", "2"))
LATER = 6  # seconds between writing and sending, so that one cannot be taken for the other
TWO_NEWEST = "SELECT written_at FROM (SELECT written_at FROM journal_entry ORDER BY written_at DESC LIMIT 2) ORDER BY 1"
CANARY = "the heron stood in the ditch"


def test_the_participants_pages_open_without_a_network_and_say_so(own_phone):
    page = own_phone()
    with page.watch.paused():
        page.context.set_offline(True)
        for path, title in (("/", "Today"), ("/schedule/", "This week"), ("/journals/", "Journal")):
            page.goto(path)
            heading(page, title)
            expect(page.get_by_text("Kept on this phone · from")).to_be_visible()
        page.get_by_role("listitem").filter(has_text="Good day. I noticed").get_by_role("link").click()
        expect(page.get_by_text("doing the dishes.")).to_be_visible()
        page.goto("/exercises/hard-moment")
        page.get_by_role("link", name="Fear or worry").click()
        page.get_by_role("link", name="Five senses").click()
        page.get_by_role("button", name="Tap for each one").click()
        page.goto("/exercises/")
        page.get_by_text("Breathing", exact=True).click()
        page.get_by_role("link", name="Box breathing").first.click()
        page.get_by_role("button", name="Start").click()
        expect(page.locator(".pacer-phase")).to_have_text("Breathe in")
        page.goto("/schedule/")
        page.locator("main a[href^='/schedule/']").filter(has_not_text=re.compile("Week|Month")).first.click()
        expect(page.get_by_text("Kept on this phone · from")).to_be_visible()
        page.goto("/schedule/")
        page.get_by_role("link", name="Month", exact=True).click()
        expect(page.get_by_text("Kept on this phone · from")).to_be_visible()


def test_every_page_opens_without_a_network_or_says_that_it_needs_one(site, own_phone):
    """The walk finds the pages, and each page says itself whether it is one to keep."""
    page, marked = own_phone(), {}
    for _rule in pages_of(site, page):
        marked[page.evaluate("location.pathname + location.search")] = page.locator("div.kept").count() > 0
    to_keep = {address for address, is_marked in marked.items() if is_marked}
    assert len(to_keep) > 15
    until(lambda: to_keep <= addresses_kept(page))
    faults = []
    with page.watch.paused():
        page.context.set_offline(True)
        for address, is_marked in marked.items():
            page.goto(address)
            if is_marked != page.locator("div.kept").is_visible():
                faults.append(f"{address}: kept as it should be: {is_marked}; it shows {page.title()}")
            if not is_marked and "Help now" not in page.locator("body").inner_text():
                faults.append(f"{address}: no help without a network")
        back_online(page)
    assert not faults, faults


def test_online_nothing_says_that_a_page_was_kept(own_phone):
    page = own_phone()
    page.goto("/journals/")
    expect(page.get_by_text("Kept on this phone · from")).to_be_hidden()


def test_words_written_without_a_network_are_sent_once_in_order_with_their_time(own_phone, site):
    page = own_phone()
    before = journal(page)
    with page.watch.paused():
        page.context.set_offline(True)
        write_words(page, f"First: {CANARY}")
        is_saved_here(page)
        written = time.time()
        check_in(page, 4)
        is_saved_here(page)
        page.get_by_role("link", name="Journal").click()
        expect(page.get_by_text("On this phone, not sent yet: 2")).to_be_visible()
        page.get_by_role("link", name=re.compile("On this phone")).click()
        rows = page.locator("outbox-list li")
        expect(rows).to_have_count(2)
        expect(rows.first).to_contain_text(f"First: {CANARY}")
        expect(rows.first).to_contain_text("Only me")
        expect(rows.last).to_contain_text("Check-in")
        expect(rows.last).to_contain_text("Your answers: 3 · 4")
        time.sleep(max(0, LATER - (time.time() - written)))
        sent = time.time()
        back_online(page)
        nothing_waits(page)
        times = [at / 1000 for (at,) in site.rows(TWO_NEWEST)]
        assert times[0] < times[1] < sent - 2, "those of writing, not of sending"
        assert abs(times[0] - written) < 2
        expect(page.get_by_text("Nothing waits on this phone.")).to_be_visible()
    rows = journal(page)
    assert "Quick check-in" in rows[0]
    assert CANARY in rows[1]
    assert rows[2:] == before[: len(rows) - 2], "each once, and nothing else"


def test_an_exercise_is_practised_without_a_network(own_phone):
    page = own_phone("participant2")
    with page.watch.paused():
        page.context.set_offline(True)
        page.goto("/exercises/longer-out-breathing")
        page.locator("[name=before][value='7']").check()
        page.locator("[name=after][value='4']").check()
        page.get_by_role("button", name="Save this practice").click()
        is_saved_here(page)
        back_online(page)
        nothing_waits(page)
    page.goto("/exercises/longer-out-breathing")
    expect(page.get_by_role("heading", name="Times you did this")).to_be_visible()


@pytest.mark.rounds
def test_an_answer_that_is_lost_makes_no_second_entry(between):
    page = between.page
    for number in range(ROUNDS):
        between.losing = True
        write_words(page, f"lost answer {number}.")
        is_saved_here(page)
        between.losing = False
        page.goto("/")
        nothing_waits(page)
    assert between.lost >= ROUNDS
    said = whole_journal(page)
    assert [said.count(f"lost answer {number}.") for number in range(ROUNDS)] == [1] * ROUNDS
    print(f"{ROUNDS} entries written, {between.lost} answers lost, each entry there once")


@pytest.mark.timed
def test_a_network_that_does_not_answer_is_not_waited_for(between):
    page = fetched_ahead(between.page)
    between.delay = 30
    begun = time.monotonic()
    page.goto("/schedule/")
    expect(page.get_by_text("Kept on this phone · from")).to_be_visible()
    assert time.monotonic() - begun < 10
    write_words(page, "Written on a network that hangs.")
    is_saved_here(page)
    between.delay = 0
    until(lambda: (page.goto("/journals/"), kept_by(page)["outbox"] == [])[1], seconds=60)
    assert whole_journal(page).count("Written on a network that hangs.") == 1


def test_two_tabs_send_each_entry_once(own_phone):
    page = own_phone()
    other_tab = page.context.new_page()
    with page.watch.paused():
        page.context.set_offline(True)
        for number, tab in enumerate((page, other_tab, page, other_tab)):
            write_words(tab, f"from two tabs {number}.")
            is_saved_here(tab)
        back_online(page)
        page.goto("/")
        other_tab.goto("/")
        nothing_waits(page)
    rows = journal(page)
    assert [re.search(r"from two tabs (\d)", row)[1] for row in rows[:4]] == ["3", "2", "1", "0"]


def test_a_new_version_waits_and_says_so(between):
    page = fetched_ahead(between.page)
    page.goto("/journals/new")
    page.get_by_label("What is on your mind?").fill("Half a sentence")
    between.has_new_version = True
    page.evaluate("async () => { await (await navigator.serviceWorker.getRegistration()).update(); }")
    expect(page.get_by_text("A new version is ready.")).to_be_visible()
    assert page.get_by_label("What is on your mind?").input_value() == "Half a sentence"
    assert len(page.evaluate("caches.keys()")) == 2
    with page.expect_navigation():
        page.get_by_role("button", name="Reload").click()
    with_worker(page)
    expect(page.get_by_text("A new version is ready.")).to_be_hidden()
    until(lambda: [name.startswith("shell-next-") for name in page.evaluate("caches.keys()")] == [True])
    page.context.set_offline(True)
    page.goto("/journals/")  # kept by the old version, opened by the new one, and it has its looks
    expect(page.get_by_text("Kept on this phone · from")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).display") == "flex"


def test_a_shared_phone_keeps_nothing_and_gives_the_words_back(signed_in):
    page = with_worker(signed_in("participant2"))
    page.goto("/journals/new")
    page.get_by_label("What is on your mind?").fill("On a shared phone <b>&amp; tablet")
    with page.watch.paused():
        page.context.set_offline(True)
        page.get_by_role("button", name="Save").click()
        heading(page, "Not sent, and not kept on this phone")
        expect(page.get_by_label("What you wrote")).to_have_value(
            re.compile("On a shared phone <b>&amp; tablet")
        )
        kept = kept_by(page)
        assert (kept["keys"], kept["pages"], kept["outbox"]) == ([], [], [])
        page.context.set_offline(False)
    page.get_by_role("button", name="Send it again").click()
    heading(page, "Journal")
    assert "On a shared phone <b>&amp; tablet" in journal(page)[0]


def test_a_full_phone_gives_the_words_back(phone, site):
    page = phone()
    page.goto("/sign-in")
    with_worker(page)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": site.url, "quotaSize": 1})
    site.sign_in(page, "participant2", own_phone=True)
    page.goto("/journals/new")
    page.get_by_label("What is on your mind?").fill("There is no room for this.")
    with page.watch.paused():
        page.context.set_offline(True)
        page.get_by_role("button", name="Save").click()
        heading(page, "Not sent, and not kept on this phone")
        expect(page.get_by_label("What you wrote")).to_have_value(re.compile("There is no room for this."))
        back_online(page)
    page.get_by_role("button", name="Send it again").click()
    heading(page, "Journal")
    assert "There is no room for this." in journal(page)[0]


def test_where_the_browser_refuses_a_worker_an_own_phone_works_online(phone, site):
    """As some do in private windows: nothing can be kept, and nothing says that it is."""
    page = phone(service_workers="block")
    with page.watch.paused():  # the browser says so in its console
        site.sign_in(page, "participant2", own_phone=True)
        page.goto("/journals/new")
        page.get_by_label("What is on your mind?").fill("In a private window.")
        expect(page.locator("draft-keeper")).to_have_text("Draft kept")  # with the server
        page.get_by_role("button", name="Save", exact=True).click()
        heading(page, "Journal")
        assert "In a private window." in journal(page)[0]
        kept = kept_by(page)
        assert (kept["keys"], kept["pages"], kept["outbox"]) == ([], [], [])
        page.goto("/accounts/")
        page.get_by_role("button", name="Sign out").click()
        expect(page).to_have_url("/signed-out")


def test_without_storage_the_app_works_online(phone, site):
    page = phone()
    page.goto("/sign-in")
    # A database of a later version: the worker's own cannot be opened any more.
    page.evaluate(
        """() => new Promise((done) => {
            indexedDB.open("phone", 9).onsuccess = ({ target }) => { target.result.close(); done(); };
        })"""
    )
    with_worker(page)
    site.sign_in(page, "participant2", own_phone=True)
    write_words(page, "No storage, no matter.")
    heading(page, "Journal")
    assert "No storage, no matter." in journal(page)[0]
    page.goto("/accounts/")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url("/signed-out")


def test_what_the_server_refuses_for_good_is_shown_and_never_dropped(own_phone):
    page = own_phone()
    with page.watch.paused():
        page.goto("/journals/new")
        page.context.set_offline(True)
        box = page.get_by_label("What is on your mind?")
        box.evaluate("(box) => box.removeAttribute('maxlength')")
        box.fill("much too long " * 1500)
        page.get_by_role("button", name="Save").click()
        is_saved_here(page)
        write_words(page, "After the one that is refused.")
        is_saved_here(page)
        back_online(page)
        page.goto("/offline/waiting")
        expect(page.locator("outbox-list li")).to_have_count(1)
        expect(page.get_by_text("Could not be sent")).to_be_visible()
        expect(page.get_by_text("This is longer than can be saved at once")).to_be_visible()
        expect(page.locator("[data-words]")).to_contain_text("much too long")
        assert "After the one that is refused." in journal(page)[0]

        # The focus stays with the row that is tried again, and goes on to what takes the place of one deleted.
        page.context.set_offline(True)
        write_words(page, "The next in the list.")
        is_saved_here(page)
        page.goto("/offline/waiting")
        rows = page.locator("outbox-list li")
        expect(rows).to_have_count(2)
        page.get_by_role("button", name="Try again").press("Enter")
        expect(rows.first.get_by_text("Could not be sent")).to_be_hidden()  # it waits again
        expect(rows.first).to_be_focused()
        delete_focused_row(page)
        expect(rows).to_have_count(1)
        expect(rows).to_be_focused()
        expect(rows).to_contain_text("The next in the list.")
        delete_focused_row(page)
        expect(page.get_by_text("Nothing waits on this phone.")).to_be_focused()
        back_online(page)
        assert kept_by(page)["outbox"] == []


def delete_focused_row(page) -> None:
    tab_to(page, "Delete it").press("Enter")
    page.keyboard.press("Enter")  # "Delete it for good" has the focus now


def test_the_kept_bytes_hold_no_word(own_phone):
    page = own_phone()
    write_words(page, CANARY)
    expect(page.get_by_text(CANARY).first).to_be_visible()
    until(lambda: "/journals/" in addresses_kept(page))
    with page.watch.paused():
        page.context.set_offline(True)
        write_words(page, f"{CANARY} again")
        is_saved_here(page)
        kept = kept_by(page)
        assert kept["pages"] and kept["outbox"] and kept["caches"]
        everything = " ".join(line for lines in kept.values() for line in lines)
        assert "heron" not in everything
        assert "Rivera" not in everything
        assert "No network" in everything  # what is kept in the clear is found, so the search can find
        assert all("key(sealed in)" in line for line in kept["keys"])
        back_online(page)
        nothing_waits(page)


@pytest.mark.rounds
def test_a_killed_browser_loses_no_word_and_leaves_none_readable(playwright, site, tmp_path):
    if not Path("/proc").exists():
        missing("/proc, to find the browser to kill")
    for number in range(KILLS):
        words = f"{CANARY}, kill {number}."
        phone = PersistentPhone(playwright, tmp_path / str(number), site.url)
        page = phone.open()
        page.goto("/sign-in")
        with_worker(page)
        site.sign_in(page, "participant2", own_phone=True)
        fetched_ahead(page)
        phone.context.set_offline(True)
        write_words(page, words)
        is_saved_here(page)
        page.goto("/offline/waiting")
        expect(page.get_by_text(words)).to_be_visible()
        phone.kill()
        assert phone.files_holding("heron") == phone.files_holding("Missing my daughter") == []
        assert (
            phone.files_holding("/journals/", within=HTTP_CACHE) == []
        )  # what it keeps is packed, addresses are not
        assert phone.files_holding("/static/", within=HTTP_CACHE) != []
        assert phone.files_holding("shell-") != []  # what is in the clear is found

        page = phone.open()
        page.goto("/")
        if "/sign-in" in page.url:  # the browser had not yet written its cookies to the disk
            site.sign_in(page, "participant2", own_phone=True)
        nothing_waits(page)
        assert whole_journal(page).count(words) == 1
        phone.context.close()
    print(f"{KILLS} times killed with an entry waiting, each entry there once and readable in no file")
