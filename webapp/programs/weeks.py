"""A program's whole week, as its coordinator sees it: every series, its room, leaders and how full it is."""

import datetime as dt
from dataclasses import dataclass, field

from webapp import audit
from webapp.encryption import preload_keys
from webapp.people.models import Enrollment, Program, User
from webapp.programs.leaders import names_of_leaders
from webapp.timetables.models import CANCELLED, MOVED, ProgramSession, Series
from webapp.timetables.rosters import fullness_of
from webapp.timetables.timetable import ensure_until

DAY = dt.timedelta(days=1)


@dataclass
class Line:
    """One line of a day: a group's session, or all the one-to-one meetings of a series at one time."""

    one: ProgramSession
    expected: int = 0
    asked: int = 0  # seats that wait for an answer
    capacity: int | None = None
    people: int = 0  # how many meet one to one at this time; 0 for a group
    leaders: str = ""
    who: str = ""  # whose one-to-one meeting it is, where they are listed one by one

    @property
    def is_full(self) -> bool:
        return self.capacity is not None and self.expected + self.asked >= self.capacity

    @property
    def is_moved(self) -> bool:
        return self.one.status == MOVED


@dataclass
class ProgramDay:
    date: dt.date
    is_closed: bool
    lines: list[Line] = field(default_factory=list)


def week_of(program: Program, monday: dt.date) -> list[ProgramDay]:
    """Monday to Sunday in the program's own days."""
    days = {
        monday + n * DAY: ProgramDay(monday + n * DAY, program.is_closed(monday + n * DAY)) for n in range(7)
    }
    ensure_until(program, monday + 6 * DAY)
    for line in _lines(program, _rows(program, monday, monday + 6 * DAY)):
        days[line.one.local_date].lines.append(line)
    return list(days.values())


def ahead_of(series: Series, now, limit: int) -> list[Line]:
    """The next meetings of a series."""
    rows = (
        ProgramSession.select()
        .where(ProgramSession.series == series.id, ProgramSession.ends_at > now)
        .order_by(ProgramSession.starts_at)
        .limit(limit)
    )
    if not series.is_individual:
        return _lines(series.program, list(rows))
    return _one_by_one(series, list(rows))


def _one_by_one(series: Series, rows) -> list[Line]:
    """Each participant's own meeting, by name; each name shown is noted in the audit trail."""
    stays = {
        one.id: one
        for one in Enrollment.select(Enrollment, User)
        .join(User)
        .where(Enrollment.id.in_({row.enrollment_id for row in rows}))
    }
    preload_keys({one.participant_id for one in stays.values()})
    leaders = names_of_leaders(rows)
    lines = []
    for row in rows:
        row.program, row.series, stay = series.program, series, stays[row.enrollment_id]
        audit.record("programs.series", stay, row)
        lines.append(Line(row, expected=1, leaders=leaders[row.id], who=stay.participant.name))
    return lines


def _rows(program, first_day, last_day) -> list[ProgramSession]:
    return list(
        ProgramSession.select()
        .where(ProgramSession.program == program.id, ProgramSession.local_date.between(first_day, last_day))
        .order_by(ProgramSession.starts_at, ProgramSession.title)
    )


def _lines(program, rows) -> list[Line]:
    series = {one.id: one for one in Series.select().where(Series.program == program.id)}
    for one in rows:
        one.program = program
        if one.series_id:
            one.series = series[one.series_id]
    fullness = fullness_of([one for one in rows if one.enrollment_id is None])
    lines, alone = [], {}
    for one in rows:
        if one.enrollment_id is None:
            expected, asked = fullness[one.id]
            lines.append(Line(one, expected, asked, one.series.capacity))
            continue
        key = (one.series_id, one.title, one.starts_at, one.status == CANCELLED)
        if key not in alone:
            alone[key] = Line(one)
            lines.append(alone[key])
        alone[key].people += 1
    leaders = names_of_leaders([line.one for line in lines])
    for line in lines:
        line.leaders = leaders[line.one.id]
    return lines
