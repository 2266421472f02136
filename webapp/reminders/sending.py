"""Sending what is due: claim, check again, deliver, record.

At least once across a crash, shown once: a claim is a lease, so what a dead worker held comes back, and a
repeat carries the same tag and replaces the first on the phone. No transaction is open while a push service
is waited for.
"""

import datetime as dt
import logging
import random
from concurrent.futures import Future, ThreadPoolExecutor, as_completed

from webapp import clock
from webapp.database import is_sqlite, writing
from webapp.encryption import preload_keys
from webapp.people.models import User
from webapp.push.delivery import Outcome
from webapp.push.models import Device, courier
from webapp.reminders.models import MISSED, SENT, WITHDRAWN, DeviceDelivery, Reminder
from webapp.reminders.planning import plan_for
from webapp.reminders.wording import message_of

BATCH = 16
AT_ONCE = 16
LEASE = dt.timedelta(seconds=90)
FIRST_WAIT, LONGEST_WAIT = 30, 960

log = logging.getLogger(__name__)


def next_wake() -> dt.datetime | None:
    """When there is next something to do."""
    first = Reminder.select(Reminder.wake_at).where(Reminder.open()).order_by(Reminder.wake_at).first()
    return first and first.wake_at


def send_due(worker: str, pool: ThreadPoolExecutor) -> int:
    """Claim a batch of due reminders and send them; how many were claimed."""
    claimed = claim(worker)
    deliveries, outcomes = {}, {}
    for reminder in claimed:
        try:
            deliveries |= _start(reminder, pool)
            outcomes[reminder.id] = []
        except Exception as error:  # one that cannot be made must not hold up the others; its lease ends
            log.error("reminder %s was not made: %s", reminder.id, type(error).__name__)
    for done in as_completed(deliveries):
        reminder, device = deliveries[done]
        outcomes[reminder.id].append(_record(reminder, device, done))
    for reminder in claimed:
        if reminder.id in outcomes:
            _finish(reminder, worker, outcomes[reminder.id])
    return len(claimed)


def claim(worker: str, limit: int = BATCH) -> list[Reminder]:
    """Take due reminders for as long as the lease lasts; no other worker gets the same ones."""
    now = clock.now()
    due = (
        Reminder.select(Reminder.id)
        .where(Reminder.open(), Reminder.wake_at <= now)
        .order_by(Reminder.wake_at)
        .limit(limit)
    )
    if not is_sqlite():  # on SQLite the write lock is held from the first statement
        due = due.for_update("FOR UPDATE SKIP LOCKED")
    taken = Reminder.update(
        claimed_at=now, claimed_by=worker, wake_at=now + LEASE, attempts=Reminder.attempts + 1
    ).where(Reminder.id.in_(due))
    with writing():
        return list(taken.returning(Reminder).execute())


def _start(reminder: Reminder, pool: ThreadPoolExecutor) -> dict[Future, tuple[Reminder, Device]]:
    """Begin delivering to each device that does not have it yet, if it still applies."""
    if reminder.expires_at <= clock.now():
        return {}
    user = User.get_by_id(reminder.user_id)
    plan_for(user)
    if not _is_mine(reminder):
        return {}
    message = message_of(reminder, user)
    preload_keys([user.id])
    return {
        pool.submit(courier().deliver, device.subscription, message): (reminder, device)
        for device in _devices_without(reminder, user)
    }


def _is_mine(reminder: Reminder) -> bool:
    """False when planning has just withdrawn or moved it."""
    return (
        Reminder.select()
        .where(Reminder.id == reminder.id, Reminder.claimed_by == reminder.claimed_by, Reminder.open())
        .exists()
    )


def _devices_without(reminder: Reminder, user: User) -> list[Device]:
    have = DeviceDelivery.select(DeviceDelivery.device).where(
        DeviceDelivery.reminder == reminder.id, DeviceDelivery.result == SENT
    )
    return list(Device.of(user).where(Device.id.not_in(have)))


def _record(reminder: Reminder, device: Device, done: Future) -> Outcome:
    outcome = _outcome_of(done)
    with writing():
        device.record(outcome)
        if outcome.result != "gone":
            DeviceDelivery.keep(reminder, device, outcome)
    return outcome


def _outcome_of(done: Future) -> Outcome:
    try:
        return done.result()
    except Exception as error:
        log.error("a message was not made: %s", type(error).__name__)
        return Outcome("refused", "not made")


def _finish(reminder: Reminder, worker: str, outcomes: list[Outcome]) -> None:
    """Close the reminder, or set the next try. Nothing is dropped before it is of no more use."""
    now = clock.now()
    values = {"claimed_at": None, "claimed_by": None}
    reached = (
        DeviceDelivery.select()
        .where(DeviceDelivery.reminder == reminder.id, DeviceDelivery.result == SENT)
        .exists()
    )
    if reached and reminder.sent_at is None:
        values["sent_at"] = now
    open_ones = [outcome for outcome in outcomes if outcome.result in ("later", "refused")]
    next_try = now + dt.timedelta(seconds=_wait(reminder.attempts, open_ones))
    if open_ones and next_try < reminder.expires_at:
        values["wake_at"] = next_try
    else:
        values["outcome"] = SENT if reached else _without_reach(reminder, outcomes, now)
    with writing():
        Reminder.update(**values).where(
            Reminder.id == reminder.id, Reminder.claimed_by == worker, Reminder.open()
        ).execute()


def _without_reach(reminder: Reminder, outcomes: list[Outcome], now: dt.datetime) -> str:
    no_device_left = not outcomes and reminder.expires_at > now
    return WITHDRAWN if no_device_left else MISSED


def _wait(attempts: int, outcomes: list[Outcome]) -> float:
    """Seconds until the next try: longer each time, not all at once, and at least what was asked for."""
    usual = min(FIRST_WAIT * 2 ** min(attempts - 1, 10), LONGEST_WAIT) * random.uniform(0.8, 1.2)  # noqa: S311
    return max([usual, *(outcome.retry_after or 0 for outcome in outcomes)])
