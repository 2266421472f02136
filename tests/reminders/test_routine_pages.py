"""What a participant wrote for themselves, and their hard times: kept sealed, theirs alone, never lost by a slip."""

import datetime as dt

import pytest
import time_machine
from reminder_plans import give_phone

from webapp import clock, database
from webapp.reminders.forms import dialled
from webapp.reminders.models import Reminder
from webapp.routines import models
from webapp.routines.models import Routine

OWN = {
    "words": "Water the plants.",
    "repeats": "weekly",
    "starts_on": "2026-11-17",
    "weekdays": ["1", "4"],
    "at": "18:15",
}
HARD = {
    "words": "Pay day. Card stays with Sam.",
    "repeats": "monthly",
    "starts_on": "2026-11-30",
    "at": "16:00",
    "skill": "longer-out-breathing",
    "person": "Sam",
    "phone": "+1 (555) 010-0142",
}
PLACES = {"own": ("/reminders/own/", OWN), "hard_time": ("/reminders/hard-times/", HARD)}


@pytest.fixture
def jo(cast, client_of):
    give_phone(cast.jo)
    return client_of(cast.jo)


@pytest.fixture(params=list(PLACES))
def place(request):
    """The path of one purpose, and what to fill in there."""
    return PLACES[request.param]


def only() -> Routine:
    (routine,) = Routine.select()
    return routine


def test_it_keeps_what_and_when_and_plans_it(jo, cast):
    answer = jo.send("/reminders/own/", OWN)
    assert (answer.status_code, answer.location) == (303, "/reminders/own/")
    one = only()
    assert one.enrollment_id == cast.stay_of(cast.jo).id
    assert (one.purpose, one.repeats, one.weekdays, one.at, one.words) == (
        "own",
        "weekly",
        "14",
        "18:15",
        "Water the plants.",
    )
    page = jo.get("/reminders/own/").text
    assert "Water the plants." in page and "Every week on Tuesday, Friday, 6:15\u202fPM" in page
    assert Reminder.select().where(Reminder.about.startswith(one.id)).count() == 3


def test_a_hard_time_opens_all_that_helps(jo):
    jo.send("/reminders/hard-times/", HARD)
    page = jo.get(f"/reminders/hard-times/{only().id}").text
    assert "Card stays with Sam." in page and "Every month on day 30" in page
    assert 'href="tel:+15550100142"' in page and "Call +1 (555) 010-0142" in page
    for path in ("/exercises/longer-out-breathing", "/journals/new", "/help-now"):
        assert f'href="{path}"' in page, path


def test_a_hard_time_needs_neither_skill_nor_person(jo):
    jo.send("/reminders/hard-times/", HARD | {"skill": "", "person": "", "phone": ""})
    page = jo.get(f"/reminders/hard-times/{only().id}").text
    assert "tel:" not in page and "A skill you chose" not in page and "An extra check-in" in page


def test_a_weekly_one_without_days_comes_on_the_weekday_of_its_first(jo):
    jo.send("/reminders/own/", OWN | {"weekdays": []})
    assert only().weekdays == "1"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"words": "  "}, "write a few words"),
        ({"words": "x" * 501}, "longer than can be saved"),
        ({"repeats": "daily"}, "choose one of the answers"),
        ({"repeats": ""}, "choose how often"),
        ({"starts_on": "2026-02-30"}, "Please give a date"),
        ({"starts_on": ""}, "Please give the day"),
        ({"at": "6pm"}, "Please give a time from 00:00"),
        ({"weekdays": ["9"]}, "choose from the answers"),
    ],
)
def test_it_refuses_what_cannot_be_and_keeps_what_was_typed(jo, place, changes, words):
    path, fields = place
    answer = jo.send(path, {**fields, **changes})
    assert answer.status_code == 422
    assert words in answer.text
    typed = changes.get("at") or changes.get("starts_on") or fields["at"]
    assert f'value="{typed}"' in answer.text
    assert not Routine.select().exists()


