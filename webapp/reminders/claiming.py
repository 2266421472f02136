"""Claiming what is due: one worker takes a reminder for as long as a lease lasts, and says how long it keeps it.

A worker that dies just stops: what it held comes back when its lease ends.
"""

import datetime as dt

import peewee

from webapp import clock
from webapp.database import among, is_sqlite, writing
from webapp.prepared import prepared
from webapp.reminders.models import MISSED, SENT, Reminder

BATCH = 512
LEASE = dt.timedelta(seconds=120)
LEFT_OF_LEASE = dt.timedelta(seconds=30)  # more than a delivery takes, its turn and its record included
CLOCKS_DIFFER = dt.timedelta(minutes=5)


def next_wake() -> dt.datetime | None:
    """When there is next something to do."""
    first = Reminder.select(Reminder.wake_at).where(Reminder.open()).order_by(Reminder.wake_at).first()
    return first and first.wake_at


def claim(worker: str, limit: int = BATCH) -> list[Reminder]:
    """Take due reminders for as long as the lease lasts; no other worker gets the same ones.

    Not whole: what must be known to look at them again.
    """
    now = clock.now()
    with writing():
        return _taken(_as_stored(now), _as_stored(now + LEASE), worker, limit)


@prepared
def _taken(now, until, worker, limit):
    due = Reminder.select(Reminder.id).where(Reminder.open(), Reminder.wake_at <= now)
    due = due.order_by(Reminder.wake_at).limit(limit)
    if not is_sqlite():  # on SQLite the write lock is held from the first statement
        due = due.for_update("FOR UPDATE SKIP LOCKED")
    taken = Reminder.update(
        claimed_at=now, claimed_by=worker, wake_at=until, attempts=Reminder.attempts + 1
    ).where(Reminder.id.in_(due))
    return taken.returning(Reminder.id, Reminder.user, Reminder.kind, Reminder.expires_at)


def still_held(worker: str, ids: list[str]) -> list[Reminder]:
    """Those that this worker still holds, and for long enough: as they are now, after planning looked at them."""
    return _held_beyond(clock.now() + LEFT_OF_LEASE, worker, ids)


@prepared
def _held_beyond(instant, worker, ids):
    held = _held(worker, ids) & (Reminder.wake_at > instant)
    return Reminder.select().where(held).order_by(Reminder.due_at)


def drop_expired(worker: str, claimed: list[Reminder]) -> list[Reminder]:
    """Close those that came too late to be of use; the others."""
    now = clock.now()
    late = [reminder.id for reminder in claimed if reminder.expires_at <= now]
    if late:
        reached = Reminder.sent_at.is_null(False) | Reminder.mailed_at.is_null(False)
        Reminder.update(
            outcome=peewee.Case(None, [(reached, SENT)], MISSED),
            # What was tried in vain keeps why: its phone, or the push service, could not be reached.
            reason=peewee.Case(None, [(reached | (Reminder.reason != ""), Reminder.reason)], "too_late"),
            claimed_at=None,
            claimed_by=None,
        ).where(_held(worker, late)).execute()
    return [reminder for reminder in claimed if reminder.expires_at > now]


def release_after_clock_step() -> None:
    """Free what was begun "in the future": the clock went wrong and was set back, so its lease or wait is wrong."""
    now = clock.now()
    Reminder.update(claimed_at=None, claimed_by=None, wake_at=now).where(
        Reminder.open(), Reminder.claimed_at > now + CLOCKS_DIFFER
    ).execute()


_as_stored = Reminder.wake_at.db_value  # what an UPDATE sets is not converted in a prepared query


def _held(worker: str, ids: list[str]):
    return among(Reminder.id, ids) & (Reminder.claimed_by == worker) & Reminder.open()
