"""A week's hours of a stay against those of its level of care: what the participant sees, exact to the minute.

A week is Monday to Sunday of the program. What counts, docs/decisions/0011-weekly-dose.md tells.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from webapp.attendance.models import EXCUSED, MADE_UP
from webapp.attendance.notices import not_coming
from webapp.attendance.records import came, marked_for, minutes_attended, minutes_of
from webapp.attendance.seats import seats_of
from webapp.timetables.calendar import sessions_of
from webapp.timetables.models import GIVEN
from webapp.timetables.stays import placements_of
from webapp.timetables.weeks import DAY

ATTENDED, ELSEWHERE, AWAY = "attended", "elsewhere", "away"
UNMARKED, AHEAD = "unmarked", "ahead"  # over and not marked by staff yet; planned and still to come
HALF_HOUR = 30  # minutes


@dataclass(frozen=True)
class Dose:
    """One week's minutes. `parts` has them by what they count as and the kind of session."""

    wanted: int
    changes_level: bool
    parts: Counter
    closed: tuple[dt.date, ...]

    def minutes(self, *names: str) -> int:
        return sum(minutes for (name, _kind), minutes in self.parts.items() if name in names)

    @property
    def counted(self) -> int:
        return self.minutes(ATTENDED, MADE_UP)

    @property
    def by_kind(self) -> list[tuple[str, int]]:
        """The counted minutes by kind of session, most first."""
        kinds = Counter()
        for (name, kind), minutes in self.parts.items():
            if name in (ATTENDED, MADE_UP) and minutes:
                kinds[kind] += minutes
        return kinds.most_common()

    @property
    def segments(self) -> list[tuple[str, float, float]]:
        """The bar's parts: name, start and length in percent of the week's hours (or of all that is in it)."""
        filled = [(name, self.minutes(name)) for name in (ATTENDED, MADE_UP, EXCUSED)]
        whole = max(self.wanted, sum(minutes for _name, minutes in filled)) or 1
        found, start = [], 0
        for name, minutes in filled:
            found.append((name, round(100 * start / whole, 2), round(100 * minutes / whole, 2)))
            start += minutes
        return [one for one in found if one[2]]

    @property
    def facts(self) -> tuple:
        """All that a page shows of it."""
        return (self.wanted, tuple(sorted(self.parts.items())), self.closed, self.changes_level)


def dose_of(enrollment, monday: dt.date, sessions=None, seats=None, away=None, placements=None) -> Dose:
    """The week's hours. Calendar, seats, who is `away` and placements may be given by who has read them already."""
    days = [monday + number * DAY for number in range(7)]
    sessions = sessions_of(enrollment, monday, days[-1]) if sessions is None else sessions
    week = [one for one in sessions if one.local_date in days and not one.is_cancelled]
    seats = seats_of(enrollment) if seats is None else seats
    away = not_coming(enrollment, week) if away is None else away
    marked = marked_for(enrollment, [*week, *(seat.program_session for seat in seats)])
    elsewhere = {seat.instead_of_id for seat in seats if _was_used(seat, marked)}
    parts = Counter()
    for one in week:
        name, minutes = _counts_as(one, marked.get(one.id), one.id in away, one.id in elsewhere)
        parts[name, one.kind] += minutes
    closed = tuple(day for day in days if enrollment.covers(day) and enrollment.program.is_closed(day))
    placements = placements_of(enrollment) if placements is None else placements
    return Dose(*_wanted(enrollment, days, placements), parts, closed)


def _counts_as(one, attendance, is_away: bool, made_up_elsewhere: bool) -> tuple[str, int]:
    """What one program session counts as in the week, and its minutes."""
    if attendance is not None and came(attendance):
        is_make_up = one.seat is not None and one.seat.instead_of_id is not None
        return (MADE_UP if is_make_up else ATTENDED), minutes_attended(attendance, one)
    if made_up_elsewhere:
        return ELSEWHERE, 0  # its minutes are where they came instead
    if attendance is not None:
        return attendance.state, minutes_of(one)
    if is_away:
        return AWAY, minutes_of(one)
    return (UNMARKED if one.is_past else AHEAD), minutes_of(one)


def _was_used(seat, marked) -> bool:
    attendance = marked.get(seat.program_session_id)
    return seat.state == GIVEN and attendance is not None and came(attendance)


def _wanted(enrollment, days, placements) -> tuple[int, bool]:
    """The minutes that the week means to give, and whether the level changes in it.

    Each day of the stay asks for a seventh of its level's hours, so that a week in which the level changes, or in which
    the stay begins or ends, asks for what fits it; to the nearest half hour.
    """
    levels = [_level_on(placements, day) for day in days if enrollment.covers(day)]
    placed = [level for level in levels if level is not None]
    minutes = sum(level.weekly_hours * 60 for level in placed) / 7
    if len(placed) < 7 or len({level.id for level in placed}) > 1:
        minutes = HALF_HOUR * round(minutes / HALF_HOUR)
    return round(minutes), len({level.id for level in placed}) > 1


def _level_on(placements, day):
    begun = [one for one in placements if one.starts_on <= day]
    return begun[-1].level if begun else None