@pytest.mark.parametrize("number", ["Sam", "12", "<script>", "1" * 21, "tel:555"])
def test_it_refuses_what_no_phone_can_dial(jo, number):
    answer = jo.send("/reminders/hard-times/", HARD | {"phone": number})
    assert answer.status_code == 422
    assert "Please give a phone number" in answer.text


def test_it_refuses_a_skill_that_is_not_in_the_library(jo):
    assert jo.send("/reminders/hard-times/", HARD | {"skill": "../help"}).status_code == 422


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("555 0142", "5550142"),
        ("+44 20 7946 0000", "+442079460000"),
        ("(020) 7946-0000", "02079460000"),
        ("", ""),
    ],
)
def test_a_number_is_dialled_as_it_is_written(written, number):
    assert dialled(written) == number


def test_it_can_be_changed(jo, place):
    path, fields = place
    jo.send(path, fields)
    edit = f"{path}{only().id}/edit"
    assert fields["words"] in jo.get(edit).text
    assert jo.send(edit, fields | {"words": "Something else.", "at": "08:00"}).status_code == 303
    assert (only().words, only().at) == ("Something else.", "08:00")
    assert jo.send(edit, fields | {"at": ""}).status_code == 422


def test_it_can_be_deleted_and_brought_back_for_a_day(jo, place):
    path, fields = place
    jo.send(path, fields)
    one = only()
    answer = jo.send(f"{path}{one.id}/deletion")
    assert answer.location == f"{path}?deleted={one.id}"
    assert "Undo" in jo.get(answer.location).text
    assert jo.get(f"{path}{one.id}").status_code == 404
    assert not Reminder.select().where(Reminder.about.startswith(one.id), Reminder.open()).exists()
    assert jo.send(f"{path}{one.id}/deletion").status_code == 404
    assert jo.send(f"{path}{one.id}/restoration").status_code == 303
    assert jo.get(f"{path}{one.id}").status_code == 200
    jo.send(f"{path}{one.id}/deletion")
    with time_machine.travel(clock.now() + dt.timedelta(hours=25)):
        assert jo.send(f"{path}{one.id}/restoration").status_code == 404


def test_each_purpose_has_its_own_place(jo):
    jo.send("/reminders/own/", OWN)
    assert jo.get(f"/reminders/hard-times/{only().id}").status_code == 404
    assert "Water the plants." not in jo.get("/reminders/hard-times/").text


def test_there_is_a_limit(jo, monkeypatch):
    monkeypatch.setattr(models, "MOST", 1)
    jo.send("/reminders/own/", OWN)
    answer = jo.send("/reminders/own/", OWN)
    assert answer.status_code == 422
    assert "Please delete one first" in answer.text
    assert jo.send("/reminders/hard-times/", HARD).status_code == 303


def test_a_double_tap_is_one(jo, place):
    path, fields = place
    for _ in range(2):
        jo.send(path, fields | {"once": "a" * 26})
    assert Routine.select().count() == 1


@pytest.mark.parametrize("name", ["ana", "kim", "sam", "robin"])
def test_nobody_else_sees_it(jo, cast, client_of, place, name):
    path, fields = place
    jo.send(path, fields)
    other = client_of(getattr(cast, name))
    assert other.get(f"{path}{only().id}").status_code == 404
    assert other.send(f"{path}{only().id}/deletion").status_code == 404
    assert fields["words"] not in other.get(path).text


def test_what_was_written_is_sealed_and_in_no_reminder(jo):
    jo.send("/reminders/hard-times/", HARD)
    tables = [table for table in database.db.get_tables() if table != "migration_history"]
    for table in tables:
        for row in database.db.execute_sql(f'SELECT * FROM "{table}"').fetchall():
            assert not {"Sam", "Card", "longer-out-breathing"} & set(" ".join(map(str, row)).split()), table
