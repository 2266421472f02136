"""The skill of a session is for those who came to it."""

import datetime as dt

import pytest
from flask import render_template
from groups import begun_group

from webapp import clock
from webapp.attendance.models import Attendance, Taught
from webapp.attendance.teaching import skill_of, skill_taught_to

WEEK = dt.timedelta(weeks=1)


@pytest.fixture
def group(cast):
    one = begun_group(cast)
    Taught.create(program_session=one, skill="longer-out-breathing")
    return one


@pytest.mark.parametrize(
    ("state", "sees"),
    [
        ("present", True),
        ("late", True),
        ("left_early", True),
        ("excused", False),
        ("absent", False),
        ("made_up", False),
    ],
)
def test_the_skill_is_for_those_who_came(cast, group, state, sees):
    jo, ana = cast.stay_of(cast.jo), cast.stay_of(cast.ana)
    Attendance.create(enrollment=jo, program_session=group, state=state)
    taught = skill_taught_to(jo, clock.now() - WEEK)
    assert [(exercise.slug, one.id) for exercise, one in taught] == [
        ("longer-out-breathing", group.id)
    ] * sees
    assert (skill_of(jo, group) is not None) is sees
    assert skill_of(ana, group) is None


def test_only_since_the_instant_that_is_asked_for(cast, group):
    jo = cast.stay_of(cast.jo)
    Attendance.create(enrollment=jo, program_session=group, state="present")
    assert skill_taught_to(jo, clock.now()) == []


def test_a_skill_that_left_the_library_is_left_out(cast, group):
    jo = cast.stay_of(cast.jo)
    Attendance.create(enrollment=jo, program_session=group, state="present")
    Taught.update(skill="no-longer-there").execute()
    assert skill_taught_to(jo, clock.now() - WEEK) == []


def test_the_line_for_a_participants_page_leads_to_the_exercise(app, cast, group):
    jo = cast.stay_of(cast.jo)
    Attendance.create(enrollment=jo, program_session=group, state="present")
    with app.test_request_context():
        shown = render_template("attendance/taught.html", skill=skill_of(jo, group))
        assert 'href="/exercises/longer-out-breathing"' in shown
        assert render_template("attendance/taught.html", skill=None).strip() == ""
