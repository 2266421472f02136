"""Sending what is due: claim a batch, look once more whether it still applies, hand it over, record how it fared.

At least once across a crash, shown once: a claim is a lease, and a repeat carries the same tag, which replaces the
first on the phone. No transaction is open while a push service is waited for, and nobody waits for the slowest:
the next batch goes while the last one is under way.
"""

import contextlib
import logging
import queue
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask import current_app

from webapp import clock, encryption
from webapp.database import connection
from webapp.people.models import User
from webapp.push.answers import Outcome
from webapp.push.models import Device, courier
from webapp.reminders.batches import at_once_or_singly
from webapp.reminders.claiming import BATCH, LEFT_OF_LEASE, claim
from webapp.reminders.models import Reminder
from webapp.reminders.rechecking import recheck
from webapp.reminders.recording import Try, record
from webapp.reminders.wording import message_of

MOST_UNDER_WAY = 2048
ENOUGH_WAITING = 128  # with a batch on top, about as many as a lane's patience is enough for
TOGETHER = 0.02  # seconds in which outcomes are gathered, to be recorded together
STANDING_IN = 4  # threads

log = logging.getLogger(__name__)


def send_due(worker: str) -> int:
    """Claim one batch of due reminders, send them, wait until all is recorded; how many were claimed."""
    sender = Sender(worker)
    claimed = sender.take()
    sender.finish()
    return claimed


class Sender:
    """One worker's sending. Lives in one thread; what it holds in memory the database holds as a claim."""

    def __init__(self, worker: str, instead: Callable[[Reminder, User], Outcome | None] | None = None):
        """`instead` is asked, in a thread of its own and before the reminder is closed, for what no device took.

        What it did not bring for the moment is tried again like what a phone did not take.
        """
        self.worker = worker
        self._instead = instead
        self._standing_in = ThreadPoolExecutor(STANDING_IN, thread_name_prefix="instead")
        self._claimed = []
        self._under_way = set()
        self._stood_in_for = 0  # of those under way
        self._over = []
        self._back = queue.SimpleQueue()  # what other threads have to tell: functions to call here

    @property
    def is_busy(self) -> bool:
        return bool(self._under_way or self._over)

    @property
    def has_room(self) -> bool:
        carried = len(self._under_way) - self._stood_in_for  # phones do not wait for a mail server
        return carried < MOST_UNDER_WAY and courier().waiting < ENOUGH_WAITING

    def turn(self) -> int:
        """Record what came back, then send what is due if there is room; how many reminders were claimed."""
        self.record()  # first: what cannot be recorded must not be sent again
        return self.take() if self.has_room else 0

    def take(self) -> int:
        """Claim a batch and hand over what still applies."""
        self._claimed = self._claimed or claim(
            self.worker
        )  # some are left if the database failed after a claim
        tries = []
        at_once_or_singly(lambda batch: tries.extend(recheck(self.worker, batch)), self._claimed)
        claimed, self._claimed = self._claimed, []
        self._under_way.update(tries)
        # All messages before all seals: in turn, each would drive the other out of the processor's cache.
        for one in tries:
            self._make(one)
        for one in tries:
            self._hand_over(one)
        return len(claimed)

    def wait(self, seconds: float) -> None:
        """Until something came back (and a moment more, for what comes with it), or the time is over."""
        try:
            self._back.get(timeout=seconds)()
            deadline = time.monotonic() + TOGETHER
            while len(self._over) < BATCH and self._under_way:
                self._back.get(timeout=max(deadline - time.monotonic(), 0))()
        except queue.Empty:
            pass

    def record(self) -> None:
        """Write down what is over. If the database is away, it is kept for the next time."""
        while not self._back.empty():
            self._back.get()()
        if self._over:
            at_once_or_singly(lambda tries: record(self.worker, tries), self._over)
            self._over.clear()

    def finish(self) -> None:
        """Wait for all that is under way, and record it."""
        while self.is_busy:
            self.record()
            if self._under_way:
                self.wait(1)

    def close(self) -> None:
        """Ask for nothing more that stands in for a phone: what still waits for that comes back with its lease."""
        self._standing_in.shutdown(wait=False, cancel_futures=True)

    def _make(self, one: Try) -> None:
        try:
            one.message = message_of(one.reminder, one.user, one.is_plain)
        except Exception as error:  # one that cannot be made must not hold up the others
            log.error("reminder %s was not made: %s", one.reminder.id, type(error).__name__)
            one.devices = []
            one.add(None, Outcome("refused", "not made"))
        for device in one.devices:
            with contextlib.suppress(Exception):  # what does not open is told when it is handed over
                device.contents()

    def _hand_over(self, one: Try) -> None:
        if one.is_over:
            self._settle(one)
        for device in one.devices:
            try:
                courier().send(device.subscription, one.message, self._teller(one, device))
            except Exception as error:
                log.error("a message was not made: %s", type(error).__name__)
                self._teller(one, device)(Outcome("refused", "not made"))

    def _teller(self, one: Try, device: Device) -> Callable[[Outcome], None]:
        return lambda outcome: self._back.put(lambda: self._note(one, device, outcome))

    def _note(self, one: Try, device: Device, outcome: Outcome) -> None:
        one.add(device, outcome)
        if one.is_over:
            self._settle(one)

    def _settle(self, one: Try) -> None:
        one.judge()
        if one.is_in_vain and self._instead:
            self._stood_in_for += 1
            self._standing_in.submit(self._stand_in, current_app._get_current_object(), one)
        else:
            self._close(one)

    def _stand_in(self, app, one: Try) -> None:
        """In a thread of its own: whatever stands in for a phone may take its time."""
        outcome = Outcome("later", "not asked")
        try:
            if one.reminder.wake_at > clock.now() + LEFT_OF_LEASE:  # or else another worker has it soon
                with app.app_context(), connection():
                    outcome = self._instead(one.reminder, one.user)
        except Exception as error:
            log.error("nothing stood in for a reminder: %s", type(error).__name__)
        finally:
            encryption.forget_keys()
            self._back.put(lambda: self._stood_in(one, outcome))

    def _stood_in(self, one: Try, outcome: Outcome | None) -> None:
        self._stood_in_for -= 1
        one.instead = outcome
        one.judge()
        self._close(one)

    def _close(self, one: Try) -> None:
        self._under_way.discard(one)
        self._over.append(one)
