"""The facilitator learns how many practised last time's skill: a number, never who, and none that could tell."""

import datetime as dt

import pytest
from groups import begun_group, more_people, sheet_url

from webapp import clock
from webapp.attendance.models import Attendance, Taught
from webapp.attendance.since_last import FEWEST, since_last
from webapp.exercises.models import Practice
from webapp.timetables.models import ProgramSession

SKILL = "longer-out-breathing"
TOO_FEW = "Fewer than 5 people shared that they practiced it since."


@pytest.fixture
def group(cast):
    return begun_group(cast)


@pytest.fixture
def last(group):
    """The meeting before, in which a skill was taught."""
    starts_at = group.starts_at - dt.timedelta(days=7)
    one = ProgramSession.create(
        program=group.program_id,
        series=group.series_id,
        title=group.title,
        kind=group.kind,
        series_date=starts_at.date(),
        local_date=starts_at.date(),
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(hours=1),
    )
    Taught.create(program_session=one, skill=SKILL)
    return one


def come(stays, last):
    for stay in stays:
        Attendance.create(enrollment=stay, program_session=last, state="present")


def practise(stays, visibility="shared", slug=SKILL, ago=dt.timedelta(days=1)):
    for stay in stays:
        Practice.create(enrollment=stay, slug=slug, started_at=clock.now() - ago, visibility=visibility)


def test_it_tells_a_count_and_no_name(cast, client_of, group, last):
    stays = more_people(cast, FEWEST + 2)
    come(stays, last)
    practise(stays[:FEWEST] * 2)  # twice is one person
    page = client_of(cast.kim).get(sheet_url(group)).text

    assert "Last time: Longer-out breathing" in page
    notice = page.split("Last time:")[1].split("</div>")[0]
    assert f"{FEWEST} people shared that they practiced it since." in notice
    assert "Person 0" not in notice


def test_it_tells_no_number_below_five(cast, client_of, group, last):
    stays = more_people(cast, FEWEST)
    come(stays, last)
    practise(stays[: FEWEST - 1])

    assert since_last(group, "en").practised is None
    assert TOO_FEW in client_of(cast.kim).get(sheet_url(group)).text


@pytest.mark.parametrize(
    "other",
    [
        {"visibility": "private"},
        {"slug": "box-breathing"},
        {"ago": dt.timedelta(days=8)},  # before it was taught
    ],
)
def test_what_is_private_or_earlier_or_something_else_does_not_count(cast, group, last, other):
    stays = more_people(cast, FEWEST)
    come(stays, last)
    practise(stays, **other)
    assert since_last(group, "en").practised is None


def test_who_did_not_come_does_not_count(cast, group, last):
    stays = more_people(cast, FEWEST + 1)
    come(stays[:-1], last)
    practise(stays[1:])
    assert since_last(group, "en").practised is None


def test_without_a_skill_nothing_is_said(cast, client_of, group, last):
    Taught.update(skill=None).execute()
    assert since_last(group, "en") is None
    assert "Last time:" not in client_of(cast.kim).get(sheet_url(group)).text
