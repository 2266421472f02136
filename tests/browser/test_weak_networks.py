"""Networks as they are on a bus: slow, and losing things. What is written arrives once and in order all the same."""

import os
import re
import time

import pytest
from devtools import Worker, slow_down
from offline_steps import (
    back_online,
    fetched_ahead,
    is_saved_here,
    nothing_waits,
    until,
    whole_journal,
    write_words,
)
from phone_storage import kept_by
from playwright.sync_api import expect
from steps import heading

WRITINGS = int(os.environ.get("OFFLINE_ROUNDS", "10"))


@pytest.mark.timed
def test_on_slow_3g_the_app_opens_and_words_are_saved_once(own_phone):
    page = own_phone("participant2")
    slow_down(page)
    begun = time.monotonic()
    assert page.evaluate("fetch('/help-now').then((answer) => answer.status)") == 200
    assert time.monotonic() - begun > 0.4  # slow indeed
    begun = time.monotonic()
    page.goto("/")
    heading(page, "Today")
    assert time.monotonic() - begun < 6
    write_words(page, "On slow 3G.")
    page.wait_for_url(re.compile("/journals/$|/offline/saved"), timeout=20_000)
    nothing_waits(page)
    assert whole_journal(page).count("On slow 3G.") == 1


@pytest.mark.rounds
def test_a_network_that_loses_thirty_percent_gets_everything_once_and_in_order(between):
    page = between.page
    until(lambda: any(line.startswith("/journals/new") for line in kept_by(page)["pages"]))
    between.passed.clear()
    between.lose(3)
    for number in range(WRITINGS):
        page.goto("/journals/new")
        page.get_by_label("What is on your mind?").fill(f"through the gaps {number}.")
        page.get_by_role("button", name="Save").click()
        page.wait_for_url(re.compile("/journals/$|/offline/saved"), timeout=20_000)
    between.lose(0)
    page.goto("/")
    nothing_waits(page)
    assert between.lost >= WRITINGS * 0.3
    arrived = [re.search(rb"through\+the\+gaps\+(\d+)", one.body) for one in between.passed]
    arrived = [int(match[1]) for match in arrived if match]
    assert arrived == sorted(arrived) and set(arrived) == set(range(WRITINGS))
    numbers = [int(number) for number in re.findall(r"through the gaps (\d+)\.", whole_journal(page))]
    assert numbers == list(reversed(range(WRITINGS)))  # newest first
    repeats = len(arrived) - WRITINGS
    print(f"{WRITINGS} entries, {between.lost} losses there or back, {repeats} came again, each there once")


def test_background_sync_sends_what_waits_with_no_page_open(between):
    page = fetched_ahead(between.page)
    worker = Worker(page)
    between.lose(10)
    write_words(page, "Sent while the app is closed.")
    is_saved_here(page)
    page.goto("about:blank")
    time.sleep(3)  # the browser's own first try comes to nothing, and its next is minutes away
    between.lose(0)
    between.passed.clear()
    time.sleep(1)
    assert between.passed == []
    worker.sync("outbox")
    until(lambda: [one.path for one in between.passed if one.method == "POST"] == ["/journals/"])
    page.goto(between.url)
    nothing_waits(page)
    assert whole_journal(page).count("Sent while the app is closed.") == 1


def test_two_tabs_that_save_at_the_same_moment_save_each_once(own_phone):
    page = own_phone("participant2")
    tabs = [page, page.context.new_page()]
    with page.watch.paused():
        page.context.set_offline(True)
        for number, tab in enumerate(tabs):
            tab.goto("/journals/new")
            tab.get_by_label("What is on your mind?").fill(f"at the same moment {number}.")
        for tab in tabs:
            tab.get_by_role("button", name="Save").click(no_wait_after=True)
        for tab in tabs:
            is_saved_here(tab)
        back_online(page)  # both tabs hear it, and both have the worker send
        nothing_waits(page)
    said = whole_journal(page)
    assert [said.count(f"at the same moment {number}.") for number in range(2)] == [1, 1]
    expect(page.get_by_text("not sent yet")).to_be_hidden()
