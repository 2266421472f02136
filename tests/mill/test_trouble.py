"""A web server whose database is locked, full or damaged: it refuses clearly, loses nothing, recovers by itself."""

import contextlib
import subprocess
import sys
import threading
import time

import pytest
import scale
from checks import check_writes, checked, demand
from phones import Answer, Phone, Write
from servers import Server, busyness
from test_killed_servers import phones_of

from webapp.database import new_id

pytestmark = pytest.mark.real_clock

SHOWN_WITHIN = 0.5  # seconds, on a machine that does nothing else
ASKED_BACK_WITHIN = 6  # seconds of Retry-After
ANSWERED_WITHIN = 8  # for who waits for the lock: five seconds, and its turn
LOCKED_FOR = 30 if scale.IS_WHOLE else 7
PAGES = ("/", "/journals/", "/journals/new", "/schedule/", "/help-now")
HOLD = """
import sqlite3, sys, time
held = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
held.execute("COMMIT")
"""


@contextlib.contextmanager
def write_lock_held(installation, seconds: float):
    """By another process, as by a stuck command."""
    file = installation.app.config["DATABASE_URL"].removeprefix("sqlite:///")
    with subprocess.Popen([sys.executable, "-c", HOLD, file, str(seconds)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        yield holder


class Hand:
    """Somebody who writes again and again without JavaScript, and sends again what the answer gave back."""

    def __init__(self, phone: Phone):
        self._phone = phone
        self.written: list[Write] = []
        self.answers: list[tuple[float, Answer]] = []
        self.error = None

    def write(self) -> None:
        one = Write(f"Words that must not be lost, {new_id()}", "private")
        self.written.append(one)
        for _time in range(60):
            began = time.monotonic()
            answer = self._phone.post(one.path, one.fields, one.key)
            self.answers.append((time.monotonic() - began, answer))
            if answer.status == 303:
                one.location = answer.location
                return
            demand(answer.status == 503, f"refused with {answer.status}")
            demand(one.words in answer.text, "the words did not come back")
            demand(0 < int(answer.headers["Retry-After"]) <= ASKED_BACK_WITHIN, "it says too late when")
            time.sleep(0.5)
        raise AssertionError("it never got through")

    def write_while(self, busy) -> None:
        try:
            while busy():
                self.write()
                time.sleep(0.05)
        except BaseException as error:
            self.error = error


def test_a_held_write_lock_stops_no_reading_and_loses_no_words(installation):
    shown = []
    with Server(installation) as server, phones_of(installation, server, 10) as (reader, *others):
        server.start()
        for path in PAGES:
            assert reader.get(path).status == 200, path
        hands = [Hand(phone) for phone in others]
        with write_lock_held(installation, LOCKED_FOR) as holder:
            writing = [
                threading.Thread(target=hand.write_while, args=[lambda: holder.poll() is None])
                for hand in hands
            ]
            for one in writing:
                one.start()
            while holder.poll() is None:
                for path in PAGES:
                    began = time.monotonic()
                    demand(reader.get(path).status == 200, f"{path} was not shown")
                    shown.append(time.monotonic() - began)
                time.sleep(0.1)
            for one in writing:
                one.join()
        for hand in hands:
            if hand.error:
                raise hand.error
        checked(check_writes, installation.stay, [one for hand in hands for one in hand.written])
    took = [seconds for hand in hands for seconds, _answer in hand.answers]
    refused = sum(answer.status == 503 for hand in hands for _seconds, answer in hand.answers)
    shown.sort()
    scale.tell(
        "write lock held",
        f"{LOCKED_FOR} s: {len(shown)} pages shown, the slowest after {shown[-1]:.2f} s; {refused} of {len(took)} "
        f"forms put off, the slowest answer after {max(took):.1f} s; all written in the end",
    )
    demand(refused > len(hands), "hardly anything was put off")
    demand(shown[-1] <= SHOWN_WITHIN * busyness(), f"a page took {shown[-1]:.1f} s")
    demand(max(took) <= ANSWERED_WITHIN * busyness(), f"a form took {max(took):.1f} s")
