"""Closed days, and what the week ahead says of them."""

import datetime as dt

import pytest
from timetables import import_text, series, text_of

from webapp import clock
from webapp.people.models import Program
from webapp.timetables.admitting import admit
from webapp.timetables.closing import close_day, open_day
from webapp.timetables.effects import Refusal, Stale
from webapp.timetables.models import CANCELLED, MOVED, SCHEDULED, ProgramSession
from webapp.timetables.rescheduling import cancel, move, restore

DAY, WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)


@pytest.fixture
def program(app, tmp_path):
    return import_text(tmp_path, text_of(more=series("Daily", topics='["A", "B", "C"]')))


@pytest.fixture
def day(program):
    return clock.today(program.time_zone) + 17 * DAY  # with open days around it


@pytest.fixture
def stay(program, day):
    return admit("pat@example.org", program.name, day - 3 * WEEK, "2.1").enrollment


def daily(day):
    return ProgramSession.get(ProgramSession.title == "Daily", ProgramSession.series_date == day)


def test_what_is_on_it_is_cancelled_and_comes_back(program, stay, day):
    effect = close_day(program, day)
    assert daily(day).status == CANCELLED
    assert stay.id in effect.touched
    open_day(Program.get_by_id(program.id), day)
    assert daily(day).status == SCHEDULED


def test_a_session_moved_onto_the_day_is_cancelled_and_comes_back_as_moved(program, stay, day):
    one = daily(day - DAY)
    starts_at = clock.at_wall(day, dt.time(20), program.time_zone)
    move(one, one.version, starts_at, starts_at + dt.timedelta(hours=1), "", "")
    close_day(program, day)
    assert ProgramSession.get_by_id(one.id).status == CANCELLED
    open_day(program, day)
    assert ProgramSession.get_by_id(one.id).status == MOVED


def test_sessions_never_made_are_made_when_the_day_opens(program, day):
    program.closed_on = [day.isoformat()]
    program.save()
    stay = admit("kit@example.org", program.name, day - 3 * WEEK, "2.1").enrollment
    assert (
        not ProgramSession.select()
        .where(ProgramSession.series_date == day, ProgramSession.title == "Daily")
        .exists()
    )
    effect = open_day(program, day)
    assert daily(day) in effect.made
    assert stay.id in effect.touched
    assert daily(day).news_at and daily(day).changed_at, "and they hear of it"


def test_topics_are_those_of_a_program_that_knew_of_the_day_before(program, stay, day):
    close_day(program, day)
    after = [daily(day + n * DAY).topic for n in (1, 2, 3)]
    before = [daily(day - n * DAY).topic for n in (3, 2, 1)]
    assert after == before


def test_it_refuses_a_day_that_is_closed_has_passed_or_is_too_far(program, day):
    today = clock.today(program.time_zone)
    close_day(program, day)
    for wrong in (day, today - DAY, today + 110 * WEEK):
        with pytest.raises(Refusal) as refusal:
            close_day(program, wrong)
        assert refusal.value.field == "day"
    with pytest.raises(Stale):
        open_day(program, day + DAY)


def test_a_session_of_a_closed_day_cannot_come_back_alone(program, stay, day):
    close_day(program, day)
    one = daily(day)
    with pytest.raises(Refusal):
        restore(one, one.version)
    with pytest.raises(Stale):
        cancel(one, one.version)
    assert daily(day).status == CANCELLED
