"""A consent is stopped while its guest reads: what begins after the stop shows nothing."""

import os
import threading
import time

import pytest
from cast import give_consent
from visitor import Visitor

from webapp import database
from webapp.audit import chain
from webapp.database import writing
from webapp.guests.sharing import stop
from webapp.people.consents import ITEMS, Consent

ROUNDS = int(os.environ.get("CONSENT_ROUNDS", "5"))
READERS = 3


class Reader(threading.Thread):
    """A guest's browser that asks again and again until it is refused, or told to end."""

    def __init__(self, app, sam, url, go):
        super().__init__()
        self._client, self._url, self._go = Visitor(app, sam), url, go
        self.answers, self.end, self.error = [], threading.Event(), None

    def run(self) -> None:
        try:
            self._go.wait()
            while not self.end.is_set():
                begun = time.monotonic()
                self.answers.append((begun, self._client.get(self._url).status_code))
        except Exception as error:
            self.error = error
        finally:
            database.db.close()


@pytest.mark.rounds
def test_what_a_guest_asks_after_the_stop_shows_nothing(app, cast):
    stay, sam = cast.stay_of(cast.jo), cast.sam
    seen = {200: 0, 404: 0}
    for _round in range(ROUNDS):
        Consent.delete().execute()
        consent = give_consent(stay, sam, ITEMS)
        for begun, stopped, status in _race(app, sam, f"/guests/{stay.id}", consent):
            seen[status] += 1
            assert status == 404 or begun < stopped
    assert min(seen.values()) > 0, seen
    assert chain.verify().fault is None
    print(f"{ROUNDS} rounds: {seen[200]} read before or during the stop, {seen[404]} refused after it")


def _race(app, sam, url, consent):
    """(when a read began, when the stop was on disk, its answer)."""
    go = threading.Event()
    readers = [Reader(app, sam, url, go) for _reader in range(READERS)]
    for reader in readers:
        reader.start()
    go.set()
    time.sleep(0.02)
    with writing():
        stop(consent)
    stopped = time.monotonic()
    time.sleep(0.02)
    for reader in readers:
        reader.end.set()
        reader.join()
        assert reader.error is None
    last = [Visitor(app, sam).get(url).status_code]
    assert last == [404]
    yield time.monotonic(), stopped, last[0]
    for reader in readers:
        for begun, status in reader.answers:
            yield begun, stopped, status
