"""What was marked, for pages that show a participant's own attendance: the week's hours, letters, the caseload."""

from functools import lru_cache

from webapp.attendance.models import CAME, Attendance
from webapp.prepared import prepared


def marked_for(enrollment, program_sessions) -> dict[str, Attendance]:
    """What staff marked for the stay, by program session id, in one query. What is not marked is not in it."""
    session_ids = [one.id for one in program_sessions]
    marked = _marked(len(session_ids))(enrollment.id, *session_ids)
    return {one.program_session_id: one for one in marked}


@lru_cache(maxsize=256)
def _marked(number_of_sessions):
    def build(enrollment_id, *session_ids):
        return Attendance.select().where(
            Attendance.enrollment == enrollment_id, Attendance.program_session.in_(session_ids)
        )

    return prepared(build, slots=1 + number_of_sessions)


def came(attendance: Attendance) -> bool:
    """Whether they were there, all of the time or a part of it."""
    return attendance.state in CAME


def minutes_attended(attendance: Attendance, program_session) -> int:
    """The exact minutes that they were there: what the session lasted, less those missed at its two ends.

    None for who was excused or absent, nor for `made_up`: those minutes count in the session where they came.
    """
    if not came(attendance):
        return 0
    missed = attendance.minutes_late + attendance.minutes_early
    return max(0, minutes_of(program_session) - missed)


def minutes_of(program_session) -> int:
    """How long it lasts, in whole minutes of time that passes (a clock change within it adds none)."""
    return int((program_session.ends_at - program_session.starts_at).total_seconds() // 60)
