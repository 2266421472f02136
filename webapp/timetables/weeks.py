"""A participant's calendar laid out by weeks, in the zone of the person who looks."""

import datetime as dt
from dataclasses import dataclass, field

from webapp import clock
from webapp.timetables.calendar import sessions_of
from webapp.timetables.models import ProgramSession

DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(weeks=1)


@dataclass
class Day:
    """One day of a week and what happens on it."""

    date: dt.date
    is_closed: bool
    sessions: list[ProgramSession] = field(default_factory=list)


@dataclass(frozen=True)
class Week:
    """Monday to Sunday."""

    days: list[Day]

    @property
    def first_day(self) -> dt.date:
        return self.days[0].date

    @property
    def last_day(self) -> dt.date:
        return self.days[-1].date

    @property
    def sessions(self) -> list[ProgramSession]:
        return [one for day in self.days for one in day.sessions]

    @property
    def upcoming(self) -> list[ProgramSession]:
        return [one for one in self.sessions if not one.is_cancelled]


@dataclass(frozen=True)
class Month:
    """A month in whole weeks, with the days around it that fill the first and the last."""

    first_day: dt.date
    weeks: list[Week]

    @classmethod
    def of(cls, enrollment, first_day: dt.date, zone_name: str) -> "Month":
        monday = monday_of(first_day)
        last_day = (first_day + 31 * DAY).replace(day=1) - DAY
        return cls(first_day, weeks_from(enrollment, monday, (last_day - monday).days // 7 + 1, zone_name))

    @property
    def before(self) -> dt.date:
        return (self.first_day - DAY).replace(day=1)

    @property
    def after(self) -> dt.date:
        return (self.first_day + 31 * DAY).replace(day=1)

    def holds(self, day: dt.date) -> bool:
        return (day.year, day.month) == (self.first_day.year, self.first_day.month)


def monday_of(day: dt.date) -> dt.date:
    return day - day.weekday() * DAY


def sessions_around(enrollment, monday: dt.date, count: int) -> list[ProgramSession]:
    """The program sessions of some weeks, and of a day more on each side.

    What is Sunday evening at the program may be Monday where the person is.
    """
    return sessions_of(enrollment, monday - DAY, monday + count * WEEK)


def weeks_from(enrollment, monday: dt.date, count: int, zone_name: str, sessions=None) -> list[Week]:
    """Some weeks of a stay from a Monday on. Who has read `sessions_around` them already gives them."""
    program = enrollment.program
    dates = [monday + n * DAY for n in range(7 * count)]
    days = {date: Day(date, enrollment.covers(date) and program.is_closed(date)) for date in dates}
    for one in sessions_around(enrollment, monday, count) if sessions is None else sessions:
        date = clock.local(one.starts_at, zone_name).date()
        if date in days:
            days[date].sessions.append(one)
    return [Week([days[date] for date in dates[n : n + 7]]) for n in range(0, len(dates), 7)]
