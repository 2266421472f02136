"""Steps of a participant on a phone of their own, with and without a network."""

import time

from phone_storage import kept_by
from playwright.sync_api import Page
from steps import heading, rate


def fetched_ahead(page: Page) -> Page:
    until(lambda: any(fact.startswith("ahead: ") for fact in kept_by(page)["facts"]), 60)
    return page


def until(holds, seconds=30) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come to that in time"
        time.sleep(0.1)


def write_words(page: Page, words: str) -> None:
    page.goto("/journals/new")
    page.get_by_label("What is on your mind?").fill(words)
    page.get_by_role("button", name="Save").click()


def check_in(page: Page, craving: int) -> None:
    page.goto("/")
    page.get_by_role("radio", name="Okay", exact=True).check()
    rate(page, "Strongest craving", craving)
    page.get_by_role("button", name="Save check-in").click()


def is_saved_here(page: Page) -> None:
    heading(page, "Saved on this phone, not sent yet")


def nothing_waits(page: Page) -> None:
    until(lambda: kept_by(page)["outbox"] == [])


def journal(page: Page) -> list[str]:
    """The journal's rows, newest first."""
    page.goto("/journals/")
    return (
        page.get_by_role("list", name="Your entries, newest first").get_by_role("listitem").all_inner_texts()
    )


def back_online(page: Page) -> None:
    page.context.set_offline(False)


def whole_journal(page: Page) -> str:
    page.goto("/journals/")
    said = ""
    while True:
        said += page.locator("main").inner_text()
        older = page.get_by_role("link", name="Older entries")
        if not older.count():
            return said
        page.goto(older.get_attribute("href"))
