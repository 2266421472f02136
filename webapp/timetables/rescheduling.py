"""Changes of one program session: move it, cancel it, bring it back, let somebody else lead it.

The same manner as for a series: write, hold against the rules, take back if they refuse, Stale if it changed.
"""

import datetime as dt

from flask_babel import gettext as _

from webapp import audit, clock
from webapp.database import writing
from webapp.timetables.double_bookings import refuse_double_bookings
from webapp.timetables.effects import Effect, Refusal, Stale, hold
from webapp.timetables.models import CANCELLED, MOVED, SCHEDULED, ProgramSession, StandIn
from webapp.timetables.news import heard_of, marks
from webapp.timetables.timetable import ensure_sessions

FURTHEST = dt.timedelta(weeks=52)
DAY = dt.timedelta(days=1)


def move(one: ProgramSession, version: int, starts_at, ends_at, place: str, telehealth: str) -> Effect:
    """Hold it once at another time or place. It keeps its identity, and says when it would have been."""
    with writing():
        program, row = _held(one)
        check_moment(program, starts_at)
        usual = row.was_at or row.starts_at
        moved = starts_at != usual
        changes = {
            "starts_at": starts_at,
            "ends_at": ends_at,
            "local_date": clock.local(starts_at, program.time_zone).date(),
            "place": place,
            "telehealth": telehealth,
            "was_at": usual if moved else None,
            "status": MOVED if moved else SCHEDULED,
        }
        effect = _write(row, version, "program session.moved", **changes)
        effect.moved = [ProgramSession.get_by_id(one.id)]
        refuse_clashes(program, effect.moved)
    return effect


def cancel(one: ProgramSession, version: int) -> Effect:
    """It is not held this once; it stays in every calendar, cancelled."""
    with writing():
        _program, row = _held(one)
        effect = _write(row, version, "program session.cancelled", status=CANCELLED)
        effect.cancelled = [ProgramSession.get_by_id(one.id)]
    return effect


def restore(one: ProgramSession, version: int) -> Effect:
    """Undo a cancellation."""
    with writing():
        program, row = _held(one, cancelled=True)
        if program.is_closed(row.local_date):
            raise Refusal("", _("The program is closed on this day. Open the day first."))
        if row.series_id and row.series.ends_on and row.series_date > row.series.ends_on:
            raise Refusal("", _("The series no longer meets then, so this one cannot come back."))
        status = SCHEDULED if row.was_at is None else MOVED
        effect = _write(row, version, "program session.restored", status=status)
        effect.restored = [ProgramSession.get_by_id(one.id)]
        refuse_clashes(program, effect.restored, room_field="", leader_field="")
    return effect


def let_stand_in(one: ProgramSession, version: int, clinicians) -> Effect:
    """These clinicians lead it this once; with none, those of its series do."""
    with writing():
        program, row = _held(one)
        effect = _write(row, version, "program session.stand-ins changed")
        StandIn.delete().where(StandIn.program_session == row.id).execute()
        for clinician in sorted(set(clinicians)):
            StandIn.create(program_session=row.id, clinician=clinician)
        refuse_clashes(program, [ProgramSession.get_by_id(one.id)], leader_field="stand_ins")
    return effect


def _held(one: ProgramSession, cancelled: bool = False) -> tuple:
    """The program, held, and the row as it is now; Stale if it is over or its state is another by now."""
    program = hold(one.program)
    row = ProgramSession.get_or_none(ProgramSession.id == one.id)
    if row is None or row.starts_at <= clock.now() or row.is_cancelled != cancelled:
        raise Stale
    return program, row


def _write(row: ProgramSession, version: int, action: str, **values) -> Effect:
    """One conditional UPDATE decides who was first; everyone expected before is touched."""
    effect = Effect()
    effect.touch([row])
    after = ProgramSession(**{**row.__data__, **values})
    values |= {"version": ProgramSession.version + 1, **marks(heard_of(row), heard_of(after))}
    mine = (ProgramSession.id == row.id) & (ProgramSession.version == version)
    if not ProgramSession.update(**values).where(mine).execute():
        raise Stale
    audit.record(action, about=row)
    return effect


def check_moment(program, starts_at) -> None:
    """Refusal, at the day, of a time that is over, too far ahead or on a closed day."""
    now = clock.now()
    day = clock.local(starts_at, program.time_zone).date()
    if starts_at <= now:
        raise Refusal("day", _("This time has passed. Please choose a time that is still ahead."))
    if starts_at > now + FURTHEST:
        raise Refusal("day", _("Please choose a day within a year."))
    if program.is_closed(day):
        raise Refusal("day", _("The program is closed on this day."))


def refuse_clashes(program, rows, **fields) -> None:
    """Refusal of a room or clinician taken twice, with the timetable made as far as it is asked about."""
    days = [one.local_date for one in rows]
    ensure_sessions(program, min(days) - DAY, max(days) + DAY)
    refuse_double_bookings(program, rows, **fields)
