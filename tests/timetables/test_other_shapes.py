"""Programs of other shapes than the Matrix one show the right week too."""

import datetime as dt
import threading

from timetables import import_text, series

from webapp import database
from webapp.people.models import Enrollment, Level, Placement
from webapp.timetables.admitting import AdmissionError, admit
from webapp.timetables.calendar import sessions_of

MONDAY = dt.date(2026, 9, 28)
DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(weeks=1)


def program(name, zone_name, *more):
    return "\n".join(
        [
            f'format = 1\n[program]\nname = "{name}"\ntime_zone = "{zone_name}"\ncountry = "AU"',
            "starts_on = 2026-01-01",
            '[[levels]]\ncode = "IOP"\nname = "Intensive"\nweekly_hours = 10',
            '[[levels]]\ncode = "OP"\nname = "Outpatient"\nweekly_hours = 4',
            *more,
        ]
    )


def week_of(stay, monday):
    return [
        f"{one.local_start:%a %H:%M%z} {one.title}" for one in sessions_of(stay, monday, monday + 6 * DAY)
    ]


def test_five_short_mornings_become_two_at_the_next_level(app, tmp_path):
    mornings = {"starts": '"09:00"', "minutes": "120", "place": '"Garden room"', "weeks": '"1-24"'}
    intensive = series("Morning", weekdays='["mon","tue","wed","thu","fri"]', levels='["IOP"]', **mornings)
    outpatient = series("Morning", weekdays='["mon","thu"]', levels='["OP"]', **mornings)
    mine = import_text(tmp_path, program("Mornings", "Australia/Sydney", intensive, outpatient))
    stay = admit("pat@example.org", mine.name, MONDAY, "IOP").enrollment
    assert week_of(stay, MONDAY) == [
        f"{day} 09:00+1000 Morning" for day in ("Mon", "Tue", "Wed", "Thu", "Fri")
    ]
    level = Level.get(Level.program == mine, Level.code == "OP")
    Placement.create(enrollment=stay, level=level, starts_on=MONDAY + 2 * WEEK)
    # The clocks there went forward on October 4.
    assert week_of(stay, MONDAY + 2 * WEEK) == ["Mon 09:00+1100 Morning", "Thu 09:00+1100 Morning"]


def test_rounds_of_eight_weeks_follow_each_other_in_one_room(app, tmp_path):
    room = {"weekdays": '["tue"]', "levels": '["IOP","OP"]', "place": '"Hall"', "starts": '"18:30"'}
    rounds = [series(f"Round {n}", weeks=f'"{8 * n - 7}-{8 * n}"', **room) for n in (1, 2, 3)]
    mine = import_text(tmp_path, program("Rounds", "Asia/Kathmandu", *rounds))
    stay = admit("pat@example.org", mine.name, MONDAY, "OP").enrollment
    assert [week_of(stay, MONDAY + n * WEEK) for n in (0, 7, 8, 23, 24)] == [
        ["Tue 18:30+0545 Round 1"],
        ["Tue 18:30+0545 Round 1"],
        ["Tue 18:30+0545 Round 2"],
        ["Tue 18:30+0545 Round 3"],
        [],
    ]


def test_nights_and_weekends_by_video_run_past_midnight(app, tmp_path):
    night = series(
        "Night line",
        weekdays='["sat"]',
        starts='"23:30"',
        minutes="90",
        levels='["OP"]',
        telehealth='"https://meet.example.org/night"',
    )
    mine = import_text(tmp_path, program("Nights", "America/St_Johns", night))
    stay = admit("pat@example.org", mine.name, MONDAY, "OP").enrollment
    (one,) = sessions_of(stay, MONDAY, MONDAY + 6 * DAY)
    assert (one.local_start.isoformat(), one.ends_at.isoformat()) == (
        "2026-10-03T23:30:00-02:30",
        "2026-10-04T03:30:00+00:00",
    )


def test_one_person_is_admitted_once_by_many_at_once(app, cast):
    admitted_on = cast.stay_of(cast.jo).admitted_on
    program_name, answers = cast.program.name, []

    def try_to():
        with database.connection():
            try:
                answers.append(admit("pat@example.org", program_name, admitted_on, "2.1").enrollment)
            except AdmissionError as refused:
                answers.append(refused)

    threads = [threading.Thread(target=try_to) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4
    assert sum(isinstance(answer, Enrollment) for answer in answers) == 1
