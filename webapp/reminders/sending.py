"""Sending what is due: claim a batch, look once more whether it still applies, hand it over, record how it fared.

At least once across a crash, shown once: a claim is a lease, and a repeat carries the same tag, which replaces the
first on the phone. No transaction is open while a push service is waited for, and nobody waits for the slowest:
the next batch goes while the last one is under way.
"""

import logging
import queue
import time
from collections import defaultdict

import peewee

from webapp.database import among
from webapp.encryption import preload_keys
from webapp.people.models import User
from webapp.push.answers import Outcome
from webapp.push.models import Device, courier
from webapp.reminders import planning
from webapp.reminders.claiming import BATCH, claim, drop_expired, still_held
from webapp.reminders.models import SENT, DeviceDelivery, Reminder
from webapp.reminders.recording import Try, record
from webapp.reminders.wording import message_of

MOST_UNDER_WAY = 2048
ENOUGH_WAITING = BATCH // 2
TOGETHER = 0.02  # seconds in which outcomes are gathered, to be recorded together

_DATABASE_AWAY = (peewee.OperationalError, peewee.InterfaceError)

log = logging.getLogger(__name__)


def send_due(worker: str) -> int:
    """Claim one batch of due reminders, send them, wait until all is recorded; how many were claimed."""
    sender = Sender(worker)
    claimed = sender.take()
    sender.finish()
    return claimed


class Sender:
    """One worker's sending. Lives in one thread; what it holds in memory the database holds as a claim."""

    def __init__(self, worker: str):
        self.worker = worker
        self._claimed = []
        self._under_way = set()
        self._over = []
        self._back = queue.SimpleQueue()  # (try, device, outcome), put in by the network's thread

    @property
    def is_busy(self) -> bool:
        return bool(self._under_way or self._over)

    @property
    def has_room(self) -> bool:
        return len(self._under_way) < MOST_UNDER_WAY and courier().waiting < ENOUGH_WAITING

    def turn(self) -> int:
        """Record what came back, then send what is due if there is room; how many reminders were claimed."""
        self.record()  # first: what cannot be recorded must not be sent again
        return self.take() if self.has_room else 0

    def take(self) -> int:
        """Claim a batch and hand over what still applies."""
        self._claimed = self._claimed or claim(
            self.worker
        )  # some are left if the database failed after a claim
        tries = self._tries(self._still_due(self._claimed))
        claimed, self._claimed = self._claimed, []
        for one in tries:
            self._under_way.add(one)
            self._hand_over(one)
        return len(claimed)

    def wait(self, seconds: float) -> None:
        """Until something came back (and a moment more, for what comes with it), or the time is over."""
        try:
            self._note(*self._back.get(timeout=seconds))
            deadline = time.monotonic() + TOGETHER
            while len(self._over) < BATCH and self._under_way:
                self._note(*self._back.get(timeout=max(deadline - time.monotonic(), 0)))
        except queue.Empty:
            pass

    def record(self) -> None:
        """Write down what is over. If that fails, it is kept for the next time."""
        while not self._back.empty():
            self._note(*self._back.get())
        if self._over:
            _one_by_one_if_need_be(lambda tries: record(self.worker, tries), self._over)
            self._over.clear()

    def finish(self) -> None:
        """Wait for all that is under way, and record it."""
        while self.is_busy:
            self.record()
            if self._under_way:
                self.wait(1)

    def _still_due(self, claimed: list[Reminder]) -> list[Reminder]:
        """Those that still apply: a session may have moved since they were planned."""
        in_time = drop_expired(self.worker, claimed) if claimed else []
        if not in_time:
            return []
        kinds = {reminder.kind for reminder in in_time}
        user_ids = list({reminder.user_id for reminder in in_time})
        unplanned = _one_by_one_if_need_be(lambda ids: planning.plan(ids, kinds), user_ids)
        held = still_held(self.worker, [reminder.id for reminder in in_time])
        return [reminder for reminder in held if reminder.user_id not in unplanned]

    @staticmethod
    def _tries(reminders: list[Reminder]) -> list[Try]:
        """A try for each, with the devices to go to."""
        if not reminders:
            return []
        users = {
            user.id: user for user in User.select().where(among(User.id, {one.user_id for one in reminders}))
        }
        devices = defaultdict(list)
        for device in Device.select().where(among(Device.user, users)):
            devices[device.user_id].append(device)
        preload_keys(devices)
        have = _devices_that_have([one.id for one in reminders if one.attempts > 1])
        return [
            Try(
                one,
                users[one.user_id],
                [device for device in devices[one.user_id] if device.id not in have[one.id]],
                reached=bool(have[one.id]),
            )
            for one in reminders
        ]

    def _hand_over(self, one: Try) -> None:
        try:
            message = message_of(one.reminder, one.user)
        except Exception as error:  # one that cannot be made must not hold up the others
            log.error("reminder %s was not made: %s", one.reminder.id, type(error).__name__)
            one.devices = []
            self._note(one, None, Outcome("refused", "not made"))
            return
        if not one.devices:
            self._settle(one)
        for device in one.devices:
            try:
                courier().send(device.subscription, message, self._then(one, device))
            except Exception as error:
                log.error("a message was not made: %s", type(error).__name__)
                self._back.put((one, device, Outcome("refused", "not made")))

    def _then(self, one: Try, device: Device):
        return lambda outcome: self._back.put((one, device, outcome))

    def _note(self, one: Try, device: Device | None, outcome: Outcome) -> None:
        one.add(device, outcome)
        if one.is_over:
            self._settle(one)

    def _settle(self, one: Try) -> None:
        self._under_way.discard(one)
        self._over.append(one)


def _one_by_one_if_need_be(do, items: list) -> list:
    """Do it for all at once, or else for each alone: one that is broken must not hold up the others.

    Those for which it failed. A database that is away is no fault of theirs, so that is raised.
    """
    if len(items) > 1:
        try:
            do(items)
            return []
        except _DATABASE_AWAY:
            raise
        except Exception as error:
            log.error("a batch failed: %s; going one by one", type(error).__name__)
    return [item for item in items if not _can(do, item)]


def _can(do, item) -> bool:
    try:
        do([item])
        return True
    except _DATABASE_AWAY:
        raise
    except Exception as error:
        log.error("left for later: %s", type(error).__name__)
        return False


def _devices_that_have(ids: list[str]) -> dict[str, set[str]]:
    """Which devices got each of these reminders at an earlier try."""
    have = defaultdict(set)
    if ids:
        sent = DeviceDelivery.select(DeviceDelivery.reminder, DeviceDelivery.device).where(
            among(DeviceDelivery.reminder, ids), DeviceDelivery.result == SENT
        )
        for delivery in sent:
            have[delivery.reminder_id].add(delivery.device_id)
    return have
