"""A browser's own part of web push, which one under test has not: `pushManager` is refused in private windows.

The page and the worker of a phone share it, as they share the real one: its state lies in a cache of its own.
"""

import json

from playwright.sync_api import Page

_PUSH_MANAGER = """
  const addresses = %s;
  const state = async (changes) => {
    const cache = await caches.open("push manager of the tests");
    const now = { taken: 0, live: false, ...await (await cache.match("/state"))?.json(), ...changes };
    if (changes) await cache.put("/state", new Response(JSON.stringify(now)));
    return now;
  };
  const subscription = (number) => ({
    ...addresses[number - 1],
    toJSON: () => addresses[number - 1],
    unsubscribe: async () => { await state({ live: false }); return true; },
  });
  PushManager.prototype.getSubscription = async () => {
    const { taken, live } = await state();
    return live ? subscription(taken) : null;
  };
  PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
    const { taken, live } = await state();
    if (live || !userVisibleOnly || applicationServerKey.length !== 87) throw new TypeError();
    await state({ taken: taken + 1, live: true });
    return subscription(taken + 1);
  };
"""
_STATE = """async () => {
  const answer = await (await caches.open("push manager of the tests")).match("/state");
  return answer ? await answer.json() : { taken: 0, live: false };
}"""
_DROP = """async () => {
  const cache = await caches.open("push manager of the tests");
  const now = await (await cache.match("/state")).json();
  await cache.put("/state", new Response(JSON.stringify({ ...now, live: false })));
}"""


class Subscribing:
    """What a phone's page and worker find in place of the browser's push manager; both must be there already."""

    def __init__(self, page: Page, push_service, most: int = 8):
        self._script = _PUSH_MANAGER % json.dumps([push_service.subscription() for _ in range(most)])
        self.page = page
        page.add_init_script(self._script)
        self.give_to_worker()

    def give_to_worker(self) -> None:
        """Also to the one that is installed anew, after signing out."""
        (self.worker,) = self.page.context.service_workers
        self.worker.evaluate(f"() => {{ {self._script} }}")

    @property
    def live(self) -> bool:
        """Whether the phone is subscribed."""
        return self.page.evaluate(_STATE)["live"]

    @property
    def taken(self) -> int:
        """How many subscriptions the phone has had."""
        return self.page.evaluate(_STATE)["taken"]

    def drop(self) -> None:
        """The browser ends the subscription, and tells nobody."""
        self.page.evaluate(_DROP)
