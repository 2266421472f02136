"""A mail in place of phones that are gone or dead: tried again while it is of use, sent once, told on the page."""

import datetime as dt
import threading

import pytest
import time_machine
from reminded import again

from webapp import clock
from webapp.push.models import Device
from webapp.reminders import claiming, sending
from webapp.reminders.mailing import mail_instead
from webapp.reminders.models import MISSED, SENT, Reminder, ReminderSettings
from webapp.reminders.planning import plan_for
from webapp.reminders.recording import BY_EMAIL, MAIL_LATER, MAIL_REFUSED, PHONES_ALONE

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def reminder(service, post_office, cast):
    """Jo's next session, an hour before it begins; a mail may stand in for the phone."""
    ReminderSettings.keep(cast.jo, quiet_hours="", by_email=True)
    Device.subscribe(cast.jo, service.subscription())
    plan_for(cast.jo)
    coming = (Reminder.kind == "session") & (Reminder.due_at > clock.now())
    first = Reminder.select().where(coming).order_by(Reminder.due_at).first()
    Reminder.delete().where(Reminder.id != first.id).execute()
    return first


@pytest.fixture
def when_due(reminder):
    with time_machine.travel(reminder.due_at, tick=False) as traveller:
        yield traveller


@pytest.fixture
def send():
    """One turn of a worker, as worker.py makes it."""

    def turn():
        sender = sending.Sender("one", instead=mail_instead)
        sender.take()
        sender.finish()
        sender.close()

    return turn


def until_done(when_due, send, reminder) -> list[dt.datetime]:
    """Let the worker do what it does at the times at which it would; the times."""
    times = []
    while again(reminder).outcome is None and len(times) < 50:
        when_due.move_to(max(again(reminder).wake_at, clock.now()))
        times.append(clock.now())
        send()
    return times


def test_a_mail_that_was_not_taken_for_the_moment_goes_later_and_once(
    when_due, send, reminder, service, post_office, client_of, cast
):
    service.answer(410)
    post_office.refuses = "451 come again"
    send()
    assert (again(reminder).outcome, again(reminder).reason) == (None, MAIL_LATER)
    assert "We keep trying" in client_of(cast.jo).get("/reminders/").text
    when_due.move_to(again(reminder).wake_at)
    post_office.refuses = None
    send()
    when_due.shift(10 * MINUTE)
    send()
    assert len(post_office.letters) == 1 and len(service.received) == 1
    assert (again(reminder).outcome, again(reminder).reason, again(reminder).sent_at) == (
        SENT,
        BY_EMAIL,
        None,
    )
    said = client_of(cast.jo).get("/reminders/").text
    assert "by e-mail." in said and "Sent at" in said


def test_it_is_tried_again_until_shortly_before_the_reminder_is_of_no_use(
    when_due, send, reminder, service, post_office, client_of, cast
):
    service.answer(410)
    post_office.refuses = "451 come again"
    times = until_done(when_due, send, reminder)
    assert len(times) >= 5 and reminder.expires_at - times[-1] < 2 * MINUTE
    assert (again(reminder).outcome, again(reminder).reason) == (MISSED, MAIL_LATER)
    assert post_office.letters == []
    assert "the e-mail did not go out in time" in client_of(cast.jo).get("/reminders/").text


def test_one_that_is_refused_for_good_is_not_tried_again(
    when_due, send, reminder, service, post_office, client_of, cast
):
    service.answer(*[500] * 50)
    asked = []
    post_office.refuses = "550 no such person"
    post_office.handle_MAIL = _counting(asked)
    times = until_done(when_due, send, reminder)
    assert len(asked) == 1 and len(times) > PHONES_ALONE, "the phone is tried on"
    assert (again(reminder).outcome, again(reminder).reason) == (MISSED, MAIL_REFUSED)
    assert "did not take our mail" in client_of(cast.jo).get("/reminders/").text


def _counting(asked: list):
    async def handle_mail(server, session, envelope, address, options):
        asked.append(address)
        envelope.mail_from = address
        return "250 OK"

    return handle_mail


def test_a_phone_that_fails_for_long_is_stood_in_for_in_time_and_then_left_alone(
    when_due, send, reminder, service, post_office
):
    service.answer(*[500] * 50)
    until_done(when_due, send, reminder)
    assert len(post_office.letters) == 1 and again(reminder).outcome == SENT
    assert reminder.expires_at - again(reminder).mailed_at > 10 * MINUTE
    assert len(service.received) == PHONES_ALONE


def test_a_phone_that_is_back_before_the_mail_is_taken_gets_it_alone(
    when_due, send, reminder, service, post_office, cast
):
    service.answer(410)
    post_office.refuses = "451 come again"
    send()
    Device.subscribe(cast.jo, service.subscription())
    post_office.refuses = None
    when_due.move_to(again(reminder).wake_at)
    send()
    assert post_office.letters == [] and again(reminder).sent_at and again(reminder).mailed_at is None


def test_phones_do_not_wait_for_a_mail_server_that_hangs(when_due, reminder, service, cast, monkeypatch):
    monkeypatch.setattr(sending, "MOST_UNDER_WAY", 1)
    held = threading.Event()
    sender = sending.Sender("one", instead=lambda *_asked: held.wait(30) and None)
    service.answer(410)
    sender.turn()
    while not sender._stood_in_for:
        sender.wait(1)
    Device.subscribe(cast.ana, service.subscription())
    Reminder.send_test(cast.ana)
    assert sender.turn() == 1
    service.wait_for(2)
    held.set()
    sender.finish()
    assert again(reminder).outcome == MISSED


def test_mailed_by_a_worker_that_died_it_goes_to_no_phone_as_well(
    when_due, send, reminder, service, post_office, cast
):
    claiming.claim("dead")
    mail_instead(again(reminder), cast.jo)
    when_due.shift(claiming.LEASE)
    send()
    assert (len(post_office.letters), service.received) == (1, [])
    assert (again(reminder).outcome, again(reminder).reason) == (SENT, BY_EMAIL)
