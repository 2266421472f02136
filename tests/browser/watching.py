"""A watch over everything a browser does: the faults that a person would not see."""

import contextlib
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext

CANCELLED = "net::ERR_ABORTED"  # the browser's own: it left a page before all of it had come
# A test's own: it took the network away, from page and worker one after the other, and gives it back like that.
NO_NETWORK = "net::ERR_INTERNET_DISCONNECTED"


class Watch:
    """Collects console errors (the content policy's refusals among them), failed and foreign requests."""

    def __init__(self, context: BrowserContext, url: str):
        self.faults: list[str] = []
        self._hosts = {urlsplit(url).netloc}
        self._is_paused = False
        context.on("console", self._console)
        context.on("weberror", lambda error: self._note(f"script error at {_address(error)}: {error.error}"))
        context.on("requestfailed", self._failed)
        context.on("request", self._requested)
        context.on("response", self._answered)

    def also(self, url: str) -> None:
        """This is the same installation, at another address."""
        self._hosts.add(urlsplit(url).netloc)

    @contextlib.contextmanager
    def paused(self):
        """While faults are part of the story (no network, a page that is refused)."""
        self._is_paused = True
        yield
        self._is_paused = False

    def _note(self, fault: str) -> None:
        if not self._is_paused:
            self.faults.append(fault)

    def _console(self, message) -> None:
        if message.type in ("error", "warning"):
            self._note(f"console {message.type}: {message.text} ({message.location['url']})")

    def _failed(self, request) -> None:
        if request.failure not in (CANCELLED, NO_NETWORK):
            self._note(f"failed: {request.method} {request.url}: {request.failure}")

    def _requested(self, request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.netloc not in self._hosts:
            self._note(f"request to somebody else: {request.url}")

    def _answered(self, response) -> None:
        if response.status >= 400:
            self._note(f"{response.status}: {response.request.method} {response.url}")


def _address(error) -> str:
    return error.page.url if error.page else "a worker"
