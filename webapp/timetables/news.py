"""What its people must hear when a program session becomes another: whether it is held, when, and where.

Its title, its topic, who leads it and who may come along are none of that: they are there to be read.
"""

import datetime as dt
from typing import NamedTuple

from webapp import clock
from webapp.timetables.models import ProgramSession

PLACES = ("place", "telehealth")


class Heard(NamedTuple):
    """What they have heard of it."""

    is_cancelled: bool
    starts_at: dt.datetime
    ends_at: dt.datetime
    place: str
    telehealth: str


def heard_of(one: ProgramSession) -> Heard:
    return Heard(*(getattr(one, name) for name in Heard._fields))


def marks(before: Heard, after: Heard) -> dict[str, dt.datetime]:
    """The marks that a change leaves on the row, by column."""
    now = clock.now()
    left = {"changed_at": now}
    if after.starts_at != before.starts_at:
        left["moved_at"] = now
    if after != before and not (before.is_cancelled and after.is_cancelled):
        left["news_at"] = now
    return left


def mark(one: ProgramSession, before: Heard) -> None:
    """Count the edit of a row that is then saved, and leave the marks on it."""
    one.version += 1
    for name, at in marks(before, heard_of(one)).items():
        setattr(one, name, at)


def is_new() -> dict[str, dt.datetime]:
    """The marks of one that was added to a timetable that its people know."""
    now = clock.now()
    return {"changed_at": now, "news_at": now}
