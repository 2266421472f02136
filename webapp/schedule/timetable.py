"""Makes the dated program sessions of the series. Asking again makes none twice: unique indexes decide."""

import datetime as dt

from webapp import clock
from webapp.database import writing
from webapp.schedule.calendar import last_day_of
from webapp.schedule.models import ProgramSession, Series
from webapp.schedule.recurrence import occurrences
from webapp.schedule.stays import placements_of, windows

ROWS_AT_ONCE = 500  # well inside both databases' limits on parameters


def ensure_stay(enrollment):
    """Everything a stay can reach: the groups' sessions up to its end, and the participant's own."""
    with writing():
        ensure_sessions(enrollment.program, enrollment.admitted_on, last_day_of(enrollment))
        ensure_own_sessions(enrollment)


def ensure_sessions(program, first_day, last_day):
    """The groups' sessions of a program from first_day to last_day."""
    _insert(
        row
        for series in Series.select().where(Series.program == program.id).order_by(Series.position)
        if not series.is_individual
        for row in _rows(series, program, first_day, last_day)
    )


def ensure_own_sessions(enrollment):
    """The sessions that one participant has alone, in the weeks that the program sets for them."""
    placements = placements_of(enrollment)
    individual = Series.select().where(Series.program == enrollment.program_id, Series.kind == "individual")
    _insert(
        row | {"enrollment": enrollment.id}
        for series in individual.order_by(Series.position)
        for first_day, last_day in windows(series, enrollment, placements)
        for row in _rows(series, enrollment.program, first_day, last_day)
    )


def _rows(series, program, first_day, last_day):
    last_day = min(last_day, series.ends_on or last_day)
    closed_on = [dt.date.fromisoformat(day) for day in program.closed_on]
    for one in occurrences(series.weekdays, series.anchor_on, first_day, last_day, closed_on):
        starts_at = clock.at_wall(one.day, series.wall_time, program.time_zone)
        yield {
            "program": program.id,
            "series": series.id,
            "enrollment": None,
            "title": series.title,
            "kind": series.kind,
            "topic": one.topic(series.topics),
            "series_date": one.day,
            "local_date": one.day,
            "starts_at": starts_at,
            "ends_at": starts_at + dt.timedelta(minutes=series.minutes),
            "place": series.place,
            "telehealth": series.telehealth,
            "guests_welcome": series.guests_welcome,
        }


def _insert(rows):
    rows = list(rows)
    with writing():
        for start in range(0, len(rows), ROWS_AT_ONCE):
            ProgramSession.insert_many(rows[start : start + ROWS_AT_ONCE]).on_conflict_ignore().execute()
