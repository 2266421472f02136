"""How reminders stand as a whole: what is due, what is late, what became of the last hour's, who is at work.

For the operator, so it counts and never names: no person, no kind of reminder. Every question is answered from an
index or has a bound, because a monitor asks each few seconds, however many reminders there are.
"""

import datetime as dt
import statistics
from dataclasses import dataclass

from peewee import SQL, fn

from webapp import clock
from webapp.push.models import Device
from webapp.reminders.models import SENT, Reminder, WorkerBeat

LATE_AFTER = dt.timedelta(seconds=60)
WINDOW = dt.timedelta(hours=1)
AT_WORK = dt.timedelta(seconds=60)  # a worker says every ten seconds that it is there
MOST_COUNTED = 100_000
MOST_TIMED = 1_000


@dataclass(frozen=True)
class Standing:
    """Counts and times in seconds, at one moment. What is done counts by when it was due, in the last hour."""

    due: int
    late: int
    oldest_seconds: float
    done: dict[tuple[str, str], int]  # by outcome and reason
    lateness_median: float | None
    lateness_worst: float | None
    devices: int
    workers: int

    @property
    def troubles(self) -> list[str]:
        """What is wrong, in words for the operator; empty when all is well."""
        found = []
        if not self.workers:
            found.append("No worker is running: nothing will be sent.")
        if self.late:
            found.append(f"{self.late} late; the oldest has waited for {self.oldest_seconds:.0f} s.")
        return found


def standing() -> Standing:
    """How things stand now."""
    now = clock.now()
    lateness = _lateness(now)
    return Standing(
        due=_count(_waiting(now)),
        late=_count(_waiting(now - LATE_AFTER)),
        oldest_seconds=_oldest_seconds(now),
        done=_done(now),
        lateness_median=statistics.median(lateness) if lateness else None,
        lateness_worst=max(lateness, default=None),
        devices=Device.select().count(),
        workers=WorkerBeat.select().where(WorkerBeat.seen_at > now - AT_WORK).count(),
    )


def _waiting(by: dt.datetime):
    """What should have been sent by then and reached nobody yet; a worker may have it, or be trying again."""
    return Reminder.select(Reminder.due_at).where(
        Reminder.open(), Reminder.sent_at.is_null(), Reminder.due_at <= by
    )


def _count(rows) -> int:
    return rows.limit(MOST_COUNTED).count()


def _oldest_seconds(now: dt.datetime) -> float:
    oldest = _waiting(now).order_by(Reminder.due_at).first()
    return (now - oldest.due_at).total_seconds() if oldest else 0.0


def _of_the_window(now: dt.datetime):
    return Reminder.outcome.is_null(False), Reminder.due_at > now - WINDOW, Reminder.due_at <= now


def _done(now: dt.datetime) -> dict[tuple[str, str], int]:
    latest = (
        Reminder.select(Reminder.outcome, Reminder.reason)
        .where(*_of_the_window(now))
        .order_by(Reminder.due_at.desc())
        .limit(MOST_COUNTED)
        .alias("latest")
    )
    rows = (
        Reminder.select(latest.c.outcome, latest.c.reason, fn.COUNT(SQL("*")))
        .from_(latest)
        .group_by(latest.c.outcome, latest.c.reason)
    )
    return {(outcome, reason): count for outcome, reason, count in rows.tuples()}


def _lateness(now: dt.datetime) -> list[float]:
    """Seconds between due and sent, of those sent last."""
    latest = (
        Reminder.select(Reminder.due_at, Reminder.sent_at)
        .where(*_of_the_window(now), Reminder.outcome == SENT)
        .order_by(Reminder.due_at.desc())
        .limit(MOST_TIMED)
    )
    return [(sent_at - due_at).total_seconds() for due_at, sent_at in latest.tuples() if sent_at]
