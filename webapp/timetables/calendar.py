"""One participant's calendar: which program sessions are theirs, in time order."""

import datetime as dt
import functools
import json
import operator
from functools import lru_cache

from peewee import JOIN

from webapp import clock
from webapp.prepared import prepared
from webapp.timetables.models import CANCELLED, GIVEN, ProgramSession, Seat, Series
from webapp.timetables.stays import attends, first_day_of, placements_of, windows

SOON = dt.timedelta(days=14)


def sessions_of(enrollment, first_day, last_day, changed_until=None):
    """The participant's program sessions from first_day to last_day (the program's days), cancelled ones too.

    Of the days after that until `changed_until`, only what was moved or cancelled.
    Those of their own groups, those they have alone, and those in which they were given a seat (`one.seat` is set).
    The number of queries does not depend on how many series, sessions or participants there are.
    """
    series, windows_of = _attended(enrollment)
    offered = _offered(len(windows_of))
    days = (first_day, changed_until or last_day, last_day)
    found = offered(enrollment.program_id, *days, enrollment.id, enrollment.id, *windows_of)
    return [_with_nouns(one, enrollment, series) for one in found if _is_theirs(one, enrollment, windows_of)]


def session_of(enrollment, program_session_id):
    """One of the participant's program sessions by its id, or None."""
    series, windows_of = _attended(enrollment)
    one = _one(enrollment.id, program_session_id, enrollment.program_id).first()
    if one is None or not _is_theirs(one, enrollment, windows_of):
        return None
    return _with_nouns(one, enrollment, series)


def next_session_of(enrollment, after=None):
    """The first program session that has not ended and is not cancelled, or None."""
    after = after or clock.now()
    today = clock.local(after, enrollment.program.time_zone).date()
    # Yesterday's may run past midnight. Nearly always the answer lies within days, so look there first.
    soon = _first_of(enrollment, today - dt.timedelta(days=1), today + SOON, after)
    return soon or _first_of(enrollment, today + SOON, last_day_of(enrollment), after)


def _first_of(enrollment, first_day, last_day, after):
    found = sessions_of(enrollment, first_day, last_day)
    return next((one for one in found if one.ends_at > after and one.status != CANCELLED), None)


def last_day_of(enrollment):
    """The last day on which any series of the program can reach this stay."""
    all_weeks = [one.weeks for one in _weeks_of(enrollment.program_id)]
    last_week = max((last for weeks in all_weeks for _first, last in weeks), default=1)
    reached = first_day_of(enrollment, last_week + 1) - dt.timedelta(days=1)
    return min(reached, enrollment.ended_on or reached)


@prepared
def _weeks_of(program_id):
    return Series.select(Series.weeks).where(Series.program == program_id).distinct()


@lru_cache(maxsize=32)
def _series_for(number_of_levels):
    """The program's series that name one of so many levels in their list, as it is written."""

    def build(program_id, *written_levels):
        listed = Series.levels.cast("TEXT")
        named = functools.reduce(operator.or_, [listed**level for level in written_levels])
        return Series.select().where(Series.program == program_id, named).order_by(Series.position)

    return prepared(build, slots=1 + number_of_levels)


@lru_cache(maxsize=256)
def _offered(number_of_series):
    """The program sessions of one person, or of the group of any of so many series, between two days.

    After `all_until` only those that were moved or cancelled.
    """

    def build(program_id, first_day, last_day, all_until, enrollment_id, seated_id, *series_ids):
        is_changed = ProgramSession.was_at.is_null(False) | (ProgramSession.status == CANCELLED)
        of_person = (ProgramSession.enrollment == enrollment_id) | Seat.id.is_null(False)
        of_group = ProgramSession.enrollment.is_null() & ProgramSession.series.in_(series_ids)
        return (
            _with_seats(seated_id)
            .where(
                ProgramSession.program == program_id,
                ProgramSession.local_date.between(first_day, last_day),
                (ProgramSession.local_date <= all_until) | is_changed,
                of_person | of_group if series_ids else of_person,
            )
            .order_by(
                ProgramSession.starts_at, ProgramSession.ends_at, ProgramSession.title, ProgramSession.id
            )
        )

    return prepared(build, slots=6 + number_of_series)


def _one(enrollment_id, program_session_id, program_id):
    return _with_seats(enrollment_id).where(
        ProgramSession.id == program_session_id, ProgramSession.program == program_id
    )


def _with_seats(enrollment_id):
    """Program sessions, each with the seat that the stay was given in it, if any."""
    given = (
        (Seat.program_session == ProgramSession.id)
        & (Seat.enrollment == enrollment_id)
        & (Seat.state == GIVEN)
    )
    return ProgramSession.select(ProgramSession, Seat).join(Seat, JOIN.LEFT_OUTER, on=given, attr="seat")


def _is_theirs(program_session, enrollment, windows_of):
    return program_session.seat is not None or attends(program_session, enrollment, windows_of)


def _attended(enrollment):
    """The series for the participant's levels by id, and the windows of those that they ever attend."""
    placements = placements_of(enrollment)
    levels = {one.level.code for one in placements}
    if not levels:
        return {}, {}
    # Wider than the levels' own test in `windows` (which decides), so that a large program is not read whole.
    written = (f"%{json.dumps(level, ensure_ascii=False)}%" for level in levels)
    series = {one.id: one for one in _series_for(len(levels))(enrollment.program_id, *written)}
    windows_of = {key: list(windows(one, enrollment, placements)) for key, one in series.items()}
    return series, {key: ranges for key, ranges in windows_of.items() if ranges}


def _with_nouns(program_session, enrollment, series):
    """Attach what is already at hand, so that a page asks for no row twice."""
    program_session.program = enrollment.program
    if program_session.series_id in series:  # a seat can be in a series of another level
        program_session.series = series[program_session.series_id]
    return program_session
