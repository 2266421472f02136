"""What DevTools does to a phone's browser: slow its network, clear its storage away, wake its worker."""

import json

from offline_steps import until
from playwright.sync_api import Page
from steps import with_worker

# What Chrome's DevTools called "Slow 3G".
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}


def slow_down(page: Page) -> None:
    """400 kbit/s and 400 ms for the page and for the worker, which fetches for it."""
    commands = (("Network.enable", {}), ("Network.emulateNetworkConditions", SLOW_3G))
    devtools = page.context.new_cdp_session(page)
    for method, params in commands:
        devtools.send(method, params)
    browser = page.context.browser.new_browser_cdp_session()
    for target in _workers_of(page, browser):
        worker = browser.send("Target.attachToTarget", {"targetId": target, "flatten": False})
        for number, (method, params) in enumerate(commands):
            message = json.dumps({"id": number, "method": method, "params": params})
            browser.send("Target.sendMessageToTarget", {**worker, "message": message})


def _workers_of(page: Page, browser) -> list[str]:
    targets = browser.send("Target.getTargets")["targetInfos"]
    own = page.evaluate("origin")
    return [
        one["targetId"] for one in targets if one["type"] == "service_worker" and one["url"].startswith(own)
    ]


def clear_storage(page: Page, kinds: str) -> None:
    """As a browser does that needs room, while the page is open: "indexeddb", "cache_storage" ... or "all"."""
    origin = page.evaluate("origin")
    page.context.new_cdp_session(page).send(
        "Storage.clearDataForOrigin", {"origin": origin, "storageTypes": kinds}
    )


class Worker:
    """The service worker of a site, found while a page of it is open."""

    def __init__(self, page: Page):
        with_worker(page)
        self._origin, self._found = page.evaluate("origin"), []
        self._devtools = page.context.new_cdp_session(page)
        self._devtools.on("ServiceWorker.workerRegistrationUpdated", self._remember)
        until(self._is_found)

    def _is_found(self) -> bool:
        """Asked anew each time: now and then the browser tells of no worker when it is first asked."""
        self._devtools.send("ServiceWorker.disable")
        self._devtools.send("ServiceWorker.enable")
        return bool(self._found)

    def _remember(self, told: dict) -> None:
        ours = (one for one in told["registrations"] if one["scopeURL"].startswith(self._origin))
        self._found += [one["registrationId"] for one in ours if not one["isDeleted"]]

    def sync(self, tag: str) -> None:
        """Background Sync: the browser noticed that there is a network."""
        self._send("dispatchSyncEvent", tag=tag, lastChance=False)

    def deliver(self, data: str) -> None:
        """A push message, as the browser's push service brings it."""
        self._send("deliverPushMessage", data=data)

    def _send(self, method: str, **what) -> None:
        known = {"origin": self._origin, "registrationId": self._found[-1]}
        self._devtools.send(f"ServiceWorker.{method}", known | what)
