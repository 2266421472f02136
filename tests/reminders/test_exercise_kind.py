"""An assigned exercise is asked for on the days on which it is still to do."""

import datetime as dt

import pytest

from webapp import clock
from webapp.exercises.models import Assignment, Practice
from webapp.push.models import Device
from webapp.reminders.models import WITHDRAWN, Reminder
from webapp.reminders.planning import plan, plan_for

DAY = dt.timedelta(days=1)
SLUG = "longer-out-breathing"


@pytest.fixture
def stay(cast):
    Device.create(user=cast.jo, endpoint_digest="one")
    return cast.stay_of(cast.jo)


@pytest.fixture
def today(stay):
    return clock.today(stay.program.time_zone)


@pytest.fixture
def assigned(stay, today):
    return Assignment.create(
        enrollment=stay,
        slug=SLUG,
        times_a_week=2,
        starts_on=today - 7 * DAY,
        ends_on=today,
        why="Before payday.",
    )


def planned(user):
    return {
        one.about: one for one in Reminder.select().where(Reminder.user == user, Reminder.kind == "exercise")
    }


def practise(stay, at):
    Practice.create(enrollment=stay, slug=SLUG, started_at=at)


def test_it_comes_at_six_until_the_last_day(cast, stay, assigned, today):
    plan_for(cast.jo)
    assert list(planned(cast.jo)) == [f"{today} 18:00"]
    due_at = clock.local(planned(cast.jo)[f"{today} 18:00"].due_at, stay.program.time_zone)
    assert (due_at.hour, due_at.minute) == (18, 0)


def test_what_was_practised_today_is_not_asked_for(cast, stay, assigned, today):
    plan_for(cast.jo)
    practise(stay, clock.now())
    plan_for(cast.jo)
    one = planned(cast.jo)[f"{today} 18:00"]
    assert (one.outcome, one.reason) == (WITHDRAWN, "done_already")


def test_enough_for_the_week_is_enough(cast, stay, assigned, today):
    for number in (1, 2):
        Practice.create(
            enrollment=stay, slug=SLUG, started_at=clock.now() - number * 20 * dt.timedelta(hours=1)
        )
    monday = today - today.weekday() * DAY
    days = {clock.local(one.started_at, stay.program.time_zone).date() for one in Practice.select()}
    plan_for(cast.jo)
    enough = len([day for day in days if day >= monday]) >= assigned.times_a_week
    assert (planned(cast.jo) == {}) is enough


def test_several_are_asked_for_once(cast, stay, assigned, today):
    Assignment.create(enrollment=stay, slug="five-senses", times_a_week=7, starts_on=today, ends_on=today)
    practise(stay, clock.now())
    plan_for(cast.jo)
    assert len(planned(cast.jo)) == 1


def test_one_that_was_ended_is_withdrawn(cast, assigned):
    plan_for(cast.jo)
    assigned.end()
    plan_for(cast.jo)
    assert [one.outcome for one in planned(cast.jo).values()] == [WITHDRAWN]


def test_nobody_else_is_asked(cast, assigned):
    Device.create(user=cast.ana, endpoint_digest="two")
    plan([cast.ana.id, cast.jo.id])
    assert planned(cast.ana) == {}
