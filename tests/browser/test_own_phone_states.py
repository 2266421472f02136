"""What only an own phone shows, and only at times: held to what every page is held to, in longer words.

One day of one phone, from the offer to install it to the lock; found by what does not change with the language.
"""

import pytest
from keys import faults_by_keyboard
from measuring import NARROW, narrow_faults
from offline_steps import back_online, nothing_waits, until
from phone_storage import kept_by
from playwright.sync_api import expect
from running import PHONE, Site
from test_axe import faults_of
from test_installed import CAN_BE_INSTALLED
from translating import faults_of_words, sign_in

PIN = "246813"
WORDS = "garden"
SAVED = "**/offline/saved"


@pytest.fixture(scope="module")
def site(tmp_path_factory, pretended):
    with Site(tmp_path_factory.mktemp("pseudo"), **pretended) as running:
        running.sign_in = lambda page, who, own_phone=False: sign_in(running, page, who, own_phone)
        yield running


# Tab goes on from where the focus last was, even after it left.
FROM_THE_TOP = """() => {
  const top = Object.assign(document.createElement("span"), { tabIndex: -1 });
  document.body.prepend(top);
  top.focus();
  top.remove();
}"""


class Looking:
    """Everything that is wrong with what the page shows at the moment."""

    def __init__(self, page):
        self.page, self.faults = page, []

    def at(self, shown: str) -> None:
        page = self.page
        expect(page.locator(shown).first).to_be_visible()
        here = f"at {shown}: "
        self.faults += [here + fault for fault in faults_of(page)]
        page.set_viewport_size(NARROW)
        self.faults += [
            here + fault for fault in narrow_faults(page) + faults_of_words(page) if WORDS not in fault
        ]
        page.set_viewport_size(PHONE["viewport"])
        page.evaluate(FROM_THE_TOP)
        self.faults += [here + fault for fault in faults_by_keyboard(page)]
        assert page.locator(shown).first.is_visible(), "it is still what was looked at"


def write(page) -> None:
    page.goto("/journals/new")
    page.locator("[name=words]").fill(WORDS)


def save(page) -> None:
    page.locator("form:has([name=words]) button[type=submit]").first.click()


def test_what_only_an_own_phone_shows_is_held_to_the_same(own_phone):
    page = own_phone()
    look = Looking(page)

    if page.locator("form[action$=check-ins]").count():
        page.locator("form[action$=check-ins] [name=mood]").nth(2).check(force=True)
        with page.expect_navigation():
            page.locator("form[action$=check-ins] button[type=submit]").click()
    page.wait_for_function("() => customElements.get('install-offer')")
    page.evaluate(CAN_BE_INSTALLED, "accepted")
    look.at("install-offer")

    page.goto("/exercises/reasons-card")
    page.locator("form.practice input[type=text]").first.fill(WORDS)
    until(lambda: "midway" in str(kept_by(page)["pages"]))
    page.reload()
    look.at("[data-midway]")

    with page.watch.paused():
        page.context.set_offline(True)
        page.goto("/journals/")
        look.at("div.kept")
        write(page)
        until(lambda: any(one.startswith("draft") for one in kept_by(page)["outbox"]))
        page.goto("/journals/new")
        look.at("[data-do=drop]")
        page.locator("[data-do=drop]").press("Enter")
        expect(page.locator("#main")).to_be_focused()
        assert kept_by(page)["outbox"] == []

        # Longer than the server takes: it will be refused for good.
        page.locator("[name=words]").evaluate("(box) => { box.value = 'garden '.repeat(3500); }")
        save(page)
        page.wait_for_url(SAVED)
        look.at("outbox-line")
        write(page)
        save(page)
        page.wait_for_url(SAVED)
        page.goto("/offline/waiting")
        page.locator("[data-delete]").last.press("Enter")
        look.at("outbox-list li [data-really]:not([hidden])")
        back_online(page)
        page.goto("/")
        until(lambda: len(kept_by(page)["outbox"]) == 1)
        page.goto("/offline/waiting")
        look.at("outbox-list li [data-refused]:not([hidden])")
        page.locator("[data-delete]").press("Enter")
        page.keyboard.press("Enter")
        nothing_waits(page)

    page.goto("/accounts/app-lock")
    look.at("app-lock [data-off]")
    for box in ("#pin", "#again"):
        page.locator(box).fill(PIN)
    page.locator("[data-pin] button").click()
    look.at("app-lock [data-on]")
    page.locator("[data-lock] button").click()
    page.locator("#pin").fill("111111")
    page.locator("[data-pin] button").click()
    expect(page.locator("app-unlock .error")).to_be_visible()
    page.locator("app-unlock summary").click()
    look.at("app-unlock [data-pin]")
    assert not look.faults, "\n".join(look.faults)
