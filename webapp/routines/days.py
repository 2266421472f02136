"""On which days a routine comes."""

import calendar
import datetime as dt
from collections.abc import Iterator

from webapp.routines.models import MONTHLY, ONCE, WEEKLY, YEARLY

ONE_DAY = dt.timedelta(days=1)


def days_of(
    repeats: str, starts_on: dt.date, weekdays: str, first: dt.date, last: dt.date
) -> Iterator[dt.date]:
    """The days from `first` to `last`, both included, on which it comes.

    A day that a month lacks is its last one: the 31st of April is the 30th, February 29 the 28th.
    """
    day = max(first, starts_on)
    while day <= last:
        if comes_on(day, repeats, starts_on, weekdays):
            yield day
        day += ONE_DAY


def comes_on(day: dt.date, repeats: str, starts_on: dt.date, weekdays: str = "") -> bool:
    """Whether it comes on that day."""
    if day < starts_on:
        return False
    if repeats == ONCE:
        return day == starts_on
    if repeats == WEEKLY:
        return str(day.weekday()) in weekdays
    if repeats == YEARLY and day.month != starts_on.month:
        return False
    if repeats not in (MONTHLY, YEARLY):
        raise ValueError(f"no such way to repeat: {repeats!r}")
    return day.day == min(starts_on.day, calendar.monthrange(day.year, day.month)[1])
