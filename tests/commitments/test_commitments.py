"""What else fills a participant's week: kept sealed, theirs alone unless shared, never lost."""

import datetime as dt

import pytest

from webapp import clock, database
from webapp.commitments import models
from webapp.commitments.models import Commitment

WORK = {
    "title": "Night shift",
    "weekdays": ["mon", "wed"],
    "starts": "09:00",
    "ends": "17:30",
    "first_on": "2026-10-05",
}


def add(visitor, **changes):
    return visitor.send("/commitments/", WORK | changes)


def only() -> Commitment:
    (commitment,) = Commitment.select()
    return commitment


def test_it_keeps_what_when_and_until(jo, cast):
    answer = add(jo, last_on="2026-12-31")
    assert (answer.status_code, answer.location) == (303, "/commitments/")
    one = only()
    assert one.enrollment_id == cast.stay_of(cast.jo).id
    assert (one.title, list(one.weekdays), one.starts, one.ends) == (
        "Night shift",
        ["mon", "wed"],
        "09:00",
        "17:30",
    )
    assert (one.first_on, one.last_on, one.time_zone) == ("2026-10-05", "2026-12-31", "America/Los_Angeles")
    assert not one.shared
    page = jo.get("/commitments/").text
    assert "Night shift" in page
    assert "Monday, Wednesday, 9:00\u202fAM to 5:30\u202fPM" in page


def test_it_keeps_how_often(jo):
    add(jo, every="2")
    assert only().every == 2
    assert "· Every 2 weeks" in jo.get("/commitments/").text
    page = jo.get(f"/commitments/{only().id}").text
    assert '<option selected value="2">' in page
    jo.send(f"/commitments/{only().id}", WORK)
    assert only().every == 1, "as a form that waited on a phone from before would say"


def test_one_from_before_comes_each_week(jo):
    add(jo)
    one = only()
    del one.contents()["every"]
    assert one.every == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"every": "0"}, "Please choose one from the list"),
        ({"title": " "}, "Please give it a name"),
        ({"weekdays": []}, "choose at least one day"),
        ({"weekdays": ["mon", "someday"]}, "choose from the answers"),
        ({"starts": "25:00"}, "Please give a time from 00:00"),
        ({"ends": "١٢:٠٠"}, "Please give a time from 00:00"),
        ({"ends": "09:00"}, "It ends at the time it starts"),
        ({"first_on": ""}, "Please give the first day"),
        ({"first_on": "2026-02-30"}, "Please give a date"),
        ({"last_on": "2026-10-04"}, "The last day is before the first"),
        ({"title": "x" * 61}, "under 60"),
    ],
)
def test_it_says_what_is_wrong_and_gives_back_what_was_typed(jo, changes, words):
    answer = add(jo, **changes)
    assert answer.status_code == 422
    assert words in answer.text
    assert not Commitment.select().exists()
    kept = {**WORK, **changes}
    for name in ("title", "starts", "first_on"):
        assert f'value="{kept[name]}"' in answer.text or not kept[name].strip()


def test_it_says_when_there_are_too_many(jo, monkeypatch):
    monkeypatch.setattr(models, "MOST", 1)
    add(jo)
    answer = add(jo, title="Another")
    assert answer.status_code == 422
    assert "Please delete one first" in answer.text
    assert 'value="Another"' in answer.text


def test_it_can_be_changed(jo):
    add(jo)
    one = only()
    assert 'value="Night shift"' in jo.get(f"/commitments/{one.id}").text
    jo.send(f"/commitments/{one.id}", WORK | {"title": "Day shift", "shared": "y"})
    changed = only()
    assert (changed.title, changed.shared) == ("Day shift", True)
    assert "Your program can see it" in jo.get("/commitments/").text


def test_a_deleted_one_comes_back_for_a_day(jo):
    add(jo)
    one = only()
    answer = jo.send(f"/commitments/{one.id}/deletion")
    page = jo.get(answer.location).text
    assert "Night shift is deleted" in page
    assert Commitment.of(one.enrollment) == []
    jo.send(f"/commitments/{one.id}/restoration")
    assert [kept.id for kept in Commitment.of(one.enrollment)] == [one.id]

    jo.send(f"/commitments/{one.id}/deletion")
    Commitment.update(deleted_at=clock.now() - models.UNDO_WITHIN - dt.timedelta(seconds=1)).execute()
    assert jo.send(f"/commitments/{one.id}/restoration").status_code == 404


def test_nothing_of_it_stands_in_the_database_in_clear(jo):
    add(jo, title="Canary School Run")
    rows = database.db.execute_sql("SELECT * FROM commitment").fetchall()
    text = repr([bytes(value) if isinstance(value, memoryview) else value for row in rows for value in row])
    for clear in ("Canary", "09:00", "wed", "Los_Angeles", "2026-10-05"):
        assert clear not in text
