"""What became of the skill of the last meeting: how many of those who came have practised it since. Never who.

Counted are practices that people shared; a number below five is not told, nor any of a meeting of fewer than five.
"""

from dataclasses import dataclass

from peewee import fn

from webapp.attendance.models import CAME, Attendance, Taught
from webapp.exercises.catalogue import Exercise
from webapp.exercises.models import SHARED, Practice
from webapp.exercises.own import find_all
from webapp.timetables.models import ProgramSession

FEWEST = 5


@dataclass(frozen=True)
class SinceLast:
    """The skill, the meeting in which it was taught, and how many practised it; None if that could tell who."""

    skill: Exercise
    meeting: ProgramSession
    practised: int | None


def since_last(program_session: ProgramSession, language: str) -> SinceLast | None:
    """For a group's meeting: of the one before it in the series, if a skill was taught there."""
    taught = _last_taught(program_session)
    skill = find_all([taught.skill], language).get(taught.skill) if taught else None
    if skill is None:
        return None
    last = taught.program_session
    came = Attendance.select(Attendance.enrollment).where(
        Attendance.program_session == last.id, Attendance.state.in_(CAME)
    )
    practised = (
        Practice.select(fn.COUNT(Practice.enrollment.distinct()))
        .where(
            Practice.enrollment.in_(came),
            Practice.slug == taught.skill,
            Practice.visibility == SHARED,
            Practice.started_at >= last.starts_at,
        )
        .scalar()
    )
    is_told = practised >= FEWEST and came.count() >= FEWEST
    return SinceLast(skill, last, practised if is_told else None)


def _last_taught(program_session: ProgramSession) -> Taught | None:
    if program_session.enrollment_id or not program_session.series_id:
        return None
    earlier = (ProgramSession.series == program_session.series_id) & ProgramSession.enrollment.is_null()
    before = ProgramSession.starts_at < program_session.starts_at
    return (
        Taught.select(Taught, ProgramSession)
        .join(ProgramSession)
        .where(earlier, before, Taught.skill.is_null(False))
        .order_by(ProgramSession.starts_at.desc())
        .first()
    )
