"""What a program session held: its topic covered or not, and the skill of the library that was taught in it."""

from typing import NamedTuple, Self

from webapp import audit, clock
from webapp.attendance.marks import Changed
from webapp.attendance.models import CAME, Attendance, Taught
from webapp.exercises.catalogue import Exercise
from webapp.exercises.own import find_all
from webapp.timetables.models import ProgramSession


class Content(NamedTuple):
    """What is ticked on the sheet."""

    topic_covered: bool = False
    skill: str = ""

    @classmethod
    def of(cls, taught: Taught | None) -> Self:
        return cls() if taught is None else cls(taught.topic_covered, taught.skill or "")

    @property
    def token(self) -> str:
        """How a form carries what was on the screen when it was filled in."""
        return f"{self.topic_covered:d}/{self.skill}"


def taught_in(program_session) -> Taught | None:
    return Taught.get_or_none(Taught.program_session == program_session.id)


def record_taught(program_session, wished: Content, was: str, user) -> None:
    """Write what was taught, within a transaction that holds the session; Changed if somebody else just did."""
    taught = taught_in(program_session)
    standing = Content.of(taught)
    if wished == standing or wished.token == was:
        return
    if standing.token != was:
        raise Changed(())
    values = {"topic_covered": wished.topic_covered, "skill": wished.skill or None, "recorded_by": user.id}
    if taught is None:
        taught = Taught.create(program_session=program_session.id, **values)
    else:
        Taught.update(recorded_at=clock.now(), **values).where(Taught.id == taught.id).execute()
    audit.record("attendance.taught", about=taught)


def skill_taught_to(enrollment, since, language: str = "en") -> list[tuple[Exercise, ProgramSession]]:
    """The skills taught since an instant in program sessions to which the participant came, newest first."""
    came = (
        (Attendance.program_session == Taught.program_session)
        & (Attendance.enrollment == enrollment.id)
        & Attendance.state.in_(CAME)
    )
    rows = list(
        Taught.select(Taught, ProgramSession)
        .join(ProgramSession)
        .join(Attendance, on=came)
        .where(Taught.skill.is_null(False), ProgramSession.starts_at >= since)
        .order_by(ProgramSession.starts_at.desc())
    )
    exercises = find_all({row.skill for row in rows}, language)
    return [(exercises[row.skill], row.program_session) for row in rows if row.skill in exercises]


def skill_of(enrollment, program_session, language: str = "en") -> Exercise | None:
    """The skill taught in one program session, if the participant came to it."""
    taught = skill_taught_to(enrollment, program_session.starts_at, language)
    return next((exercise for exercise, one in taught if one.id == program_session.id), None)
