"""The worker: a small loop that sends what is due, and a second one that plans. One for a machine, or many.

It keeps nothing in memory that the database does not hold, so it may be killed at any moment. When asked to
stop it finishes what it has claimed.
"""

import contextlib
import gc
import logging
import secrets
import signal
import threading
import time
from collections.abc import Callable

from flask import Flask

from webapp import clock, encryption
from webapp.assessments import assign_usual, purge_partials
from webapp.audit import anchors
from webapp.audit.checking import Checker
from webapp.database import connection, kept_connection
from webapp.erasures.asking import carry_out_due
from webapp.journals import purge
from webapp.push.models import Device
from webapp.reminders import claiming, planning
from webapp.reminders.mailing import mail_instead
from webapp.reminders.models import WorkerBeat
from webapp.reminders.sending import Sender

PLAN_EVERY = 60.0
PLAN_BESIDE_SENDING_EVERY = 180.0
ERASE_EVERY = 60.0
FORGET_EVERY = 24 * 3600.0
PURGE_EVERY = 3600.0
ANCHOR_EVERY = 300.0
CHECK_EVERY = 3600.0
BEAT_EVERY = 10.0
SHORTEST_SLEEP, LONGEST_SLEEP = 0.05, 1.0
AFTER_TROUBLE = 2.0
AGAIN_AFTER = 10.0  # a chore that failed; what comes after it has its turn first
LONGEST_FAREWELL = 20.0

log = logging.getLogger(__name__)


def run(app: Flask, stop: threading.Event | None = None) -> None:
    """Work until `stop` is set, or until SIGTERM or SIGINT when this is the main thread."""
    stop = stop or threading.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
    name = secrets.token_hex(6)
    log.info("worker %s started", name)
    gc.collect()
    gc.freeze()  # what the start made stays, so it need not be looked through again and again
    sending = _Sending(name)
    chores = threading.Thread(target=_Chores(app, name, sending).until, args=[stop], name="chores")
    chores.start()
    try:
        with app.app_context():
            sending.until(stop)
    finally:
        stop.set()
        chores.join()
    log.info("worker %s stopped", name)


class _Rounds:
    """Round after round, whatever happens: what was claimed comes back when its lease ends."""

    def until(self, stop: threading.Event) -> None:
        while not stop.is_set():
            stop.wait(self._guarded(self.round))

    def round(self) -> float:
        """One round; how many seconds to sleep after it."""
        raise NotImplementedError

    @staticmethod
    def _guarded(work) -> float:
        try:
            with kept_connection():
                return work()
        except Exception as error:
            log.error("a round failed: %s; trying again", type(error).__name__)
            return AFTER_TROUBLE
        finally:
            encryption.forget_keys()


class _Sending(_Rounds):
    """Send what is due, sleep until something may be due."""

    def __init__(self, name: str):
        self._sender = Sender(name, instead=mail_instead)

    @property
    def is_busy(self) -> bool:
        return self._sender.is_busy

    def until(self, stop: threading.Event) -> None:
        super().until(stop)
        deadline = time.monotonic() + LONGEST_FAREWELL
        while self.is_busy and time.monotonic() < deadline:
            time.sleep(self._guarded(self._finish))
        self._sender.close()

    def round(self) -> float:
        if self._sender.turn():
            return 0.0
        if self.is_busy:
            self._sender.wait(LONGEST_SLEEP / 4)
            return 0.0
        wake = claiming.next_wake()
        seconds = (wake - clock.now()).total_seconds() if wake else LONGEST_SLEEP
        return min(max(seconds, SHORTEST_SLEEP), LONGEST_SLEEP)

    def _finish(self) -> float:
        self._sender.finish()
        return 0.0


class _Chores(_Rounds):
    """Planning and tidying up: in a thread of its own, because nobody's reminder waits for it."""

    def __init__(self, app: Flask, name: str, sending: _Sending):
        self._app, self._name, self._sending = app, name, sending
        self._done_at = {}
        self._trail = Checker(app.config["AUDIT_ANCHORS"])

    def until(self, stop: threading.Event) -> None:
        with self._app.app_context():
            super().until(stop)
            # If this fails, it is known a minute later that nobody is at work under this name.
            with contextlib.suppress(Exception), connection():
                WorkerBeat.stop(self._name)

    def round(self) -> float:
        self._beat()
        self._do("forgetting", FORGET_EVERY, Device.forget_unseen)
        self._do("purging", PURGE_EVERY, purge, purge_partials)
        self._do("erasing", ERASE_EVERY, carry_out_due)
        self._do("anchoring", ANCHOR_EVERY, lambda: anchors.write(self._app.config["AUDIT_ANCHORS"]))
        self._do("checking", CHECK_EVERY, self._trail.check)
        # What is due goes first: to plan for thousands takes seconds of the core.
        plan_every = PLAN_BESIDE_SENDING_EVERY if self._sending.is_busy else PLAN_EVERY
        self._do("planning", plan_every, assign_usual, claiming.release_after_clock_step, self._plan)
        return LONGEST_SLEEP

    def _beat(self) -> None:
        self._do("beat", BEAT_EVERY, lambda: WorkerBeat.beat(self._name))

    def _plan(self) -> None:
        planning.plan_all(between=self._beat)

    def _do(self, what: str, every: float, *chores: Callable[[], object]) -> None:
        now = time.monotonic()
        if now - self._done_at.get(what, -every) < every:
            return
        self._done_at[what] = now - max(every - AGAIN_AFTER, 0)  # if it fails
        for chore in chores:
            chore()
        self._done_at[what] = now
