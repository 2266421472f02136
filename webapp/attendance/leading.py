"""Whose attendance a member of staff marks: the program sessions that they lead, as one query for list and sheet."""

import datetime as dt

import peewee

from webapp import clock
from webapp.access import Permission, enrollments, programs_of, reaching
from webapp.people.models import Enrollment, Program
from webapp.prepared import prepared
from webapp.timetables.models import CANCELLED, Facilitator, ProgramSession, StandIn

BEFORE_START = dt.timedelta(minutes=15)  # people are in the room by then


def group_sessions() -> peewee.ModelSelect:
    """Program sessions of groups."""
    return ProgramSession.select().where(ProgramSession.enrollment.is_null())


def individual_sessions() -> peewee.ModelSelect:
    """Program sessions that one participant has alone."""
    return ProgramSession.select().where(ProgramSession.enrollment.is_null(False))


def groups_led_by(user) -> peewee.ModelSelect:
    """Every group's session for a coordinator; for a clinician those they lead or stand in for, and those of a
    series that nobody is named to lead."""
    return _groups_led_by(user.id if user.is_active else None)


def _groups_led_by(user_id) -> peewee.ModelSelect:
    coordinated = programs_of(user_id, Permission.RUN_PROGRAM).select(Program.id)
    staffed = programs_of(user_id, Permission.LEAD_GROUPS).select(Program.id)
    led = Facilitator.select(Facilitator.series).where(Facilitator.clinician == user_id)
    stood_in = StandIn.select(StandIn.program_session).where(StandIn.clinician == user_id)
    named = Facilitator.select(Facilitator.id).where(Facilitator.series == ProgramSession.series)
    return group_sessions().where(
        ProgramSession.program.in_(coordinated)
        | ProgramSession.program.in_(staffed)
        & (ProgramSession.series.in_(led) | ProgramSession.id.in_(stood_in) | ~peewee.fn.EXISTS(named))
    )


def individuals_led_by(user) -> peewee.ModelSelect:
    """The meetings with one participant alone, for their care team and the coordinators."""
    return _individuals_of(enrollments(user, Permission.MARK_ATTENDANCE))


def _individuals_of(reached: peewee.ModelSelect) -> peewee.ModelSelect:
    within = reached.select(Enrollment.id).order_by()
    return individual_sessions().where(ProgramSession.enrollment.in_(within))


def led_between(user, start: dt.datetime, end: dt.datetime) -> set[str]:
    """The ids of all that the user leads and that takes place in that time."""
    mine = (
        *_groups_between(user.id if user.is_active else None, start, end),
        *_individuals_between(user, start, end),
    )
    return {key for (key,) in mine}


@prepared
def _groups_between(user_id, start, end):
    return _ids(_groups_led_by(user_id), start, end)


@reaching(Permission.MARK_ATTENDANCE)
def _individuals_between(reached, start, end):
    return _ids(_individuals_of(reached), start, end)


def _ids(led: peewee.ModelSelect, start, end) -> peewee.ModelSelect:
    held = ProgramSession.starts_at.between(start, end) & (ProgramSession.status != CANCELLED)
    return led.where(held).select(ProgramSession.id).tuples()


def leads(user, program_session) -> bool:
    """Whether the user marks attendance in it."""
    led = individuals_led_by(user) if program_session.enrollment_id else groups_led_by(user)
    return led.where(ProgramSession.id == program_session.id).exists()


def opens_at(program_session) -> dt.datetime:
    """From when on attendance can be marked."""
    return program_session.starts_at - BEFORE_START


def can_be_marked(program_session) -> bool:
    """Whether marking is open: from shortly before the start on, and never for what was cancelled."""
    return not program_session.is_cancelled and opens_at(program_session) <= clock.now()
