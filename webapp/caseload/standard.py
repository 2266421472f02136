"""Within how many working days a program means to answer what is shared."""

import datetime as dt

from webapp import clock
from webapp.people.models import Program

SATURDAY = 5


def due_by(since: dt.datetime, program: Program) -> dt.datetime | None:
    """The end of the last working day on which an answer is in time; None where no standard is set."""
    if program.answer_days is None:
        return None
    day, left = clock.local(since, program.time_zone).date(), program.answer_days
    while left:
        day += dt.timedelta(days=1)
        left -= day.weekday() < SATURDAY and not program.is_closed(day)
    _morning, night = clock.day_bounds(day, program.time_zone)
    return night


def is_late(since: dt.datetime, program: Program) -> bool:
    due = due_by(since, program)
    return due is not None and due <= clock.now()
