"""A single meeting of one participant: an intake, a family hour, a step-down talk."""

from dataclasses import dataclass, field

from flask_babel import gettext as _

from webapp import audit, clock
from webapp.database import writing
from webapp.formatting import program_moment
from webapp.people.models import Enrollment
from webapp.timetables.calendar import sessions_of
from webapp.timetables.effects import Effect, Refusal, hold
from webapp.timetables.models import ProgramSession, StandIn
from webapp.timetables.news import is_new
from webapp.timetables.rescheduling import DAY, check_moment, refuse_clashes


@dataclass(frozen=True)
class Meeting:
    """What is said of it; both instants are aware, `leaders` are clinicians' ids."""

    title: str
    kind: str
    starts_at: object
    ends_at: object
    place: str = ""
    telehealth: str = ""
    guests_welcome: bool = False
    leaders: list[str] = field(default_factory=list)


def arrange(stay: Enrollment, meeting: Meeting) -> tuple[ProgramSession, Effect]:
    """Put it into the participant's schedule; Refusal if it cannot be then, and nothing is written."""
    with writing():
        program = hold(stay.program)
        check_moment(program, meeting.starts_at)
        day = clock.local(meeting.starts_at, program.time_zone).date()
        if not stay.covers(day):
            raise Refusal("day", _("Their stay does not reach this day."))
        _refuse_two_at_once(stay, meeting, day)
        one = ProgramSession.create(
            program=program,
            enrollment=stay,
            local_date=day,
            **{name: value for name, value in vars(meeting).items() if name != "leaders"},
            **is_new(),
        )
        for clinician in sorted(set(meeting.leaders)):
            StandIn.create(program_session=one, clinician=clinician)
        refuse_clashes(program, [one])
        audit.record("program session.arranged", stay, one)
    return one, Effect(made=[one], touched={stay.id})


def _refuse_two_at_once(stay, meeting, day) -> None:
    for other in sessions_of(stay, day - DAY, day + DAY):
        overlaps = meeting.starts_at < other.ends_at and other.starts_at < meeting.ends_at
        if overlaps and not other.is_cancelled:
            when = program_moment(other.starts_at, stay.program)
            raise Refusal(
                "starts", _('They are expected at "%(title)s" on %(when)s.', title=other.title, when=when)
            )
