"""What was on, who came and who cannot: calls, attendance, the way there, what else fills a week."""

import datetime as dt

from webapp import clock
from webapp.attendance.models import ABSENT, EXCUSED, LATE, PRESENT, Attendance
from webapp.attendance.notices import say_cannot_come
from webapp.attendance.offers import offers_for
from webapp.calendars.models import Feed
from webapp.commitments.models import Commitment
from webapp.letters.models import Letter
from webapp.people.models import Enrollment, Program, User
from webapp.timetables.calendar import sessions_of
from webapp.timetables.models import Directions, ProgramSession

CHECK_IN_DAYS = 26 * 7
ATTENDED = (PRESENT, PRESENT, LATE, PRESENT, PRESENT, EXCUSED, PRESENT, PRESENT, PRESENT, PRESENT, ABSENT)
WAYS = {  # place: how to get there
    "Room 1": "12 Cedar Street, third floor. Ring the bell marked 3.\n"
    "Bus 14 stops at the door; the last one home is at 9:40 PM.\nParking behind the house is free after six.",
    "Large room": "12 Cedar Street, ground floor, through the glass door on the left.",
}
SCHOOL_RUN = "School run"


def tell_the_way(program: Program) -> None:
    for place, words in WAYS.items():
        Directions.create(program=program, place=place, words=words)


def plan_calls(stay: Enrollment, program: Program) -> None:
    """A short call on every day for half a year, so that a demo has something to show on any day."""
    today = clock.today(program.time_zone)
    for day in (today + dt.timedelta(days=number) for number in range(CHECK_IN_DAYS)):
        starts_at = clock.at_wall(day, dt.time(16, 30), program.time_zone)
        ProgramSession.create(
            program=program,
            enrollment=stay,
            title="Holiday check-in call" if program.is_closed(day) else "Check-in call",
            kind="individual",
            local_date=day,
            starts_at=starts_at,
            ends_at=starts_at + dt.timedelta(minutes=15),
            place="By phone",
        )


def mark_attendance(stay: Enrollment, clinician: User) -> None:
    """All that is over is marked, but for the newest group: mostly there, now and then late, excused or away."""
    over = [
        one for one in sessions_of(stay, stay.admitted_on, clock.today(stay.program.time_zone)) if one.is_past
    ]
    newest_group = next((one for one in reversed(over) if one.series_id and not one.enrollment_id), None)
    for number, one in enumerate(one for one in over if one != newest_group):
        state = ATTENDED[number % len(ATTENDED)]
        Attendance.create(
            enrollment=stay,
            program_session=one,
            state=state,
            minutes_late=10 if state == LATE else 0,
            marked_by=clinician,
            marked_at=one.ends_at,
        )


def miss_twice(stay: Enrollment) -> None:
    """The last two that they were marked for."""
    over = (
        Attendance.select()
        .join(ProgramSession)
        .where(Attendance.enrollment == stay)
        .order_by(ProgramSession.starts_at.desc())
    )
    for attendance in list(over.limit(2)):
        attendance.state, attendance.minutes_late = ABSENT, 0
        attendance.save()


def cannot_come(stay: Enrollment, reason: str) -> None:
    """The next group from tomorrow on for which there is a make-up, if any."""
    tomorrow = clock.today(stay.program.time_zone) + dt.timedelta(days=1)
    for one in sessions_of(stay, tomorrow, tomorrow + dt.timedelta(days=7)):
        if one.series_id and not one.enrollment_id and offers_for(stay, one):
            say_cannot_come(stay, one, reason)
            return


def plan_school_run(stay: Enrollment) -> None:
    """A commitment that meets Jo's individual session."""
    Commitment(
        enrollment=stay,
        title=SCHOOL_RUN,
        weekdays=["tue", "thu"],
        starts="17:00",
        ends="17:45",
        time_zone=stay.program.time_zone,
        first_on=stay.admitted_on.isoformat(),
    ).save(force_insert=True)


def give_to_others(stay: Enrollment) -> None:
    """What leaves the app: a letter over the first weeks, and a calendar link."""
    Letter.issue(stay, stay.admitted_on, stay.admitted_on + dt.timedelta(days=27), by=stay.participant)
    Feed.make(stay, real_titles=False)
