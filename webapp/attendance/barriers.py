"""Why people could not come, counted so that nobody can be made out.

A cell counts different people. It is shown only from five people on and as a band of five ("5 to 9"), so that
taking one figure from another, in this report or in one over other months, leaves no exact remainder. Where a
single cell of a line with a total would be hidden, the smallest of its neighbours is hidden with it.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import peewee
from flask_babel import format_date
from flask_babel import lazy_gettext as _l

from webapp.attendance.models import CANNOT_COME, Notice
from webapp.attendance.notices import REASONS
from webapp.encryption import CannotOpen, preload_keys
from webapp.timetables.models import ProgramSession, Series

FEWEST = 5
ALL = "all"  # the total's row and column
COLUMNS = {ALL: _l("Any reason")} | REASONS
MONDAY = dt.date(2024, 1, 1)

People = dict[tuple[object, str], set[str]]  # (row, reason) -> stays


@dataclass(frozen=True)
class Table:
    """Rows of (words, bands in the order of the columns); None where a cell is hidden."""

    title: str
    columns: list[str]
    rows: list[tuple[str, list[int | None]]]


def report(program, first_day: dt.date, last_day: dt.date) -> list[Table]:
    """The reasons by series and by weekday, over the program's days from first to last."""
    by_series: People = defaultdict(set)
    by_weekday: People = defaultdict(set)
    for notice in _notices(program, first_day, last_day):
        reason, one = _reason(notice), notice.program_session
        for table, row in ((by_series, _series_name(one)), (by_weekday, one.local_date.weekday())):
            for place in ((row, reason), (row, ALL), (ALL, reason), (ALL, ALL)):
                table[place].add(notice.enrollment_id)
    return [
        _table(_l("By series"), by_series, str),
        _table(_l("By weekday"), by_weekday, _weekday),
    ]


def _notices(program, first_day, last_day) -> list[Notice]:
    """Each with its session, and the keys of all of them opened in one query."""
    notices = list(
        Notice.select(Notice, ProgramSession, Series)
        .join(ProgramSession)
        .join(Series, peewee.JOIN.LEFT_OUTER)
        .where(
            ProgramSession.program == program.id,
            ProgramSession.local_date.between(first_day, last_day),
            Notice.kind == CANNOT_COME,
            Notice.withdrawn_at.is_null(),
        )
    )
    preload_keys({notice.enrollment_id for notice in notices})
    standing = [notice for notice in notices if notice.stands_for(notice.program_session)]
    return [notice for notice in standing if _reason(notice)]


def _reason(notice: Notice) -> str | None:
    try:
        return notice.reason if notice.reason in REASONS else "other"
    except CannotOpen:  # the stay was erased
        return None


def _series_name(program_session) -> str:
    track = program_session.series.track if program_session.series_id else None
    return f"{program_session.title} ({track})" if track else program_session.title


def _weekday(number: int) -> str:
    return format_date(MONDAY + dt.timedelta(days=number), "EEEE")


def _table(title, people: People, words) -> Table:
    """Rows and columns of which nothing may be shown are left out: to name them would tell that someone was absent."""
    counts = {place: len(stays) for place, stays in people.items()}
    shown = shown_cells(counts)
    rows = [*sorted({row for row, _reason in shown if row != ALL}), *([ALL] if counts else [])]
    reasons = [code for code in COLUMNS if any((row, code) in shown for row in rows)]
    return Table(
        title,
        [COLUMNS[code] for code in reasons],
        [
            (_l("All") if row == ALL else words(row), [_band(counts, shown, (row, code)) for code in reasons])
            for row in rows
        ],
    )


def _band(counts, shown, place) -> int | None:
    """The lowest number of the band, or None."""
    return counts[place] // FEWEST * FEWEST if place in shown else None


def shown_cells(counts: dict[tuple[object, str], int]) -> set[tuple[object, str]]:
    """The places whose figures may stand on paper."""
    shown = {place for place, people in counts.items() if people >= FEWEST}
    lines = _lines(counts)
    while alone := [line for line in lines if _hides_one(line, shown)]:
        for line in alone:
            neighbours = [place for place in line if place in shown]
            if neighbours and _hides_one(line, shown):
                shown.discard(min(neighbours, key=lambda place: (counts[place], str(place))))
    return shown


def _hides_one(line, shown) -> bool:
    hidden = [place for place in line if place not in shown]
    return len(hidden) == 1 and len(line) > 1


def _lines(counts) -> list[list[tuple[object, str]]]:
    """Each row and column without its total, the totals' own row and column too: what a total is made of."""
    across, down = defaultdict(list), defaultdict(list)
    for row, reason in counts:
        if reason != ALL:
            across[row].append((row, reason))
        if row != ALL:
            down[reason].append((row, reason))
    return [*across.values(), *down.values()]
