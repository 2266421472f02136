"""A questionnaire is reminded of on the first days of its period, until it is answered or declined."""

import datetime as dt

import pytest

from webapp import clock
from webapp.assessments.answering import decline
from webapp.assessments.models import AssignedInstrument
from webapp.push.models import Device
from webapp.reminders.models import WITHDRAWN, Reminder
from webapp.reminders.planning import plan, plan_for

DAY = dt.timedelta(days=1)


@pytest.fixture
def stay(cast):
    Device.create(user=cast.jo, endpoint_digest="one")
    return cast.stay_of(cast.jo)


@pytest.fixture
def today(stay):
    return clock.today(stay.program.time_zone)


def ask(stay, begun, every_days=14):
    starts_on = clock.today(stay.program.time_zone) - begun * DAY
    return AssignedInstrument.create(
        enrollment=stay, instrument="phq-9", every_days=every_days, starts_on=starts_on
    )


def planned(user):
    kind = Reminder.kind == "questionnaire"
    return [
        one.about for one in Reminder.select().where(Reminder.user == user, kind).order_by(Reminder.about)
    ]


@pytest.mark.parametrize(
    ("begun", "days"),
    [(-2, []), (-1, [1]), (0, [1]), (1, [1]), (2, []), (5, []), (13, [1]), (14, [1]), (16, [])],
)
def test_it_comes_at_ten_on_the_first_three_days_of_each_period(cast, stay, today, begun, days):
    """It is seven past ten: today's time has passed."""
    ask(stay, begun)
    plan_for(cast.jo)
    assert planned(cast.jo) == [f"{today + number * DAY} 10:00" for number in days]


def test_what_is_asked_once_does_not_come_back(cast, stay):
    ask(stay, 14, every_days=0)
    plan_for(cast.jo)
    assert planned(cast.jo) == []


def test_what_was_answered_or_declined_is_not_asked_for(cast, stay):
    one = ask(stay, 0)
    plan_for(cast.jo)
    decline(one)
    plan_for(cast.jo)
    withdrawn = Reminder.get(Reminder.kind == "questionnaire")
    assert (withdrawn.outcome, withdrawn.reason) == (WITHDRAWN, "done_already")


def test_nobody_else_is_asked(cast, stay):
    Device.create(user=cast.ana, endpoint_digest="two")
    ask(stay, 0)
    plan([cast.ana.id, cast.jo.id])
    assert planned(cast.ana) == []
