"""The week's hours: what counts, once, to the minute, and against which hours of the level."""

import datetime as dt
import re

import pytest
from tracks import DAY, MONDAY, ZONE, a_program, a_stay, at, group_at, mark, theirs

from webapp import clock
from webapp.attendance.dose import dose_of
from webapp.attendance.make_ups import answer, ask
from webapp.attendance.models import Attendance
from webapp.attendance.notices import say_cannot_come
from webapp.people.models import Level, Placement
from webapp.timetables.models import ASKED, CANCELLED, GIVEN, ProgramSession

WEDNESDAY, FRIDAY = MONDAY + 2 * DAY, MONDAY + 4 * DAY


@pytest.fixture
def program(app, cast, tmp_path):
    with at(MONDAY, 7):
        yield a_program(tmp_path, cast)


@pytest.fixture
def stay(program, cast):
    return a_stay(program, cast)


@pytest.fixture
def mo(stay, client_of):
    return client_of(stay.participant)


def parts(stay, monday=MONDAY) -> dict:
    return {name: minutes for (name, _kind), minutes in dose_of(stay, monday).parts.items() if minutes}


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def step_down(program, stay, day):
    level = Level.get(Level.program == program, Level.code == "1.5")
    Placement.create(enrollment=stay, level=level, track="morning", starts_on=day)


def test_at_the_start_of_a_week_all_is_still_to_come(stay):
    dose = dose_of(stay, MONDAY)
    assert (dose.wanted, dose.counted, parts(stay)) == (9 * 60, 0, {"ahead": 180})


def test_it_counts_the_minutes_that_they_were_there(stay):
    mark(stay, theirs(stay, MONDAY), "present")
    mark(stay, theirs(stay, WEDNESDAY), "late", minutes_late=7)
    mark(stay, theirs(stay, FRIDAY), "left_early", minutes_early=11)
    dose = dose_of(stay, MONDAY)
    assert dose.counted == 60 + 53 + 49
    assert dose.by_kind == [("group", 162)]


def test_excused_minutes_are_told_apart_and_absent_ones_are_not_told(stay):
    mark(stay, theirs(stay, MONDAY), "excused")
    mark(stay, theirs(stay, WEDNESDAY), "absent")
    dose = dose_of(stay, MONDAY)
    assert (dose.counted, dose.minutes("excused"), dose.minutes("ahead")) == (0, 60, 60)


def test_what_is_over_and_not_marked_yet_is_said(stay):
    with at(WEDNESDAY, 12):
        assert parts(stay) == {"unmarked": 120, "ahead": 60}


def test_what_they_cannot_come_to_is_not_still_to_come(stay):
    say_cannot_come(stay, theirs(stay, FRIDAY), "work")
    assert parts(stay) == {"ahead": 120, "away": 60}


def test_a_cancelled_session_counts_nowhere(stay):
    ProgramSession.update(status=CANCELLED).where(ProgramSession.id == theirs(stay, FRIDAY).id).execute()
    assert parts(stay) == {"ahead": 120}


def make_up(program, stay, cast):
    missed, place = theirs(stay, MONDAY), group_at(program, MONDAY, 18)
    say_cannot_come(stay, missed, "work")
    answer(ask(stay, missed, place.id), GIVEN, cast.kim, ASKED)
    return missed, place


def test_a_made_up_session_counts_once(program, stay, cast):
    missed, place = make_up(program, stay, cast)
    mark(stay, missed, "excused")
    assert parts(stay) == {"excused": 60, "ahead": 180}  # two of their own, and the make-up
    mark(stay, place, "late", minutes_late=5)
    assert parts(stay) == {"made_up": 55, "ahead": 120}
    assert dose_of(stay, MONDAY).by_kind == [("group", 55)]


def test_a_missed_session_marked_made_up_as_well_still_counts_once(program, stay, cast):
    missed, place = make_up(program, stay, cast)
    mark(stay, missed, "made_up")
    mark(stay, place, "present")
    assert parts(stay) == {"made_up": 60, "ahead": 120}


def test_a_make_up_that_they_did_not_come_to_makes_up_nothing(program, stay, cast):
    missed, place = make_up(program, stay, cast)
    mark(stay, missed, "excused")
    mark(stay, place, "absent")
    assert dose_of(stay, MONDAY).counted == 0
    assert dose_of(stay, MONDAY).minutes("excused") == 60


def test_made_up_without_a_seat_counts_the_whole_of_what_was_missed(stay):
    mark(stay, theirs(stay, MONDAY), "made_up")
    assert parts(stay) == {"made_up": 60, "ahead": 120}


