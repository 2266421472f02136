"""Who is expected at a program session: the same answer as each participant's own calendar, read the other way."""

import datetime as dt

import pytest
from timetables import import_text, series, text_of

from webapp.people.models import Enrollment, Level, Placement
from webapp.timetables.admitting import admit
from webapp.timetables.calendar import sessions_of
from webapp.timetables.models import ASKED, DECLINED, GIVEN, ProgramSession, Seat, Series
from webapp.timetables.rosters import places_left, roster_of, rosters_of

MONDAY = dt.date(2026, 10, 5)
WEEK = dt.timedelta(weeks=1)


@pytest.fixture
def program(app, tmp_path):
    more = series("Morning Group", track='"morning"') + series("Evening Group", track='"evening"')
    return import_text(tmp_path, text_of(more=more))


@pytest.fixture
def stays(program):
    """Some who came at different times, one who left, one who stepped down and changed the track."""
    found = [
        admit(f"p{n}@example.org", program.name, MONDAY + n * WEEK, "2.1", track).enrollment
        for n, track in enumerate(("morning", "evening", "morning"))
    ]
    found[0].ended_on = MONDAY + 5 * WEEK
    found[0].save()
    level = Level.get(Level.program == program, Level.code == "1.5")
    Placement.create(enrollment=found[1], level=level, track="morning", starts_on=MONDAY + 3 * WEEK)
    return found


def a_group_that_is_not_theirs(stay):
    """One in the weeks of their stay, for the others of the program."""
    week = MONDAY + 3 * WEEK
    theirs = [one.id for one in sessions_of(stay, week, week + WEEK)]
    return (
        ProgramSession.select()
        .where(ProgramSession.program == stay.program, ProgramSession.enrollment.is_null())
        .where(ProgramSession.id.not_in(theirs))
        .where(ProgramSession.local_date.between(week, week + WEEK))
        .get()
    )


def test_it_agrees_with_every_participants_calendar(program, stays):
    all_sessions = list(ProgramSession.select().where(ProgramSession.program == program))
    seat_in = a_group_that_is_not_theirs(stays[2])
    Seat.create(program_session=seat_in, enrollment=stays[2], state=GIVEN)
    read_forwards = {
        (one.id, stay.id)
        for stay in Enrollment.select().where(Enrollment.program == program)
        for one in sessions_of(stay, MONDAY - WEEK, MONDAY + 60 * WEEK)
    }
    rosters = rosters_of(all_sessions)
    read_backwards = {(key, one.stay.id) for key, expected in rosters.items() for one in expected}
    assert read_backwards == read_forwards
    assert (seat_in.id, stays[2].id) in read_backwards


def test_only_a_given_seat_puts_someone_on_the_roster(program, stays):
    one = a_group_that_is_not_theirs(stays[2])
    before = len(roster_of(one))
    seat = Seat.create(program_session=one, enrollment=stays[2], state=ASKED)
    assert len(roster_of(one)) == before
    seat.state = GIVEN
    seat.save()
    assert [expected.seat.id for expected in roster_of(one) if expected.seat] == [seat.id]
    seat.state = DECLINED
    seat.save()
    assert len(roster_of(one)) == before


def test_places_left_count_those_expected_and_those_who_asked(program, stays):
    Series.update(capacity=2).execute()
    one = a_group_that_is_not_theirs(stays[2])
    free = 2 - len(roster_of(one))
    assert places_left([one]) == {one.id: free}
    Seat.create(program_session=one, enrollment=stays[2], state=ASKED)
    assert places_left([one]) == {one.id: free - 1}


def test_a_series_without_a_limit_has_no_count_of_places(program, stays):
    Series.update(capacity=None).execute()
    one = a_group_that_is_not_theirs(stays[2])
    assert places_left([one]) == {one.id: None}


def test_the_queries_do_not_grow(program, stays, queries):
    few = list(ProgramSession.select().where(ProgramSession.program == program).limit(3))
    many = list(ProgramSession.select().where(ProgramSession.program == program).limit(300))
    assert queries(lambda: rosters_of(many)) == queries(lambda: rosters_of(few)) <= 4
