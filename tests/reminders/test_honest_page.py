"""The page says what became of each reminder, why one did not come, how each phone is, and what is wrong with us."""

import datetime as dt
import re

import pytest
from reminded import phone_of, reminder_of

from webapp import clock
from webapp.push.models import Device, LostDevice
from webapp.reminders.kinds import KINDS
from webapp.reminders.models import MISSED, TEST, WITHDRAWN, Reminder, ReminderSettings, WorkerBeat
from webapp.reminders.overview import MOST_SHOWN
from webapp.reminders.telling import NAMES, REASONS

LATE = "Reminders come late right now."


@pytest.fixture
def page(jo):
    return lambda: jo.get("/reminders/").text


@pytest.fixture
def phone(cast):
    return phone_of(cast.jo)


@pytest.fixture(autouse=True)
def worker(app):
    return WorkerBeat.create(name="one")


def test_it_tells_when_it_was_sent_where_to_and_what_was_done(page, cast, phone):
    reminder_of(cast.jo, device=phone, answered="on_way")
    said = page()
    assert "Sent at 10:07" in said and "to Chrome on Android. You said you were on your way." in said


def test_a_snoozed_one_is_told_with_its_time(page, cast, phone):
    at = clock.now() + dt.timedelta(minutes=30)
    ahead = {"outcome": None, "sent_at": None, "due_at": at, "wake_at": at, "snoozed_until": at}
    reminder = reminder_of(cast.jo, answered="snoozed")
    Reminder.update(**ahead).where(Reminder.id == reminder.id).execute()
    assert "You asked for it again at 10:37" in page()


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("outcome", [MISSED, WITHDRAWN])
def test_it_gives_the_reason_when_one_did_not_come(page, cast, phone, reason, outcome):
    reminder_of(cast.jo, outcome=outcome, reason=reason, sent_at=None)
    assert str(REASONS[reason]) in page().replace("&#39;", "'")


def test_what_was_missed_without_a_word_is_told_too(page, cast, phone):
    reminder_of(cast.jo, outcome=MISSED, sent_at=None)
    assert "could not be delivered in time" in page()


def test_it_shows_the_last_ten_of_ones_own(page, cast, client_of, phone):
    for number in range(MOST_SHOWN + 2):
        reminder_of(cast.jo, about=f"{number} 60", device=phone)
    assert page().count("Session. Sent at") == MOST_SHOWN
    assert "Session. Sent at" not in client_of(cast.ana).get("/reminders/").text


def test_the_number_of_queries_does_not_grow_with_the_history(jo, cast, queries, phone):
    reminder_of(cast.jo, about="first 60", device=phone)
    with_one = queries(lambda: jo.get("/reminders/"))
    for number in range(8):
        reminder_of(cast.jo, about=f"{number} 60", device=phone)
    assert queries(lambda: jo.get("/reminders/")) == with_one


def test_each_phone_is_told_with_its_health(page, cast):
    now = clock.now()
    phone_of(cast.jo, "Chrome on Android", last_success_at=now)
    failing = {"failing_since": now - dt.timedelta(days=2), "last_failure": "timeout"}
    phone_of(cast.jo, "Firefox on Windows", last_success_at=now - dt.timedelta(days=4), **failing)
    phone_of(cast.jo, "Safari on iPhone")
    said = page()
    assert (
        "Working" in said and "Not getting through since Sun, Nov\u00a015" in said and "Not tried yet" in said
    )
    assert "turn reminders on again" in said and "timeout" not in said


def test_a_lost_phone_is_told_until_it_is_dismissed_by_its_owner(page, jo, cast, client_of):
    lost = LostDevice.create(user=cast.jo, label="Safari on iPhone")
    assert "Safari on iPhone gets no more reminders" in page()
    url = f"/reminders/lost/{lost.id}/dismissal"
    assert client_of(cast.ana).send(url).status_code == 404
    assert jo.send(url).status_code == 303
    assert "no more reminders" not in page() and not LostDevice.select().exists()


def test_a_worker_that_is_away_is_told_as_our_fault(page, phone, worker):
    assert LATE not in page()
    worker.seen_at = clock.now() - dt.timedelta(minutes=2)
    worker.save()
    assert LATE in page()
    Device.delete().execute()
    assert LATE not in page(), "who gets none is not told that they come late"


def test_pause_and_quiet_hours_are_shown(page, cast, phone):
    until = clock.now() + dt.timedelta(days=1)
    ReminderSettings.keep(cast.jo, paused_until=until, quiet_hours="21:30-06:15")
    said = page()
    assert "Reminders are paused until Wed, Nov\u00a018" in said
    assert "9:30" in said and "6:15" in said
    ReminderSettings.keep(cast.jo, paused_until=clock.now() - dt.timedelta(minutes=1), quiet_hours="")
    said = page()
    assert "paused" not in said


def test_every_kind_has_its_name():
    assert set(NAMES) == {*KINDS, TEST}


def test_a_mail_in_its_place_is_told(page, cast, phone):
    reminder_of(cast.jo, sent_at=None, mailed_at=clock.now(), reason="by_email")
    assert "Sent at 10:07\u202fAM by e-mail." in page()


def test_the_next_one_is_told_with_its_time_and_kind(page, cast, phone):
    ahead = {"outcome": None, "sent_at": None, "attempts": 0}
    for kind, minutes in (("journal", 90), ("questionnaire", 30), ("session", 60)):
        at = clock.now() + dt.timedelta(minutes=minutes)
        reminder = reminder_of(cast.jo, kind=kind, about=f"{kind} 60", **ahead)
        Reminder.update(due_at=at, wake_at=at).where(Reminder.id == reminder.id).execute()
    told = " ".join(re.search(r"Next one</dt>\s*<dd>(.*?)</dd>", page(), re.DOTALL)[1].split())
    assert told == "Tue, Nov 17, 10:37 AM. A few questions."


def test_the_next_one_is_never_a_test(page, cast, phone):
    later = clock.now() + dt.timedelta(minutes=5)
    test = reminder_of(cast.jo, kind=TEST, about="x", outcome=None, sent_at=None, attempts=0)
    Reminder.update(due_at=later).where(Reminder.id == test.id).execute()
    assert "None planned" in page()
