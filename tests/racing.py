"""Access ends while its holder reads: what begins after the end shows nothing."""

import os
import threading
import time
from collections import Counter

from ending import joined
from visitor import Visitor

from webapp import database
from webapp.audit import chain

ROUNDS = int(os.environ.get("RACE_ROUNDS", "15"))
READERS = 3
BUSY = 503  # says so, and nothing else
PAUSE = 0.01  # seconds: who reads without any leaves no other writer a turn on SQLite


class Reader(threading.Thread):
    """A browser that asks again and again until it is told to end."""

    def __init__(self, client: Visitor, url: str, go: threading.Event):
        super().__init__(daemon=True)
        self._client, self._url, self._go = client, url, go
        self.answers, self.end, self.error = [], threading.Event(), None

    def run(self) -> None:
        try:
            self._go.wait()
            while not self.end.is_set():
                begun = time.monotonic()
                self.answers.append((begun, self._client.get(self._url).status_code))
                time.sleep(PAUSE)
        except Exception as error:
            self.error = error
        finally:
            database.db.close()


def same_browser(client: Visitor) -> Visitor:
    """Another window of it, with the same cookies."""
    window = Visitor(client.application)
    window._cookies = dict(client._cookies)
    return window


def nothing_after(begin, end, url: str, refused: int, rounds: int = ROUNDS) -> None:
    """`begin()` opens the access and gives the browsers to read with, `end()` closes it on disk; many times over."""
    seen = Counter()
    for _round in range(rounds):
        clients = begin()
        for begun, ended, status in _race(clients, url, end, refused):
            seen[status] += 1
            assert status in (refused, BUSY) or (status == 200 and begun < ended)
    assert seen[200] and seen[refused], seen
    assert chain.verify().fault is None
    print(f"{rounds} rounds: {seen[200]} read before or during the end, {seen[refused]} refused after it")


def _race(clients, url, end, refused):
    """(when a read began, when the end was on disk, its answer)."""
    go = threading.Event()
    readers = [Reader(client, url, go) for client in clients]
    for reader in readers:
        reader.start()
    try:
        go.set()
        time.sleep(0.02)
        end()
        ended = time.monotonic()
        time.sleep(0.02)
    finally:
        for reader in readers:
            reader.end.set()
        joined(*readers)
    assert [reader.error for reader in readers if reader.error] == []
    last = [same_browser(client).get(url).status_code for client in clients]
    assert set(last) == {refused}
    yield time.monotonic(), ended, refused
    for reader in readers:
        for begun, status in reader.answers:
            yield begun, ended, status
