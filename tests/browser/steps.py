"""Steps of the journeys, by what the screens say."""

import re

from playwright.sync_api import Page, expect

NAMED = """(name) => {
  const one = document.activeElement;
  return (one.labels?.[0] ?? one).innerText.trim().split("\\n")[0] === name;
}"""


def open_tab(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name=name).click()


def heading(page: Page, name) -> None:
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def rate(page: Page, question: str, number: int) -> None:
    """Tap a number of a 0-10 scale."""
    page.get_by_role("group", name=question).get_by_role("radio", name=str(number), exact=True).check()


def write_entry(page: Page, words: str, readers: str) -> None:
    open_tab(page, "Journal")
    page.get_by_role("link", name="Write").click()
    page.get_by_role("radio", name="Good", exact=True).check()
    page.get_by_text("Craving, anxiety, energy, sleep").click()
    rate(page, "Strongest craving", 3)
    page.get_by_label("What is on your mind?").fill(words)
    page.get_by_role("radio", name=readers).check()
    page.get_by_role("button", name="Save").click()
    heading(page, "Journal")
    expect(page.get_by_text(words)).to_be_visible()


def open_entry(page: Page, words: str) -> None:
    page.get_by_role("listitem").filter(has_text=words).get_by_role("link").click()


def practise(page: Page, title: str) -> None:
    """Open an exercise and rate how it is before."""
    open_tab(page, "Exercises")
    link = page.locator("li a").filter(has_text=title)
    closed = page.locator("details:not([open])").filter(has=link).locator("summary")
    expect(link.first).to_be_attached()
    if not link.locator("visible=true").count():
        closed.first.click()
    link.locator("visible=true").first.click()
    heading(page, title)
    page.locator("[name=before][value='7']").check()


def finish_practice(page: Page) -> None:
    page.locator("[name=after][value='4']").check()
    page.get_by_role("button", name="Save this practice").click()
    expect(page.get_by_text("Thank you for taking this time.")).to_be_visible()
    ratings = page.locator(".ratings")
    expect(ratings).to_contain_text("7")
    expect(ratings).to_contain_text("4")


def share_with(page: Page, name: str, email: str) -> str:
    """Sign a consent for somebody to see the family sessions; the link for them."""
    open_tab(page, "You")
    page.get_by_role("link", name="Sharing with family and friends").click()
    page.get_by_role("link", name=re.compile("Share with")).click()
    page.get_by_label("Their name").fill(name)
    page.get_by_label("Their e-mail").fill(email)
    page.get_by_label("Who they are to you").fill("Somebody close")
    page.get_by_role("checkbox", name="Sessions families are welcome at").check()
    page.get_by_role("button", name="Read it before you sign").click()
    heading(page, "Read and sign")
    page.get_by_label("Sign with your full name").fill("My Full Name")
    page.get_by_role("button", name="Sign and make the link").click()
    return page.get_by_label("Your link").input_value()


def with_worker(page: Page) -> Page:
    """Wait until the service worker is at work; it answers from the next navigation on at the latest."""
    page.wait_for_function("async () => (await navigator.serviceWorker.ready).active.state === 'activated'")
    return page


def tab_to(page: Page, name: str):
    """Press Tab until the control of that name has the focus, as somebody without a mouse does; its keyboard."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(NAMED, name):
            return page.keyboard
    raise AssertionError(f"Tab never came to {name}")