def test_a_make_up_in_another_week_counts_where_they_came(program, stay, cast):
    missed, place = make_up(program, stay, cast)
    next_week = group_at(program, MONDAY + 7 * DAY, 18)
    stay.seats[0].delete_instance()
    with at(MONDAY + 7 * DAY, 7):
        place.seats.model.create(program_session=next_week, enrollment=stay, instead_of=missed, state=GIVEN)
        mark(stay, missed, "excused")
        mark(stay, next_week, "present")
        assert parts(stay) == {"unmarked": 120}
        assert parts(stay, MONDAY + 7 * DAY) == {"made_up": 60, "ahead": 180}


@pytest.mark.parametrize(
    ("first_day", "wanted", "changes"),
    [
        (MONDAY, 180, False),  # the lower level all week
        (MONDAY + 1 * DAY, 240, True),  # 1/7 of 9 and 6/7 of 3 hours are 3 h 51: to the half hour, 4
        (MONDAY + 3 * DAY, 330, True),
        (MONDAY + 6 * DAY, 480, True),
        (MONDAY + 7 * DAY, 540, False),
    ],
)
def test_a_week_with_two_levels_asks_for_each_days_share(program, stay, first_day, wanted, changes):
    step_down(program, stay, first_day)
    dose = dose_of(stay, MONDAY)
    assert (dose.wanted, dose.changes_level) == (wanted, changes)


def test_a_week_in_which_the_stay_begins_or_ends_asks_for_its_days(stay):
    stay.admitted_on = MONDAY + 3 * DAY
    stay.save()
    assert dose_of(stay, MONDAY).wanted == 300  # four sevenths of nine hours are 5 h 09
    stay.admitted_on, stay.ended_on = MONDAY - 30 * DAY, MONDAY
    stay.save()
    assert dose_of(stay, MONDAY).wanted == 90
    assert dose_of(stay, MONDAY + 7 * DAY).wanted == 0


def test_the_bar_is_as_long_as_the_hours_or_as_all_that_is_in_it(stay):
    mark(stay, theirs(stay, MONDAY), "present")
    mark(stay, theirs(stay, WEDNESDAY), "excused")
    assert dose_of(stay, MONDAY).segments == [("attended", 0, 11.11), ("excused", 11.11, 11.11)]
    Level.update(weekly_hours=1).execute()
    assert dose_of(stay, MONDAY).segments == [("attended", 0, 50), ("excused", 50, 50)]


def test_the_pages_tell_it_in_words(stay, mo):
    for one in (MONDAY, WEDNESDAY):
        mark(stay, theirs(stay, one), "present")
    for url in ("/schedule/", "/"):
        assert "2 of 9 hours this week" in text(mo.get(url)), url
    assert "Group 2 hours" in text(mo.get("/schedule/"))
    Attendance.update(state="late", minutes_late=10).execute()
    assert "1 h 40 min of 9 hours this week" in text(mo.get("/"))


def test_a_closed_day_is_explained(stay, mo):
    closed = "The program is closed on Thursday, October 29. That is not on you."
    with at(MONDAY + 7 * DAY, 7):
        assert closed in text(mo.get("/")) and closed in text(mo.get("/schedule/"))
    assert closed not in text(mo.get("/"))


def test_a_week_to_come_and_a_week_before_the_stay_have_no_hours(stay, mo):
    for monday in (MONDAY + 7 * DAY, stay.admitted_on - 7 * DAY):
        assert "hours" not in text(mo.get(f"/schedule/?week={monday}"))


def test_the_week_is_the_programs_wherever_the_person_is(stay, mo):
    stay.participant.time_zone = "Asia/Tokyo"
    stay.participant.save()
    sunday = clock.at_wall(MONDAY + 6 * DAY, dt.time(20), ZONE)
    late = ProgramSession.create(
        program=stay.program, enrollment=stay, title="Talk", kind="individual", local_date=MONDAY + 6 * DAY,
        starts_at=sunday, ends_at=sunday + dt.timedelta(hours=1),
    )  # fmt: skip
    mark(stay, late, "present")
    assert dose_of(stay, MONDAY).by_kind == [("individual", 60)]
    assert "1 of 9 hours" in text(mo.get("/"))


def test_no_word_of_it_counts_failures(stay, mo):
    for one in (MONDAY, WEDNESDAY, FRIDAY):
        mark(stay, theirs(stay, one), "absent")
    for url in ("/schedule/", "/"):
        page = text(mo.get(url)).lower().replace("only me", "")  # the dial of a check-in
        assert not [word for word in ("absent", "missed", "%", "failed", "only") if word in page], url
