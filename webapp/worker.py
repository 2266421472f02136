"""The worker: a small loop that plans reminders and sends what is due. One for a machine, or many.

It keeps nothing in memory that the database does not hold, so it may be killed at any moment. When asked to
stop it finishes what it has claimed.
"""

import logging
import secrets
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from webapp import clock, encryption
from webapp.database import connection
from webapp.journals import purge
from webapp.push.models import Device
from webapp.reminders import planning, sending

PLAN_EVERY = 60.0
FORGET_EVERY = 24 * 3600.0
PURGE_EVERY = 3600.0
SHORTEST_SLEEP, LONGEST_SLEEP = 0.05, 1.0
AFTER_TROUBLE = 2.0

log = logging.getLogger(__name__)


def run(app: Flask, stop: threading.Event | None = None) -> None:
    """Work until `stop` is set, or until SIGTERM or SIGINT when this is the main thread."""
    stop = stop or threading.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
    name = secrets.token_hex(6)
    log.info("worker %s started", name)
    with app.app_context(), ThreadPoolExecutor(sending.AT_ONCE, thread_name_prefix="push") as pool:
        _Rounds(name, pool).until(stop)
    log.info("worker %s stopped", name)


class _Rounds:
    """Round after round: plan when it is time, send what is due, sleep until something may be due."""

    def __init__(self, name: str, pool: ThreadPoolExecutor):
        self.name, self.pool = name, pool
        self._done_at = {}

    def until(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                with connection():
                    pause = self._round()
            except Exception as error:  # whatever it was: what was claimed comes back when its lease ends
                log.error("a round failed: %s; trying again", type(error).__name__)
                pause = AFTER_TROUBLE
            finally:
                encryption.forget_keys()
            stop.wait(pause)

    def _round(self) -> float:
        """One round; how many seconds to sleep after it."""
        if self._is_time_for("forgetting", FORGET_EVERY):
            Device.forget_unseen()
        if self._is_time_for("purging", PURGE_EVERY):
            purge()
        if self._is_time_for("planning", PLAN_EVERY):
            planning.plan_all()
        if sending.send_due(self.name, self.pool):
            return 0.0
        wake = sending.next_wake()
        seconds = (wake - clock.now()).total_seconds() if wake else LONGEST_SLEEP
        return min(max(seconds, SHORTEST_SLEEP), LONGEST_SLEEP)

    def _is_time_for(self, what: str, every: float) -> bool:
        now = time.monotonic()
        if now - self._done_at.get(what, -every) < every:
            return False
        self._done_at[what] = now
        return True
