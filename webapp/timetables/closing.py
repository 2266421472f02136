"""Days on which a program is closed. Sessions on such a day are cancelled, and come back when it opens again."""

import datetime as dt

from flask_babel import gettext as _

from webapp import audit, clock
from webapp.database import writing
from webapp.people.models import Program
from webapp.timetables.double_bookings import refuse_double_bookings
from webapp.timetables.effects import Effect, Refusal, Stale, hold
from webapp.timetables.models import CANCELLED, MOVED, SCHEDULED, ProgramSession, Series
from webapp.timetables.news import heard_of, is_new, mark
from webapp.timetables.stays import stays_between
from webapp.timetables.timetable import ensure_own_sessions, ensure_sessions, last_day_made, topics_of

FURTHEST = dt.timedelta(weeks=104)


def close_day(program: Program, day: dt.date) -> Effect:
    """No program session is held on this day; the groups' topics go on after it."""
    with writing():
        program = hold(program)
        _check(program, day)
        if program.is_closed(day):
            raise Refusal("day", _("The program is already closed on this day."))
        effect = shut(program, day)
        put_topics_in_turn(program)
        audit.record("program.day closed", about=program)
    return effect


def open_day(program: Program, day: dt.date) -> Effect:
    """The day is like any other again: what was cancelled on it comes back, what was never made is made."""
    with writing():
        program = hold(program)
        if day < clock.today(program.time_zone) or not program.is_closed(day):
            raise Stale
        effect = unshut(program, day)
        put_topics_in_turn(program)
        refuse_double_bookings(program, effect.restored, room_field="", leader_field="")
        audit.record("program.day opened", about=program)
    return effect


def shut(program: Program, day: dt.date) -> Effect:
    """Write a closed day and cancel what is on it, without a question."""
    _write(program, {*program.closed_on, day.isoformat()})
    effect = Effect()
    rows = [one for one in _ahead_on(program, day) if not one.is_cancelled]
    effect.touch(rows)
    effect.cancelled = _set(rows, lambda one: CANCELLED)
    return effect


def unshut(program: Program, day: dt.date) -> Effect:
    """Take a closed day away and bring back what is on it."""
    _write(program, {*program.closed_on} - {day.isoformat()})
    effect = Effect()
    rows = [one for one in _ahead_on(program, day) if one.is_cancelled and not _is_beyond(one)]
    effect.restored = _set(rows, lambda one: SCHEDULED if one.was_at is None else MOVED)
    known = {one.id for one in _ahead_on(program, day)}
    ensure_sessions(program, day, min(day, last_day_made(program)))
    for stay, _placements in stays_between(program.id, day, day):
        ensure_own_sessions(stay)
    effect.made = [one for one in _ahead_on(program, day) if one.id not in known]
    ProgramSession.update(is_new()).where(ProgramSession.id.in_([one.id for one in effect.made])).execute()
    effect.touch(effect.held)
    return effect


def put_topics_in_turn(program: Program) -> None:
    """Topics follow the group's calendar and a closed day uses none up, so those ahead are counted anew."""
    ahead = ProgramSession.select().where(
        ProgramSession.program == program.id,
        ProgramSession.series.is_null(False),
        ProgramSession.starts_at > clock.now(),
    )
    last_day = last_day_made(program)
    topics = {
        one.id: topics_of(one, program, last_day)
        for one in Series.select().where(Series.program == program.id)
        if one.topics
    }
    for one in ahead:
        topic = topics.get(one.series_id, {}).get(one.series_date, one.topic)
        if topic != one.topic:
            values = {"topic": topic, "version": ProgramSession.version + 1}
            ProgramSession.update(**values).where(ProgramSession.id == one.id).execute()


def _check(program: Program, day: dt.date) -> None:
    today = clock.today(program.time_zone)
    if day < today:
        raise Refusal("day", _("This day has passed. Please choose today or a later day."))
    if day > today + FURTHEST:
        raise Refusal("day", _("Please choose a day within two years."))


def _write(program: Program, closed_on: set[str]) -> None:
    program.closed_on = sorted(closed_on)
    Program.update(closed_on=program.closed_on).where(Program.id == program.id).execute()


def _ahead_on(program: Program, day: dt.date) -> list[ProgramSession]:
    on_the_day = (ProgramSession.program == program.id) & (ProgramSession.local_date == day)
    return list(ProgramSession.select().where(on_the_day, ProgramSession.starts_at > clock.now()))


def _is_beyond(one: ProgramSession) -> bool:
    """Whether its series no longer meets then."""
    return bool(one.series_id and one.series.ends_on and one.series_date > one.series.ends_on)


def _set(rows, status_of) -> list[ProgramSession]:
    for one in rows:
        before = heard_of(one)
        one.status = status_of(one)
        mark(one, before)
        one.save()
    return rows
