"""Which program sessions are a participant's, when they are, and that making them twice makes them once."""

import datetime as dt
import logging
import threading
from collections import Counter
from itertools import pairwise

import pytest
from timetables import import_text, series, text_of

from webapp import clock, database
from webapp.people.models import Level, Placement
from webapp.timetables.admitting import admit
from webapp.timetables.calendar import last_day_of, next_session_of, session_of, sessions_of
from webapp.timetables.models import CANCELLED, MOVED, ProgramSession, Series
from webapp.timetables.timetable import ensure_own_sessions, ensure_sessions, ensure_stay

MONDAY = dt.date(2026, 10, 5)
WEEK = dt.timedelta(weeks=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def program(app, tmp_path):
    return import_text(tmp_path, text_of())


@pytest.fixture
def stay(program):
    return admit("pat@example.org", program.name, MONDAY, "2.1").enrollment


def whole(stay):
    return sessions_of(stay, MONDAY - 52 * WEEK, MONDAY + 156 * WEEK)


def titles(found):
    return Counter(one.title for one in found)


def place(stay, code, starts_on, track=None):
    level = Level.get(Level.program == stay.program, Level.code == code)
    Placement.create(enrollment=stay, level=level, track=track, starts_on=starts_on)


@pytest.mark.parametrize(
    ("admitted_on", "closed"), [(MONDAY, 2), (dt.date(2026, 11, 23), 2), (dt.date(2026, 2, 2), 0)]
)
def test_the_matrix_program_gives_91_sessions_less_closed_days(program, admitted_on, closed):
    stay = admit("pat@example.org", program.name, admitted_on, "2.1").enrollment
    found = sessions_of(stay, admitted_on - WEEK, admitted_on + 60 * WEEK)
    expected = {
        "Early Recovery Skills": 8,
        "Relapse Prevention": 32 - closed,
        "Family Education": 12,
        "Social Support": 36,
        "Individual session": 3,
    }
    assert titles(found) == expected
    assert found == sorted(found, key=lambda one: one.starts_at)
    assert not {one.local_date.isoformat() for one in found} & set(program.closed_on)
    assert last_day_of(stay) == admitted_on + 48 * WEEK - DAY


def test_a_week_of_the_stay_begins_on_its_admission_day_whatever_weekday_that_is(program):
    wednesday = dt.date(2026, 10, 7)
    stay = admit("pat@example.org", program.name, wednesday, "2.1").enrollment
    found = sessions_of(stay, wednesday, wednesday + WEEK - DAY)
    assert [(one.title, one.local_date.day) for one in found] == [
        ("Family Education", 7),
        ("Early Recovery Skills", 9),
        ("Relapse Prevention", 9),
        ("Early Recovery Skills", 12),
        ("Relapse Prevention", 12),
        ("Individual session", 13),
    ]


def test_the_wall_time_stays_on_both_sides_of_a_clock_change(stay):
    walls = {
        (one.title, one.local_start.strftime("%H:%M"), one.local_start.utcoffset() / dt.timedelta(hours=1))
        for one in whole(stay)
    }
    assert {wall for wall in walls if wall[0] in ("Social Support", "Relapse Prevention")} == {
        ("Relapse Prevention", "19:15", -7),
        ("Relapse Prevention", "19:15", -8),
        ("Social Support", "19:00", -8),
        ("Social Support", "19:00", -7),
    }
    around = sessions_of(stay, dt.date(2026, 10, 30), dt.date(2026, 11, 2))
    before, after = [one for one in around if one.title == "Relapse Prevention"]
    assert (before.starts_at.isoformat(), after.starts_at.isoformat()) == (
        "2026-10-31T02:15:00+00:00",
        "2026-11-03T03:15:00+00:00",
    )


def test_a_wall_time_that_the_clock_change_skips_or_repeats(app, tmp_path):
    nights = series("Early", starts='"02:30"') + series("Earlier", starts='"01:30"')
    program = import_text(tmp_path, text_of("Night Program", nights))
    stay = admit("pat@example.org", program.name, MONDAY, "2.1").enrollment

    def start(title, day):
        (one,) = [one for one in sessions_of(stay, day, day) if one.title == title]
        return one.local_start.isoformat(), (one.ends_at - one.starts_at) / dt.timedelta(minutes=1)

    assert start("Early", dt.date(2027, 3, 14)) == ("2027-03-14T03:30:00-07:00", 60)
    assert start("Earlier", dt.date(2026, 11, 1)) == ("2026-11-01T01:30:00-07:00", 60)
    assert start("Early", dt.date(2026, 11, 1)) == ("2026-11-01T02:30:00-08:00", 60)


def test_nobody_has_sessions_before_the_admission_or_after_the_end(stay):
    assert sessions_of(stay, MONDAY - WEEK, MONDAY - DAY) == []
    stay.ended_on = MONDAY + DAY
    assert titles(whole(stay)) == {
        "Early Recovery Skills": 1,
        "Relapse Prevention": 1,
        "Individual session": 1,
    }
    assert last_day_of(stay) == MONDAY + DAY


def test_a_step_down_in_level_changes_the_week_from_that_day(stay):
    place(stay, "1.5", MONDAY + 12 * WEEK)
    found = whole(stay)
    assert titles(found) == {
        "Early Recovery Skills": 8,
        "Relapse Prevention": 24 - 1,  # a closed Friday
        "Family Education": 12,
        "Social Support": 36,
        "Individual session": 2,
    }
    assert titles(sessions_of(stay, MONDAY + 12 * WEEK, MONDAY + 60 * WEEK)) == {"Social Support": 36}


def test_a_participant_follows_one_track_and_may_switch(app, tmp_path):
    tracks = series("Process group", track='"morning"', starts='"09:00"')
    tracks += series("Process group", track='"evening"', starts='"17:00"')
    program = import_text(tmp_path, text_of("Track Program", tracks))
    stay = admit("pat@example.org", program.name, MONDAY, "2.1", "morning").enrollment
    place(stay, "2.1", MONDAY + 3 * DAY, "evening")
    found = sessions_of(stay, MONDAY, MONDAY + 5 * DAY)
    hours = [one.local_start.hour for one in found if one.title == "Process group"]
    assert hours == [9, 9, 9, 17, 17, 17]
    assert titles(found)["Relapse Prevention"] == 2  # a series without a track is for both


def test_each_participant_has_their_own_individual_sessions(stay):
    other = admit("ola@example.org", stay.program.name, MONDAY, "2.1").enrollment
    (mine,) = [one for one in sessions_of(stay, MONDAY, MONDAY + WEEK) if one.kind == "individual"]
    (theirs,) = [one for one in sessions_of(other, MONDAY, MONDAY + WEEK) if one.kind == "individual"]
    assert mine != theirs and mine.starts_at == theirs.starts_at
    assert session_of(stay, mine.id) == mine
    assert session_of(stay, theirs.id) is None
    groups = [{one.id for one in whole(each) if one.kind != "individual"} for each in (stay, other)]
    assert groups[0] == groups[1]


def test_a_single_meeting_of_one_participant_is_theirs_alone(stay):
    other = admit("ola@example.org", stay.program.name, MONDAY, "2.1").enrollment
    thursday = MONDAY + 3 * DAY
    at = clock.at_wall(thursday, dt.time(10), "America/Los_Angeles")
    single = ProgramSession.create(
        program=stay.program, enrollment=stay, title="Planning", kind="individual", local_date=thursday,
        starts_at=at, ends_at=at + dt.timedelta(hours=1),
    )  # fmt: skip
    assert [one.title for one in sessions_of(stay, thursday, thursday)] == ["Planning"]
    assert sessions_of(other, thursday, thursday) == []
    assert session_of(stay, single.id) == single and session_of(other, single.id) is None


def test_sessions_of_another_program_or_another_week_of_stay_are_not_found(app, stay, cast):
    evening = sessions_of(cast.stay_of(cast.jo), dt.date(2020, 1, 1), dt.date(2050, 1, 1))
    assert evening and session_of(stay, evening[0].id) is None
    later = ProgramSession.get(
        ProgramSession.program == stay.program, ProgramSession.title == "Social Support",
        ProgramSession.local_date < MONDAY + WEEK,
    )  # fmt: skip
    assert session_of(stay, later.id) is None
    assert session_of(stay, "0" * 26) is None


def test_topics_follow_the_groups_calendar_for_everybody(stay):
    other = admit("ola@example.org", stay.program.name, MONDAY + 2 * WEEK, "2.1").enrollment

    def topics(each):
        return {one.local_date: one.topic for one in whole(each) if one.title == "Relapse Prevention"}

    mine, theirs = topics(stay), topics(other)
    shared = mine.keys() & theirs.keys()
    assert len(shared) >= 26 and all(mine[day] == theirs[day] for day in shared)
    turn = next(one for one in Series.select() if one.title == "Relapse Prevention").topics
    order = [turn.index(mine[day]) for day in sorted(mine)]
    assert all(following == (earlier + 1) % 32 for earlier, following in pairwise(order))


def test_a_moved_session_keeps_its_identity_and_a_cancelled_one_is_told(stay):
    first, second, *_more = sessions_of(stay, MONDAY, MONDAY)
    later = first.starts_at + 8 * DAY
    ProgramSession.update(
        status=MOVED, local_date=MONDAY + 8 * DAY, starts_at=later, ends_at=later + dt.timedelta(minutes=50)
    ).where(ProgramSession.id == first.id).execute()
    ProgramSession.update(status=CANCELLED).where(ProgramSession.id == second.id).execute()
    ensure_stay(stay)
    assert [one.status for one in sessions_of(stay, MONDAY, MONDAY)] == [CANCELLED]
    assert first in sessions_of(stay, MONDAY + 8 * DAY, MONDAY + 8 * DAY)
    individual = next_session_of(stay, after=clock.at_wall(MONDAY, dt.time(8), "America/Los_Angeles"))
    assert individual.title == "Individual session"


def test_the_next_session_is_found_across_a_long_gap_and_ends_with_the_stay(stay):
    def next_after(day, hour=23):
        return next_session_of(stay, after=clock.at_wall(day, dt.time(hour), "America/Los_Angeles"))

    assert next_after(MONDAY - 30 * WEEK).local_date == MONDAY
    assert next_after(MONDAY, hour=18).title == "Early Recovery Skills"  # it has begun and is not over
    assert next_after(MONDAY + 48 * WEEK) is None


def test_making_the_dated_sessions_again_makes_none_twice(stay):
    def rows():
        return sorted(ProgramSession.select(ProgramSession.id).tuples())

    before = rows()
    ensure_stay(stay)
    ensure_sessions(stay.program, MONDAY - WEEK, MONDAY + WEEK)
    ensure_own_sessions(stay)
    keys = [(one.series_id, one.series_date, one.enrollment_id) for one in ProgramSession.select()]
    assert len(keys) == len(set(keys))
    assert set(before) < set(rows())  # the week before is new; nothing else is
    assert len(rows()) - len(before) == 6


def test_two_at_once_make_them_once(program):
    def make():
        with database.connection():
            ensure_sessions(program, MONDAY, MONDAY + 20 * WEEK)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    keys = [
        (one.series_id, one.series_date)
        for one in ProgramSession.select().where(ProgramSession.program == program)
    ]
    # Twenty weeks and a Monday of two groups twice a week and two once, less two closed Fridays.
    assert len(keys) == len(set(keys)) == 2 * (20 * 2 + 1) + 2 * 20 - 2 * 2


def test_the_number_of_queries_does_not_depend_on_how_much_there_is(stay, tmp_path, caplog):
    busy = import_text(tmp_path, text_of("Busy Program", "".join(series(f"Group {n}") for n in range(20))))
    for n in range(2):
        busy_stay = admit(f"pat{n}@example.org", busy.name, MONDAY, "2.1").enrollment

    def queries(each, length):
        caplog.clear()
        with caplog.at_level(logging.DEBUG, logger="peewee"):
            found = sessions_of(each, MONDAY, MONDAY + length)
            assert found and all(
                one.program.name and (one.series is None or one.series.title) for one in found
            )
        return len(caplog.records)

    assert queries(stay, DAY) == queries(stay, 48 * WEEK) == queries(busy_stay, 48 * WEEK) == 3
