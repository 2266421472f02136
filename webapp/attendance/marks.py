"""Marking attendance: one transaction for a whole sheet, nothing overwritten unseen, and every correction kept."""

from dataclasses import dataclass
from typing import Self

from webapp import audit, clock
from webapp.attendance.leading import can_be_marked
from webapp.attendance.models import Attendance, Correction
from webapp.people.models import Enrollment
from webapp.timetables.models import ProgramSession


@dataclass(frozen=True)
class Mark:
    """What can stand beside a name; an empty state is "not marked yet", which is no absence."""

    state: str = ""
    minutes_late: int = 0
    minutes_early: int = 0

    @classmethod
    def of(cls, attendance: Attendance | Correction | None) -> Self:
        if attendance is None:
            return cls()
        return cls(attendance.state, attendance.minutes_late, attendance.minutes_early)

    @property
    def token(self) -> str:
        """How a form carries what was on the screen when it was filled in."""
        return f"{self.state}/{self.minutes_late}/{self.minutes_early}"


@dataclass(frozen=True)
class Wish:
    """What somebody wants to stand beside a name, and the token of what they saw there before."""

    stay: Enrollment
    mark: Mark
    was: str

    def changes(self, standing: Mark) -> bool:
        """Whether there is something to write: a choice was made, and it is not what stood or stands there."""
        return bool(self.mark.state) and self.mark.token != self.was and self.mark != standing


class NotOpen(Exception):
    """The program session was cancelled, or has not begun."""


class Changed(Exception):
    """Somebody else wrote in the meantime. Nothing was written."""

    def __init__(self, stay_ids):
        self.stay_ids = frozenset(stay_ids)


def hold(program_session) -> ProgramSession:
    """The row as it is now, held against other markings until the transaction ends; NotOpen if marking is not open.

    On SQLite a write transaction holds everything already; on PostgreSQL a write to the row holds the row.
    """
    this_one = ProgramSession.id == program_session.id
    ProgramSession.update(version=ProgramSession.version).where(this_one).execute()
    held = ProgramSession.get(this_one)
    if not can_be_marked(held):
        raise NotOpen
    return held


def attendances_of(program_session) -> dict[str, Attendance]:
    """What is marked, by stay id."""
    marked = Attendance.select().where(Attendance.program_session == program_session.id)
    return {one.enrollment_id: one for one in marked}


def mark(program_session, wishes: list[Wish], user) -> None:
    """Write the wishes within a transaction that holds the session; Changed if any of them is out of date."""
    attendances = attendances_of(program_session)
    standing = {wish.stay.id: Mark.of(attendances.get(wish.stay.id)) for wish in wishes}
    changing = [wish for wish in wishes if wish.changes(standing[wish.stay.id])]
    unseen = [wish.stay.id for wish in changing if standing[wish.stay.id].token != wish.was]
    if unseen:
        raise Changed(unseen)
    for wish in changing:
        attendance = _write(program_session, wish, attendances.get(wish.stay.id), user)
        audit.record("attendance.marked", wish.stay, attendance)


def _write(program_session, wish: Wish, attendance: Attendance | None, user) -> Attendance:
    values = {
        "state": wish.mark.state,
        "minutes_late": wish.mark.minutes_late,
        "minutes_early": wish.mark.minutes_early,
        "marked_by": user.id,
        "marked_at": clock.now(),
    }
    if attendance is None:
        return Attendance.create(enrollment=wish.stay, program_session=program_session, **values)
    _keep_what_stood(attendance)
    for name, value in values.items():
        setattr(attendance, name, value)
    attendance.version += 1
    attendance.save()
    return attendance


def _keep_what_stood(attendance: Attendance) -> None:
    Correction.create(
        attendance=attendance,
        state=attendance.state,
        minutes_late=attendance.minutes_late,
        minutes_early=attendance.minutes_early,
        marked_by=attendance.marked_by_id,
        marked_at=attendance.marked_at,
    )
