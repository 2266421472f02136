"""A reminder's whole way: the tap that turns reminders on, the worker that sends, the notification.

Two ends are ours because a browser under test has neither: the push service (tests/push_service.py, which
opens the message with the phone's keys) and the browser's push manager (subscribing.py).
"""

import json

import pytest
from devtools import Worker
from offline_steps import back_online, fetched_ahead, nothing_waits, until
from playwright.sync_api import expect
from running import PASSWORD
from steps import with_worker
from subscribing import Subscribing
from test_axe import faults_of

SHOWN = """async () => {
  const shown = await (await navigator.serviceWorker.ready).getNotifications();
  const facts = ({ title, body, tag, icon, badge, actions }) => ({
    title, body, tag, icon, badge, actions: actions.map(({ action, title }) => [action, title]),
  });
  return shown.map(facts);
}"""
TAP = """async (action = "") => {
  // Opening a window needs a real tap, which a browser without a screen cannot be given.
  const opened = [];
  clients.openWindow = async (address) => { opened.push(address); };
  const [notification] = await registration.getNotifications();
  const event = new NotificationEvent("notificationclick", { notification, action });
  let done;
  event.waitUntil = (promise) => { done = promise; };
  dispatchEvent(event);
  await done;
  return { opened, left: (await registration.getNotifications()).length };
}"""


class Delivery:
    """Hands messages to the page's service worker as the browser's push service would."""

    def __init__(self, page):
        self.page, self._worker = page, Worker(page)

    def deliver(self, data: str) -> None:
        self._last = data
        self._worker.deliver(data)

    def shown(self) -> list[dict]:
        """What the phone shows, once it shows something.

        In about 1 of 200 fresh browsers without a screen, a notification is missing from the list though
        `showNotification` succeeded; like a push service, deliver again then.
        """
        for attempt in range(1, 100):
            if shown := self.page.evaluate(SHOWN):
                return shown
            if attempt % 30 == 0:
                self._worker.deliver(self._last)
            self.page.wait_for_timeout(100)
        return []


@pytest.fixture
def page(signed_in):
    return signed_in("participant", permissions=["notifications"])


def test_a_reminder_reaches_the_phone_and_opens_its_page(page, push_service):
    Subscribing(with_worker(page), push_service)
    before = len(push_service.received)
    page.goto("/reminders/")
    page.get_by_role("button", name="Turn on reminders").click()
    expect(page.get_by_text("Reminders are on for this phone.")).to_be_visible()
    page.get_by_role("button", name="Send a test now").click()
    message = push_service.wait_for(before + 1)[-1]
    assert push_service.faults == []

    delivery = Delivery(page)
    delivery.deliver(message.payload.decode())
    (shown,) = delivery.shown()
    sent = message.notification
    assert (shown["title"], shown["body"], shown["tag"]) == (sent["title"], sent["body"], sent["tag"])
    assert shown["icon"].endswith("/icons/app-192.png") and shown["badge"].endswith("/icons/badge-96.png")

    delivery.deliver(message.payload.decode())
    page.wait_for_timeout(500)
    assert len(delivery.shown()) == 1, "a repeat replaces what is shown"

    (worker,) = page.context.service_workers
    page.goto("/schedule/")
    tapped = worker.evaluate(TAP)
    assert tapped == {"opened": [sent["navigate"]], "left": 0}


@pytest.mark.parametrize("data", ["", "not json", "[]", "null", '{"web_push": 8030}', '{"notification": 7}'])
def test_a_message_that_cannot_be_read_still_shows_something_neutral(page, data):
    delivery = Delivery(page)
    delivery.deliver(data)
    (shown,) = delivery.shown()
    assert (shown["title"], shown["body"]) == ("Waymark", "You have a reminder.")


ADDRESSES = {
    "https://example.org/reminders/?a=1": "/reminders/?a=1",
    "javascript:alert(1)": "/",
    "": "/",
    7: "/",
}


