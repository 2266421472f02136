"""What a person does with a reminder: opened, again later, on their way. Theirs alone, and once."""

import datetime as dt

import pytest
import time_machine
from reminded import again, next_session, phone_of, reminder_of

from webapp import clock
from webapp.database import new_id
from webapp.reminders.answers import actions_of, titles
from webapp.reminders.models import (
    MISSED,
    SENT,
    TEST,
    WITHDRAWN,
    DeviceDelivery,
    Reminder,
)
from webapp.reminders.planning import plan_for
from webapp.reminders.wording import message_of

HALF_AN_HOUR = dt.timedelta(minutes=30)


@pytest.fixture
def session(cast):
    return next_session(cast.stay_of(cast.jo))


@pytest.fixture
def still(session):
    """An hour before the session, and the clock stands."""
    with time_machine.travel(session.starts_at - dt.timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def reminder(cast, session, still):
    """As planned, and sent this moment."""
    device = phone_of(cast.jo)
    plan_for(cast.jo)
    planned = Reminder.get(Reminder.about.startswith(session.id))
    Reminder.update(sent_at=clock.now(), outcome=SENT, attempts=1).where(Reminder.id == planned.id).execute()
    DeviceDelivery.create(reminder=planned, device=device, result=SENT)
    return again(planned)


def answer(visitor, reminder, word, **fields):
    return visitor.send(f"/reminders/{reminder.id}/answers", {"answer": word, **fields})


def test_snoozed_it_comes_again_as_if_for_the_first_time(jo, reminder, cast):
    answered = answer(jo, reminder, "snoozed")
    assert answered.status_code == 303
    assert "We remind you again at" in jo.get(answered.location).text
    now, kept = clock.now(), again(reminder)
    assert kept.snoozed_until == kept.due_at == kept.wake_at == now + HALF_AN_HOUR
    assert (kept.outcome, kept.sent_at, kept.attempts, kept.answered) == (None, None, 0, "snoozed")
    assert not DeviceDelivery.select().exists(), "every device gets it again"
    plan_for(cast.jo)
    assert again(reminder).due_at == now + HALF_AN_HOUR, "planning leaves it alone"


def test_it_comes_again_before_the_session_begins_or_not_at_all(jo, cast, session, still):
    soon = reminder_of(cast.jo, about=f"{session.id} 15", begins=dt.timedelta(minutes=15))
    answer(jo, soon, "snoozed")
    assert again(soon).due_at == clock.now() + dt.timedelta(minutes=10)
    at_once = reminder_of(cast.jo, about=f"{session.id} 5", begins=dt.timedelta(minutes=5))
    refused = answer(jo, at_once, "snoozed")
    assert refused.status_code == 422 and "too late" in refused.text
    assert again(at_once).outcome == SENT


def test_what_was_called_off_cannot_be_snoozed(jo, cast, reminder):
    Reminder.update(outcome=WITHDRAWN, reason="cancelled").execute()
    assert answer(jo, reminder, "snoozed").status_code == 422
    assert again(reminder).outcome == WITHDRAWN


def test_a_moved_session_is_told_anew_also_to_who_snoozed(jo, cast, reminder, session):
    answer(jo, reminder, "snoozed")
    session.starts_at += dt.timedelta(hours=1)
    session.save()
    plan_for(cast.jo)
    assert again(reminder).due_at == session.starts_at - dt.timedelta(hours=1)
    assert (again(reminder).snoozed_until, again(reminder).answered) == (None, "")


def test_on_the_way_nothing_more_is_said_about_that_session(jo, cast, reminder, session):
    later = reminder_of(cast.jo, about=f"{session.id} 15", sent_at=None, outcome=None, attempts=0)
    other = reminder_of(cast.jo, about=f"{new_id()} 15", sent_at=None, outcome=None, attempts=0)
    assert answer(jo, reminder, "on_way").status_code == 303
    assert again(reminder).answered == "on_way"
    assert (again(later).outcome, again(later).reason) == (WITHDRAWN, "done_already")
    assert again(other).outcome is None
    plan_for(cast.jo)
    about_it = Reminder.select().where(Reminder.about.startswith(session.id), Reminder.open())
    assert not about_it.exists(), "and planning does not bring it back"


def test_on_the_way_again_after_a_snooze_it_does_not_come(jo, reminder):
    answer(jo, reminder, "snoozed")
    answer(jo, reminder, "on_way")
    assert again(reminder).outcome == WITHDRAWN and again(reminder).answered == "on_way"


def test_opened_is_noted_and_changes_nothing_else(jo, reminder):
    answer(jo, reminder, "on_way")
    answer(jo, reminder, "opened")
    assert again(reminder).answered == "on_way"
    Reminder.update(answered="").execute()
    answer(jo, reminder, "opened")
    assert (again(reminder).answered, again(reminder).outcome) == ("opened", SENT)


def test_the_same_answer_sent_twice_is_taken_once(jo, reminder):
    once = {"once": new_id()}
    first = answer(jo, reminder, "snoozed", **once)
    until = again(reminder).snoozed_until
    with time_machine.travel(clock.now() + dt.timedelta(minutes=20), tick=False):
        second = answer(jo, reminder, "snoozed", **once)
    assert (second.status_code, second.location) == (303, first.location)
    assert again(reminder).snoozed_until == until


@pytest.mark.parametrize("word", ["", "later", "sent", "opened "])
def test_it_refuses_another_answer(jo, reminder, word):
    refused = answer(jo, reminder, word)
    assert refused.status_code == 422 and "Please choose" in refused.text
    assert again(reminder).answered == ""


@pytest.mark.parametrize("name", ["ana", "kim", "sam", "robin"])
def test_only_the_owner_answers_and_looks(client_of, cast, reminder, name):
    other = client_of(getattr(cast, name))
    assert answer(other, reminder, "on_way").status_code == 404
    assert other.get(f"/reminders/{reminder.id}").status_code == 404
    assert again(reminder).answered == ""


def test_nobody_is_on_the_way_to_a_test(jo, cast):
    test = reminder_of(cast.jo, kind=TEST, about=new_id())
    assert answer(jo, test, "on_way").status_code == 422
    assert answer(jo, test, "snoozed").status_code == 422


def test_signed_out_the_page_comes_after_signing_in(client, reminder):
    page = client.get(f"/reminders/{reminder.id}")
    assert page.status_code == 303 and page.location.startswith("/sign-in?next=")
    assert answer(client, reminder, "snoozed").status_code == 401


def test_the_neutral_address_leads_to_the_page_with_the_same_offers(jo, reminder, session):
    led = jo.get(f"/reminders/{reminder.id}")
    assert led.location == f"/schedule/{session.id}?reminder={reminder.id}"
    page = jo.get(led.location)
    assert "my way" in page.text and "Remind me in 30 minutes" in page.text
    assert f"/reminders/{reminder.id}/answers" in page.text
    assert "X-Keep" not in page.headers, "a phone keeps the page without the offers"
    assert "reminder-bar" not in jo.get(f"/schedule/{session.id}").text


def test_a_page_offers_nothing_about_a_reminder_of_somebody_else(client_of, cast, reminder):
    page = client_of(cast.ana).get(f"/?reminder={reminder.id}")
    assert page.status_code == 200 and "reminder-bar" not in page.text


def test_buttons_are_few_neutral_and_lead_to_the_neutral_address(app, cast, session, still):
    with app.test_request_context():
        soon = reminder_of(cast.jo, about=session.id)
        tomorrow = reminder_of(cast.jo, about=f"{session.id} 1440", begins=dt.timedelta(days=1))
        other = reminder_of(cast.jo, kind="journal", about="2026-11-24")
        test = reminder_of(cast.jo, kind=TEST, about=new_id())
        assert [one.action for one in actions_of(soon, titles())] == ["on_way", "snoozed"]
        assert [one.action for one in actions_of(tomorrow, titles())] == ["opened", "snoozed"]
        assert [one.action for one in actions_of(other, titles())] == ["opened", "snoozed"]
        assert actions_of(test, titles()) == ()
        message = message_of(soon, cast.jo)
    assert "/reminders/to/" in message.url and message.url.endswith(f"?reminder={soon.id}")
    assert {one.navigate for one in message.actions} == {f"{app.config['PUBLIC_URL']}/reminders/{soon.id}"}


def test_a_missed_one_can_still_be_looked_at(jo, cast, session, still):
    missed = reminder_of(cast.jo, about=session.id, outcome=MISSED, sent_at=None)
    assert answer(jo, missed, "opened").status_code == 303
    assert again(missed).answered == ""
