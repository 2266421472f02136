"""A program with a morning and an evening group of the same title, for the tests of coming and make-ups.

Process Group meets on Monday, Wednesday and Friday, at 9:00 for the morning track and at 18:00 for the evening one, an
hour each. Studio is another group, on Thursday at noon, for the evening track; Family Circle is of another kind.
On Thursday, October 29, it is closed.
"""

import contextlib
import datetime as dt

import time_machine

from webapp import clock
from webapp.attendance.models import Attendance
from webapp.people.models import CareTeamMember, Membership
from webapp.timetables.admitting import admit
from webapp.timetables.calendar import sessions_of
from webapp.timetables.importing import import_program
from webapp.timetables.models import ProgramSession, Series

ZONE = "America/Los_Angeles"
ADMITTED = dt.date(2026, 9, 14)
MONDAY = dt.date(2026, 10, 19)
DAY = dt.timedelta(days=1)
OPEN = "Process Group"

PROGRAM = """
format = 1
[program]
name = "Tracks"
time_zone = "America/Los_Angeles"
country = "US"
starts_on = 2026-01-05
closed_on = [2026-10-29]
[[levels]]
code = "2.1"
name = "Intensive outpatient"
weekly_hours = 9
[[levels]]
code = "1.5"
name = "Outpatient"
weekly_hours = 3
"""
SERIES = """
[[series]]
title = "{title}"
kind = "{kind}"
levels = ["2.1"]
track = "{track}"
weekdays = {weekdays}
starts = "{starts}"
minutes = {minutes}
weeks = "1-48"
capacity = {capacity}
"""


def at(day, hour, minute=0):
    """The world stands still at that wall time of the program."""
    return time_machine.travel(clock.at_wall(day, dt.time(hour, minute), ZONE), tick=False)


def a_program(folder, cast, capacity=3):
    """The program, with Kim and Robin on its staff."""
    days = '["mon", "wed", "fri"]'
    groups = (
        (OPEN, "group", "morning", days, "09:00", 60),
        (OPEN, "group", "evening", days, "18:00", 60),
        ("Studio", "group", "evening", '["thu"]', "12:00", 90),
        ("Family Circle", "family", "evening", '["sat"]', "12:00", 60),
    )
    names = ("title", "kind", "track", "weekdays", "starts", "minutes")
    file = folder / "tracks.toml"
    file.write_text(
        PROGRAM
        + "".join(SERIES.format(capacity=capacity, **dict(zip(names, one, strict=True))) for one in groups)
    )
    program = import_program(file)
    Membership.create(user=cast.kim, program=program, role="clinician")
    Membership.create(user=cast.robin, program=program, role="coordinator")
    return program


@contextlib.contextmanager
def without_limits(program):
    """As many people as one likes may be admitted meanwhile."""
    places = {one.id: one.capacity for one in Series.select().where(Series.program == program)}
    Series.update(capacity=None).where(Series.program == program).execute()
    yield
    for key, capacity in places.items():
        Series.update(capacity=capacity).where(Series.id == key).execute()


def a_stay(program, cast, name="mo", track="morning", level="2.1"):
    """Somebody of a track, on Kim's caseload; also where places were made fewer after they came."""
    with without_limits(program):
        stay = admit(f"{name}@example.org", program.name, ADMITTED, level, track, name.title()).enrollment
    CareTeamMember.create(enrollment=stay, clinician=cast.kim)
    return stay


def theirs(stay, day):
    """The one session that the stay has on a day."""
    (one,) = sessions_of(stay, day, day)
    return one


def group_at(program, day, hour):
    """The group's session that begins on that day at that hour."""
    found = ProgramSession.select().where(ProgramSession.program == program, ProgramSession.local_date == day)
    return next(one for one in found if clock.local(one.starts_at, ZONE).hour == hour)


def mark(stay, program_session, state, **minutes):
    return Attendance.create(enrollment=stay, program_session=program_session, state=state, **minutes)