@pytest.mark.parametrize(("navigate", "path"), ADDRESSES.items())
def test_a_notification_leads_nowhere_but_here(page, site, navigate, path):
    page.goto("/exercises/")
    delivery = Delivery(page)
    delivery.deliver(
        json.dumps({"web_push": 8030, "notification": {"title": "Waymark", "navigate": navigate}})
    )
    delivery.shown()
    (worker,) = page.context.service_workers
    assert worker.evaluate(TAP)["opened"] == [site.url + path]


WAY_TO = """async (address) => {
  const ways = await (await fetch("/reminders/ways")).json();
  return Object.keys(ways).find((way) => ways[way].includes(`url=${address}"`)).split("/").at(-1);
}"""


def pressed(page, action: str) -> list[str]:
    """Press a button of the notification that is shown; the addresses that it opened."""
    (worker,) = page.context.service_workers
    tapped = worker.evaluate(TAP, action)
    assert tapped["left"] == 0, "what was answered is gone"
    return tapped["opened"]


def session_ahead(site) -> tuple[str, str]:
    """A planned reminder of the participant's that nobody has answered, and the session that it is about."""
    planned = "kind = 'session' AND outcome IS NULL AND answered = ''"
    query = f"SELECT id, about FROM reminder WHERE {planned} ORDER BY due_at"
    until(lambda: site.rows(query), seconds=90)  # planned once a minute
    reminder, about = site.rows(query)[-1]
    return reminder, about.split()[0]


def answered(site, reminder: str) -> str:
    return site.rows("SELECT answered FROM reminder WHERE id = ?", reminder)[0][0]


def message_about(site, reminder: str, way: str = "0" * 16) -> str:
    """As the server writes it for a session that begins soon."""
    navigate = f"{site.url}/reminders/{reminder}"
    buttons = [("on_way", "On my way"), ("snoozed", "In 30 minutes")]
    notification = {
        "title": "Waymark",
        "body": "You have something coming up.",
        "navigate": f"{site.url}/reminders/to/{way}?reminder={reminder}",
        "tag": reminder,
        "actions": [{"action": action, "title": title, "navigate": navigate} for action, title in buttons],
    }
    return json.dumps({"web_push": 8030, "notification": notification, "app_badge": 1})


def test_a_tap_opens_the_page_that_the_address_does_not_name(page, site):
    reminder, session = session_ahead(site)
    delivery = Delivery(page)
    delivery.deliver(message_about(site, reminder))
    delivery.shown()
    (opened,) = pressed(page, "")
    page.goto(opened)
    page.wait_for_url(f"**/schedule/{session}*")
    expect(page.get_by_text("From your reminder")).to_be_visible()


@pytest.mark.parametrize("action", ["snoozed", "on_way"])
def test_it_is_answered_from_the_notification(page, site, action):
    reminder, session = session_ahead(site)
    delivery = Delivery(page)
    delivery.deliver(message_about(site, reminder))
    (shown,) = delivery.shown()
    assert shown["actions"] == [["on_way", "On my way"], ["snoozed", "In 30 minutes"]]
    assert pressed(page, action) == [], "no page need open"
    assert answered(site, reminder) == action
    page.goto("/reminders/")
    page.get_by_text("What became of the last ten").click()
    said = "You asked for it again at" if action == "snoozed" else "You said you were on your way."
    expect(page.get_by_text(said).first).to_be_visible()


def test_signed_out_the_answer_opens_the_page_that_can_take_it(phone, site):
    reminder, session = session_ahead(site)
    page = phone(permissions=["notifications"])
    page.goto("/sign-in")
    delivery = Delivery(page)
    delivery.deliver(message_about(site, reminder))
    delivery.shown()
    (opened,) = pressed(page, "snoozed")
    assert answered(site, reminder) == ""
    page.goto(opened)
    page.get_by_label("E-mail").fill("participant@demo.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Remind me in 30 minutes").click()
    expect(page.get_by_text("Fine. We remind you again at")).to_be_visible()
    assert answered(site, reminder) == "snoozed"


