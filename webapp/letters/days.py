"""The days on which a participant was there, and for how long, from what staff marked."""

import datetime as dt

from webapp.attendance.models import CAME, Attendance
from webapp.attendance.records import minutes_attended
from webapp.people.models import Enrollment
from webapp.timetables.models import ProgramSession


def days_attended(enrollment: Enrollment, first_day: dt.date, last_day: dt.date) -> list[tuple[dt.date, int]]:
    """(day, minutes) in order, both ends included, in the program's days. Days without a minute are left out."""
    marked = (
        Attendance.select(Attendance, ProgramSession)
        .join(ProgramSession)
        .where(
            Attendance.enrollment == enrollment.id,
            Attendance.state.in_(CAME),
            ProgramSession.local_date.between(first_day, last_day),
        )
    )
    minutes_on: dict[dt.date, int] = {}
    for one in marked:
        day, minutes = one.program_session.local_date, minutes_attended(one, one.program_session)
        if minutes:
            minutes_on[day] = minutes_on.get(day, 0) + minutes
    return sorted(minutes_on.items())
