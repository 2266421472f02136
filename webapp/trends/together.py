"""What came on the same days: means on days with something and on the others, with the number of days of each.

Never said of fewer than five days on either side, and never as a cause.
"""

import datetime as dt
import statistics
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from webapp import clock
from webapp.attendance.models import CAME, Attendance
from webapp.journals.vocabulary import CRAVING, MOOD, SLEEP
from webapp.people.models import Enrollment
from webapp.timetables.models import ProgramSession
from webapp.trends.days import Day
from webapp.trends.dimensions import ENOUGH_DAYS
from webapp.trends.spans import Span

SHORT_NIGHT = 6  # hours
MOST_TRIGGERS = 8
COMPARED = (MOOD, CRAVING)
PARTS_OF_DAY = {"morning": 5, "afternoon": 12, "evening": 17, "night": 22}  # by the hour in which each begins


@dataclass(frozen=True)
class Comparison:
    """The mean of a rating on some days and on the others."""

    rating: str
    days: int
    mean: float
    other_days: int
    other_mean: float


def compared(days: list[Day], holds: Callable[[Day], bool | None]) -> list[Comparison]:
    """Each rating on the days for which it holds, against those for which it does not; None is on neither side."""
    found = []
    for rating in COMPARED:
        sides: dict[bool, list[float]] = {True: [], False: []}
        for day in days:
            value, side = day.rating(rating), holds(day)
            if value is not None and side is not None:
                sides[side].append(value)
        if min(map(len, sides.values())) >= ENOUGH_DAYS:
            some, others = sides[True], sides[False]
            means = (statistics.fmean(some), statistics.fmean(others))
            found.append(Comparison(rating, len(some), means[0], len(others), means[1]))
    return found


def after_short_nights(days: list[Day]) -> list[Comparison]:
    return compared(days, lambda day: None if (slept := day.rating(SLEEP)) is None else slept < SHORT_NIGHT)


def with_sessions(days: list[Day], attended: set[dt.date]) -> list[Comparison]:
    return compared(days, lambda day: day.date in attended)


def with_skills(days: list[Day]) -> list[Comparison]:
    return compared(days, lambda day: day.used_a_skill)


def days_attended(stay: Enrollment, span: Span) -> set[dt.date]:
    """The days on which staff marked that the participant came."""
    marked = (
        Attendance.select(ProgramSession.local_date)
        .join(ProgramSession)
        .where(
            Attendance.enrollment == stay.id,
            Attendance.state.in_(CAME),
            ProgramSession.local_date.between(span.first_day, span.last_day),
        )
        .distinct()
    )
    return {day for (day,) in marked.tuples()}


@dataclass(frozen=True)
class Met:
    """A trigger, the days on which it was named, and what came with it."""

    trigger: str
    days: int
    comparisons: list[Comparison]


def triggers_met(days: list[Day]) -> list[Met]:
    """The most frequent first."""
    counted = Counter(trigger for day in days for trigger in day.triggers)
    ranked = sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:MOST_TRIGGERS]
    return [
        Met(trigger, number, compared(days, lambda day, trigger=trigger: trigger in day.triggers))
        for trigger, number in ranked
    ]


@dataclass(frozen=True)
class Share:
    """One weekday or part of the day: how many days it was rated on, and the means (None below enough days)."""

    key: object
    days: int
    means: dict[str, float | None]

    @property
    def is_told(self) -> bool:
        return any(mean is not None for mean in self.means.values())


def weekdays(days: list[Day]) -> list[Share]:
    """Monday to Sunday."""
    rated = [(day.date.weekday(), {name: day.rating(name) for name in COMPARED}) for day in days]
    return [_share(key, rated) for key in range(7)]


def parts_of_day(days: list[Day], zone_name: str) -> list[Share]:
    """Morning to night, by when an entry was written; each part of a day counts once."""
    rated = []
    for day in days:
        parts: dict[str, list] = {}
        for entry in day.entries:
            parts.setdefault(part_of_day(clock.local(entry.written_at, zone_name).hour), []).append(entry)
        for part, entries in parts.items():
            within = Day(day.date, entries)
            rated.append((part, {name: within.rating(name) for name in COMPARED}))
    return [_share(key, rated) for key in PARTS_OF_DAY]


def part_of_day(hour: int) -> str:
    begun = [part for part, begins in PARTS_OF_DAY.items() if begins <= hour]
    return begun[-1] if begun else "night"


def _share(key, rated: list[tuple[object, dict]]) -> Share:
    means = {}
    for name in COMPARED:
        here = [values[name] for one, values in rated if one == key and values[name] is not None]
        others = [values[name] for one, values in rated if one != key and values[name] is not None]
        is_enough = min(len(here), len(others)) >= ENOUGH_DAYS
        means[name] = statistics.fmean(here) if is_enough else None
    return Share(key, sum(one == key for one, _values in rated), means)
