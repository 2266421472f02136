"""How far one looks back: so many days up to today, or the whole stay."""

import datetime as dt
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from webapp import clock
from webapp.people.models import Enrollment

ONE_DAY = dt.timedelta(days=1)
WHOLE_STAY = "stay"
SPANS = {"7": _l("7 days"), "30": _l("30 days"), "90": _l("90 days"), WHOLE_STAY: _l("Whole stay")}
FIRST_WEEKS = dt.timedelta(weeks=2)


@dataclass(frozen=True)
class Span:
    """Both days included."""

    first_day: dt.date
    last_day: dt.date

    @classmethod
    def of(cls, stay: Enrollment, asked: str) -> "Span":
        """One of SPANS, up to today or the last day of the stay."""
        last = last_day_of(stay)
        if asked == WHOLE_STAY:
            return cls(min(stay.admitted_on, last), last)
        return cls(last - ONE_DAY * (int(asked) - 1), last)

    @classmethod
    def first_weeks_of(cls, stay: Enrollment) -> "Span":
        """The stay's first two weeks, which later ones are held against."""
        return cls(stay.admitted_on, stay.admitted_on + FIRST_WEEKS - ONE_DAY)

    @property
    def days(self) -> int:
        return (self.last_day - self.first_day).days + 1

    def holds(self, day: dt.date) -> bool:
        return self.first_day <= day <= self.last_day

    def bounds(self, zone_name: str) -> tuple[dt.datetime, dt.datetime]:
        """The instants at which it begins and ends."""
        return clock.day_bounds(self.first_day, zone_name)[0], clock.day_bounds(self.last_day, zone_name)[1]


def zone_of(stay: Enrollment) -> str:
    """The participant's zone, whoever looks: a day must not change with its reader."""
    return stay.participant.time_zone or stay.program.time_zone


def last_day_of(stay: Enrollment) -> dt.date:
    today = clock.today(zone_of(stay))
    return min(today, stay.ended_on) if stay.ended_on else today
