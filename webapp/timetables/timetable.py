"""Makes the dated program sessions of the series. Asking again makes none twice: unique indexes decide."""

import datetime as dt

import peewee

from webapp import clock
from webapp.database import writing
from webapp.people.models import Enrollment
from webapp.timetables.calendar import last_day_of
from webapp.timetables.models import ProgramSession, Series
from webapp.timetables.recurrence import occurrences
from webapp.timetables.stays import placements_of, windows

ROWS_AT_ONCE = 500  # well inside both databases' limits on parameters
KEPT_AHEAD = dt.timedelta(
    weeks=26
)  # the groups' sessions are there for this long, also before anyone is admitted


def ensure_stay(enrollment):
    """Everything a stay can reach: the groups' sessions up to its end, and the participant's own."""
    with writing():
        ensure_sessions(enrollment.program, enrollment.admitted_on, last_day_of(enrollment))
        ensure_own_sessions(enrollment)


def ensure_sessions(program, first_day, last_day):
    """The groups' sessions of a program from first_day to last_day."""
    spans = [(series, first_day, last_day) for series in _series_of(program) if not series.is_individual]
    _make(program, None, spans)


def ensure_until(program, last_day):
    """The groups' sessions from today to last_day, if they are not made that far yet."""
    of_groups = (ProgramSession.program == program.id) & ProgramSession.enrollment.is_null()
    made_until = ProgramSession.select(peewee.fn.MAX(ProgramSession.local_date)).where(of_groups).scalar()
    if made_until is None or made_until < last_day:
        ensure_sessions(program, clock.today(program.time_zone), last_day)


def ensure_own_sessions(enrollment):
    """The sessions that one participant has alone, in the weeks that the program sets for them."""
    placements = placements_of(enrollment)
    spans = [
        (series, first_day, last_day)
        for series in _series_of(enrollment.program)
        if series.is_individual
        for first_day, last_day in windows(series, enrollment, placements)
    ]
    _make(enrollment.program, enrollment.id, spans)


def last_day_made(program):
    """The last day up to which the groups' sessions are made: as far as any present stay can reach."""
    today = clock.today(program.time_zone)
    last_week = max((last for one in _series_of(program) for _first, last in one.weeks), default=1)
    newest = (
        Enrollment.select(peewee.fn.MAX(Enrollment.admitted_on))
        .where(
            Enrollment.program == program.id, Enrollment.ended_on.is_null() | (Enrollment.ended_on >= today)
        )
        .scalar()
    )
    reached = today if newest is None else newest + last_week * dt.timedelta(weeks=1) - dt.timedelta(days=1)
    return max(reached, today + KEPT_AHEAD)


def _series_of(program):
    return Series.select().where(Series.program == program.id).order_by(Series.position)


def _make(program, enrollment_id, spans):
    """Write the dated rows of the (series, first day, last day) spans that are not there yet."""
    with writing():
        made = _made(program, enrollment_id)
        rows = [
            row_of(series, program, enrollment_id, one)
            for series, first_day, last_day in spans
            for one in meetings_of(series, program, first_day, last_day)
            if (series.id, one.day) not in made
        ]
        for start in range(0, len(rows), ROWS_AT_ONCE):
            ProgramSession.insert_many(rows[start : start + ROWS_AT_ONCE]).on_conflict_ignore().execute()


def _made(program, enrollment_id):
    """What is there already, so that most admissions write little."""
    there = ProgramSession.select(ProgramSession.series, ProgramSession.series_date).where(
        ProgramSession.program == program.id,
        ProgramSession.enrollment.is_null()
        if enrollment_id is None
        else ProgramSession.enrollment == enrollment_id,
    )
    return set(there.tuples())


def meetings_of(series, program, first_day, last_day):
    """The days from first_day to last_day on which the series meets: not after its end, not on closed days."""
    last_day = min(last_day, series.ends_on or last_day)
    closed_on = [dt.date.fromisoformat(day) for day in program.closed_on]
    return occurrences(series.weekdays, series.anchor_on, first_day, last_day, closed_on)


def row_of(series, program, enrollment_id, occurrence):
    starts_at = clock.at_wall(occurrence.day, series.wall_time, program.time_zone)
    return {
        "program": program.id,
        "series": series.id,
        "enrollment": enrollment_id,
        "title": series.title,
        "kind": series.kind,
        "topic": occurrence.topic(series.topics),
        "series_date": occurrence.day,
        "local_date": occurrence.day,
        "starts_at": starts_at,
        "ends_at": starts_at + dt.timedelta(minutes=series.minutes),
        "place": series.place,
        "telehealth": series.telehealth,
        "guests_welcome": series.guests_welcome,
    }


def topics_of(series, program, last_day):
    """The topic of each day on which the series meets, up to last_day."""
    return {
        one.day: one.topic(series.topics) for one in meetings_of(series, program, series.anchor_on, last_day)
    }
