"""An assigned exercise: the clinician asks, the participant sees it and why; what was not shared is never counted."""

import datetime as dt

import pytest

from webapp import clock
from webapp.audit import AuditRecord
from webapp.exercises.assigned import assigned_to
from webapp.exercises.models import Assignment, Practice

DAY = dt.timedelta(days=1)
SLUG = "longer-out-breathing"


@pytest.fixture
def today(stay):
    return clock.today(stay.program.time_zone)


@pytest.fixture
def url(stay):
    return f"/caseload/{stay.id}/assignments/new"


@pytest.fixture
def fields(today):
    ends_on = (today + 7 * DAY).isoformat()
    return {"exercise": SLUG, "times_a_week": "2", "ends_on": ends_on, "why": "Before payday."}


@pytest.fixture
def assigned(cast, stay, today):
    return Assignment.create(
        enrollment=stay,
        slug=SLUG,
        times_a_week=2,
        starts_on=today - 7 * DAY,
        ends_on=today,
        why="Before payday.",
    )


def practise(stay, at, visibility="private"):
    Practice.create(enrollment=stay, slug=SLUG, started_at=at, visibility=visibility)


def test_the_participant_finds_it_with_the_reason(cast, client_of, kim, url, fields):
    answer = kim.send(url, fields)
    assert answer.status_code == 303
    jo = client_of(cast.jo)
    assert "From your therapist" in jo.get("/exercises/").text
    assert "Before payday." in jo.get(f"/exercises/{SLUG}").text
    assert "From your therapist" not in client_of(cast.ana).get("/exercises/").text
    made = Assignment.get()
    assert (made.times_a_week, made.assigned_by_id) == (2, cast.kim.id)
    assert AuditRecord.select().where(AuditRecord.action == "assigned an exercise").count() == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"exercise": ""}, "choose an exercise"),
        ({"exercise": "no-such"}, "choose one from the list"),
        ({"times_a_week": "8"}, "answers shown"),
        ({"ends_on": ""}, "choose the last day"),
        ({"ends_on": "2020-01-01"}, "has passed"),
        ({"ends_on": "2199-01-01"}, "within half a year"),
        ({"ends_on": "soon"}, "give a date"),
    ],
)
def test_it_refuses_and_gives_the_words_back(kim, url, fields, changes, reason):
    answer = kim.send(url, {**fields, **changes})
    assert answer.status_code == 422
    assert reason in answer.text and "Before payday." in answer.text
    assert not Assignment.select().exists()


def test_it_refuses_a_second_of_the_same(kim, url, fields, assigned):
    answer = kim.send(url, fields)
    assert answer.status_code == 422 and "already on their list" in answer.text


def test_a_day_counts_once_and_from_monday_in_the_programs_zone(stay, today, assigned):
    monday = today - today.weekday() * DAY
    midnight = clock.at_wall(monday, dt.time(0), stay.program.time_zone)
    for at in (midnight - dt.timedelta(minutes=1), midnight, midnight + dt.timedelta(hours=5)):
        practise(stay, at)
    (one,) = assigned_to(stay, "en")
    assert (one.done, one.done_today, one.is_enough) == (1, False, False)
    practise(stay, clock.now())
    (one,) = assigned_to(stay, "en")
    assert (one.done, one.done_today, one.is_enough) == (2, True, True)


def test_the_clinician_is_told_only_of_what_was_shared(kim, stay, assigned):
    practise(stay, clock.now())
    assert "0 of 2" in kim.get(f"/caseload/{stay.id}").text
    practise(stay, clock.now(), visibility="shared")
    assert "1 of 2" in kim.get(f"/caseload/{stay.id}").text


def test_it_ends(cast, client_of, kim, assigned):
    page = f"/caseload/assignments/{assigned.id}/ending"
    assert "Take it off their list?" in kim.get(page).text
    assert kim.send(page).status_code == 303
    assert "From your therapist" not in client_of(cast.jo).get("/exercises/").text
    assert kim.get(page).status_code == 303


def test_it_is_over_when_its_last_day_is(stay, assigned, today):
    Assignment.update(ends_on=today - DAY).execute()
    assert assigned_to(stay, "en") == []


def test_the_reason_is_sealed(assigned):
    row = Assignment.select(Assignment.sealed).tuples().get()
    assert b"payday" not in bytes(row[0])
