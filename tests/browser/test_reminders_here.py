"""Reminders come to a phone for who turned them on there, as long as that person wants, whatever the browser does."""

import pytest
from offline_steps import back_online, until
from phone_storage import kept_by
from playwright.sync_api import expect
from steps import heading, with_worker
from subscribing import Subscribing

LONG_AGO = """([name, value]) => new Promise((done) => {
  const asked = indexedDB.open("phone");
  asked.onsuccess = () => {
    const facts = asked.result.transaction("facts", "readwrite").objectStore("facts");
    facts.get("reminders").onsuccess = ({ target }) => {
      facts.put({ ...target.result, [name]: value }, "reminders").onsuccess = () => { asked.result.close(); done(); };
    };
  };
})"""
CHANGED = """async () => {
  const event = new ExtendableEvent("pushsubscriptionchange");
  let done;
  event.waitUntil = (promise) => { done = promise; };
  dispatchEvent(event);
  await done;
}"""


class Reminded:
    """A phone of its person's own on which reminders were turned on by the tap on the button."""

    def __init__(self, page, site, push_service):
        self.page, self.site = page, site
        self.others = []
        self.others = [one[0] for one in self.rows()]
        page.goto("/sign-in")
        self.pushes = Subscribing(with_worker(page), push_service)
        site.sign_in(page, "participant", own_phone=True)
        self.turn_on()

    def turn_on(self) -> None:
        self.page.goto("/reminders/")
        self.page.get_by_role("button", name="Turn on reminders").click()
        expect(self.page.get_by_text("Reminders are on for this phone.")).to_be_visible()
        (self.row,) = self.rows()

    def rows(self) -> list[tuple]:
        """Whatever the server has of this phone."""
        found = self.site.rows("SELECT id, endpoint_digest, seen_at, sign_in FROM device")
        return [one for one in found if one[0] not in self.others]

    def opens(self, path: str) -> None:
        """A page, and what the worker does behind it."""
        self.page.goto(path)
        self.page.wait_for_timeout(1200)

    def is_told_anew(self, path: str) -> tuple:
        """The row as it is once the phone has opened the page and told the server something."""
        before = self.rows()
        self.page.goto(path)
        until(lambda: self.rows() != before)
        self.page.evaluate("navigator.locks.request('reminders', () => {})")
        (self.row,) = self.rows()
        return self.row

    def age(self, name: str = "at", value=0) -> None:
        self.page.evaluate(LONG_AGO, [name, value])


@pytest.fixture
def reminded(phone, site, push_service):
    return Reminded(phone(permissions=["notifications"]), site, push_service)


def test_each_page_looks_after_the_subscription(reminded):
    """A day goes by, the browser drops it in silence, the server has a new key, the browser says that it changed."""
    device, address, seen_at, _ = reminded.row
    reminded.opens("/schedule/")
    assert reminded.rows() == [reminded.row], "once a day is enough"
    reminded.age()
    assert reminded.is_told_anew("/journals/")[:2] == (device, address)
    assert reminded.row[2] > seen_at

    def changes(path: str) -> bool:
        before = reminded.row
        after = reminded.is_told_anew(path)
        return after[0] == before[0] and after[1] != before[1]

    reminded.pushes.drop()
    assert changes("/")
    reminded.age("key", "of another server")
    assert changes("/exercises/")
    reminded.pushes.drop()
    before = reminded.row
    reminded.pushes.worker.evaluate(CHANGED)
    (after,) = reminded.rows()
    assert after[0] == before[0] and after[1] != before[1]
    assert (reminded.pushes.taken, reminded.pushes.live) == (4, True)

    page = reminded.page
    page.goto("/reminders/")
    page.get_by_role("button", name="Turn off on this phone").click()
    expect(page.get_by_text("Removed. That phone gets no more reminders.")).to_be_visible()
    expect(page.get_by_text("Reminders are off on this phone.")).to_be_visible()
    reminded.opens("/")
    assert reminded.rows() == [] and not reminded.pushes.live, "and stays so"


def test_another_person_on_the_phone_gets_no_reminders_and_ends_none(reminded, site):
    page = reminded.page
    page.context.clear_cookies()
    reminded.opens("/sign-in")
    assert reminded.rows() == [reminded.row], "a sign-in that only ran out goes on being reminded"
    site.sign_in(page, "participant2")
    reminded.opens("/reminders/")
    expect(page.get_by_role("button", name="Turn on reminders")).to_be_visible()
    page.goto("/accounts/")
    page.get_by_role("button", name="Sign out").click()
    heading(page, "You are signed out")
    assert reminded.rows() == [reminded.row] and reminded.pushes.live
    signed_in_under = reminded.row[3]
    site.sign_in(page, "participant", own_phone=True)
    until(lambda: reminded.rows()[0][3] != signed_in_under)
    assert reminded.rows()[0][0] == reminded.row[0]
    page.goto("/reminders/")
    expect(page.locator("[data-device].this")).to_be_visible()


def test_signed_out_from_afar_or_here_it_gets_none(reminded, signed_in):
    page = reminded.page
    afar = signed_in("participant")
    afar.goto("/accounts/sign-ins")
    with page.watch.paused():
        afar.get_by_role("button", name="Sign out").first.click()
        expect(afar.get_by_text("Signed out there.")).to_be_visible()
        assert reminded.rows() == [], "though the phone may never come again"
        page.goto("/")
        until(lambda: not reminded.pushes.live)
        assert not [fact for fact in kept_by(page)["facts"] if fact.startswith("reminders")]

        reminded.site.sign_in(page, "participant", own_phone=True)
        reminded.turn_on()
        page.goto("/accounts/")
        page.context.set_offline(True)
        page.get_by_role("button", name="Sign out").click()
        heading(page, "This phone keeps nothing of yours now")
        assert not reminded.pushes.live
        back_online(page)
        page.goto("/sign-in")
        until(lambda: reminded.rows() == [])
