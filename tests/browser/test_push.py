"""A reminder's whole way: the tap that turns reminders on, the worker that sends, the notification.

Two ends are ours because a browser under test has neither: the push service (tests/push_service.py, which
opens the message with the phone's keys) and `pushManager.subscribe`, refused in private windows.
"""

import json

import pytest
from playwright.sync_api import expect
from steps import with_worker

SUBSCRIBE = """
  const subscription = %s;
  PushManager.prototype.subscribe = async (options) => {
    if (!options.userVisibleOnly || options.applicationServerKey.length !== 65) throw new TypeError();
    localStorage.subscribed = "yes";
    return subscription;
  };
  PushManager.prototype.getSubscription = async () => localStorage.subscribed ? subscription : null;
"""
SHOWN = """async () => {
  const shown = await (await navigator.serviceWorker.ready).getNotifications();
  return shown.map(({ title, body, tag, icon, badge }) => ({ title, body, tag, icon, badge }));
}"""
TAP = """async () => {
  // Opening a window needs a real tap, which a browser without a screen cannot be given.
  const opened = [];
  clients.openWindow = async (address) => { opened.push(address); };
  const [notification] = await registration.getNotifications();
  const event = new NotificationEvent("notificationclick", { notification });
  let done;
  event.waitUntil = (promise) => { done = promise; };
  dispatchEvent(event);
  await done;
  return { opened, left: (await registration.getNotifications()).length };
}"""


class Delivery:
    """Hands messages to the page's service worker as the browser's push service would."""

    def __init__(self, page):
        self.page = page
        self._registrations = []
        self._devtools = page.context.new_cdp_session(page)
        self._devtools.on("ServiceWorker.workerRegistrationUpdated", self._registered)
        self._devtools.send("ServiceWorker.enable")
        with_worker(page)
        while not self._registrations:
            page.wait_for_timeout(50)

    def deliver(self, data: str) -> None:
        origin = "/".join(self.page.url.split("/")[:3])
        self._last = {"origin": origin, "registrationId": self._registrations[-1], "data": data}
        self._devtools.send("ServiceWorker.deliverPushMessage", self._last)

    def shown(self) -> list[dict]:
        """What the phone shows, once it shows something.

        In about 1 of 200 fresh browsers without a screen, a notification is missing from the list though
        `showNotification` succeeded; like a push service, deliver again then.
        """
        for attempt in range(1, 100):
            if shown := self.page.evaluate(SHOWN):
                return shown
            if attempt % 30 == 0:
                self._devtools.send("ServiceWorker.deliverPushMessage", self._last)
            self.page.wait_for_timeout(100)
        return []

    def _registered(self, event) -> None:
        self._registrations += [
            one["registrationId"] for one in event["registrations"] if not one["isDeleted"]
        ]


@pytest.fixture
def page(signed_in):
    return signed_in("participant", permissions=["notifications"])


def test_a_reminder_reaches_the_phone_and_opens_its_page(page, push_service):
    page.add_init_script(SUBSCRIBE % json.dumps(push_service.subscription()))
    page.goto("/reminders/")
    page.get_by_role("button", name="Turn on reminders").click()
    expect(page.get_by_text("Reminders are on for this phone.")).to_be_visible()
    page.get_by_role("button", name="Send a test now").click()
    message = push_service.wait_for(1)[-1]
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