def test_signed_in_as_somebody_else_the_answer_changes_nothing(signed_in, site):
    reminder, session = session_ahead(site)
    page = signed_in("participant2", permissions=["notifications"])
    delivery = Delivery(page)
    delivery.deliver(message_about(site, reminder))
    delivery.shown()
    with page.watch.paused():
        assert pressed(page, "on_way") == [f"{site.url}/reminders/{reminder}"]
    assert answered(site, reminder) == ""


def test_without_a_network_an_own_phone_keeps_the_answer(phone, site):
    reminder, session = session_ahead(site)
    page = phone(permissions=["notifications"])
    page.goto("/sign-in")
    with_worker(page)
    fetched_ahead(site.sign_in(page, "participant", own_phone=True))
    way = page.evaluate(WAY_TO, f"/schedule/{session}")
    delivery = Delivery(page)
    delivery.deliver(message_about(site, reminder))
    delivery.shown()
    with page.watch.paused():
        page.context.set_offline(True)
        assert pressed(page, "on_way") == []
        page.goto("/offline/waiting")
        expect(page.get_by_role("heading", name="Answer to a reminder")).to_be_visible()
        delivery.deliver(message_about(site, reminder, way))
        delivery.shown()
        (tapped,) = pressed(page, "")
        assert session not in tapped
        page.goto(tapped)
        page.wait_for_url(f"**/schedule/{session}")
        expect(page.get_by_text("Kept on this phone")).to_be_visible()
        back_online(page)
        page.goto("/reminders/")
        nothing_waits(page)
    assert answered(site, reminder) == "on_way"


def test_a_shared_phone_without_a_network_says_so_and_keeps_nothing(page, site):
    reminder, session = session_ahead(site)
    delivery = Delivery(page)
    delivery.deliver(message_about(site, reminder))
    delivery.shown()
    with page.watch.paused():
        page.context.set_offline(True)
        (opened,) = pressed(page, "snoozed")
        page.goto(opened)
        expect(page.get_by_role("heading", name="No network")).to_be_visible()
        back_online(page)
    assert answered(site, reminder) == ""


def test_the_page_offers_the_same_to_a_phone_without_buttons(page, site):
    reminder, session = session_ahead(site)
    page.goto(f"/reminders/{reminder}")
    assert faults_of(page) == []
    expect(page.get_by_text("From your reminder")).to_be_visible()
    page.get_by_role("button", name="Remind me in 30 minutes").click()
    expect(page.get_by_text("Fine. We remind you again at")).to_be_visible()
    expect(page).to_have_url(f"{site.url}/schedule/{session}")
    assert answered(site, reminder) == "snoozed"


def test_what_is_opened_from_a_reminder_is_noted_once(page, site):
    query = "SELECT id FROM reminder WHERE outcome = 'sent' AND answered = ''"
    ((reminder,), *_rest) = site.rows(query)
    page.goto(f"/reminders/{reminder}")
    until(lambda: answered(site, reminder) == "opened")
    assert "reminder=" not in page.url, "opened again, the page is the plain page"


def test_the_icon_is_marked_only_while_nobody_looks(page, site):
    delivery = Delivery(page)
    (worker,) = page.context.service_workers
    worker.evaluate(
        "() => { globalThis.numbers = []; navigator.setAppBadge = async (number) => { numbers.push(number); }; }"
    )
    delivery.deliver(message_about(site, "a" * 26))
    delivery.shown()
    assert worker.evaluate("numbers") == []
    page.goto("about:blank")
    delivery.deliver(message_about(site, "a" * 26))
    until(lambda: worker.evaluate("numbers") == [1])


@pytest.mark.parametrize(
    "actions",
    ["snoozed", [None, 7, {}], [{"action": "other", "title": "Other", "navigate": "https://a.example/x"}]],
)
def test_buttons_that_are_not_ours_do_no_harm(page, site, actions):
    delivery = Delivery(page)
    notification = {"title": "Waymark", "navigate": f"{site.url}/schedule/", "actions": actions}
    delivery.deliver(json.dumps({"web_push": 8030, "notification": notification}))
    delivery.shown()
    action = "other" if isinstance(actions[0], dict) and actions[0] else ""
    assert pressed(page, action) == [f"{site.url}/x" if action else f"{site.url}/schedule/"]
