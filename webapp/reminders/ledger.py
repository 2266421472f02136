"""The table of reminders as planning reads and writes it: many rows in few statements."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import peewee

from webapp.database import among
from webapp.prepared import prepared
from webapp.reminders.kinds.kind import Occasion
from webapp.reminders.models import SENT, WITHDRAWN, DeviceDelivery, Reminder

ROWS_AT_ONCE = 1000
REMEMBERED = dt.timedelta(hours=26)  # in another zone the same wall time comes again as much later
_LET_GO = {Reminder.claimed_at: None, Reminder.claimed_by: None}
_ANEW = {
    Reminder.outcome: None,
    Reminder.reason: "",
    Reminder.answered: "",
    Reminder.sent_at: None,
    Reminder.mailed_at: None,
    Reminder.snoozed_until: None,
    Reminder.attempts: 0,
    **_LET_GO,
}


class Row(NamedTuple):
    """What planning needs to know of a reminder."""

    id: str
    due_at: dt.datetime
    expires_at: dt.datetime
    outcome: str | None
    attempts: int
    snoozed_until: dt.datetime | None

    def is_ahead(self, now: dt.datetime) -> bool:
        """Still to be done. (What is open and expired, the sender closes.)"""
        return self.outcome is None and self.expires_at > now

    def follows(self, occasion: Occasion, now: dt.datetime) -> bool:
        """Whether it is to go at the occasion's times, which are others than its own.

        Not if its person put it off themselves; nor once a worker has taken it, but for the next try of one that
        failed before a time at which it may not sound.
        """
        if self.outcome or self.snoozed_until or (self.due_at, self.expires_at) == occasion.times:
            return False
        return not self.attempts or self.due_at <= now < occasion.due_at


def known(user_ids: list[str], kinds: list[str], now: dt.datetime) -> dict[str, dict[tuple, Row]]:
    """The reminders of these people that are not long over, by kind, then by person and what they are about."""
    by_kind = defaultdict(dict)
    for kind, user_id, about, *row in _rows(user_ids, kinds, now - REMEMBERED):
        by_kind[kind][user_id, about] = Row(*row)
    return by_kind


@prepared
def _rows(user_ids, kinds, over):
    columns = [getattr(Reminder, name) for name in Row._fields]
    theirs = among(Reminder.user, user_ids) & among(Reminder.kind, kinds) & (Reminder.expires_at > over)
    return Reminder.select(Reminder.kind, Reminder.user, Reminder.about, *columns).where(theirs).tuples()


def values_of(kind: str, occasion: Occasion) -> dict:
    """A row for the occasion."""
    due_at, expires_at = occasion.due_at, occasion.expires_at
    times = {"due_at": due_at, "wake_at": due_at, "expires_at": expires_at}
    return {"user": occasion.user_id, "kind": kind, "about": occasion.about, **times}


def write(new: list[dict], moved: list[dict], withdrawn: dict[str, list[str]], now: dt.datetime) -> None:
    """Write what differs, each only where the row still is as planning found it."""
    excluded_expiry = peewee.EXCLUDED.expires_at
    says_another_time = (Reminder.expires_at != excluded_expiry) | (Reminder.outcome == WITHDRAWN)
    for part in _parts(new):
        _upsert(part, says_another_time, _ANEW)
    for part in _parts(moved):
        untouched = (Reminder.attempts == 0) | (Reminder.due_at <= now)
        _upsert(part, Reminder.open() & Reminder.snoozed_until.is_null() & untouched, _LET_GO)
    if new:
        _forget_deliveries({row["user"] for row in new})
    for reason, ids in withdrawn.items():
        _withdraw(reason, ids, now)


def _upsert(rows: list[dict], where, also: dict) -> None:
    Reminder.insert_many(rows).on_conflict(
        conflict_target=[Reminder.user, Reminder.kind, Reminder.about],
        preserve=[Reminder.due_at, Reminder.wake_at, Reminder.expires_at],
        update=also,
        where=where,
    ).execute()


def _forget_deliveries(user_ids: Iterable[str]) -> None:
    """What is to be said again has reached no device yet."""
    untried = Reminder.select(Reminder.id).where(
        among(Reminder.user, user_ids), Reminder.open(), Reminder.attempts == 0
    )
    DeviceDelivery.delete().where(DeviceDelivery.reminder.in_(untried)).execute()


def _withdraw(reason: str, ids: list[str], now: dt.datetime) -> None:
    """Only what is still to be done; what reached a device meanwhile was sent."""
    outcome = peewee.Case(None, [(Reminder.sent_at.is_null(), WITHDRAWN)], SENT)
    still = among(Reminder.id, ids) & Reminder.open() & (Reminder.expires_at > now)
    Reminder.update(outcome=outcome, reason=reason).where(still).execute()


def _parts(rows: list) -> Iterable[list]:
    return (rows[start : start + ROWS_AT_ONCE] for start in range(0, len(rows), ROWS_AT_ONCE))
