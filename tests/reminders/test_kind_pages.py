"""How a person sets what they are reminded of, when, in which words, and when not."""

import datetime as dt
import re

import pytest
import time_machine
from reminder_plans import give_phone, planned

from webapp import clock
from webapp.reminders.kinds import KINDS
from webapp.reminders.models import KindSettings, Reminder, ReminderSettings

SESSION = {"is_on": "y", "leads": ["1440", "15"], "weekdays": list("01234"), "words": "neutral"}
CHECK_IN = {"is_on": "y", "first_time": "19:30", "second_time": "", "weekdays": ["0", "6"], "words": "plain"}


@pytest.fixture
def jo(cast, client_of):
    give_phone(cast.jo)
    return client_of(cast.jo)


def kept(cast, kind):
    return KindSettings.get(KindSettings.user == cast.jo.id, KindSettings.kind == kind)


def test_it_lists_every_kind_with_its_switch(jo):
    page = jo.get("/reminders/kinds").text
    for kind in KINDS.values():
        assert str(kind.title) in page
        assert f'href="/reminders/kinds/{kind.name}"' in page
    states = re.findall(r'role="switch" aria-checked="(\w+)"', page)
    assert states == ["true" if kind.is_on else "false" for kind in KINDS.values()]
    assert "1 hour before" in page and "8:00\u202fPM, every day" in page


def test_a_switch_turns_one_kind_off_and_on(jo, cast):
    assert planned(cast.jo, "check_in")
    answer = jo.send("/reminders/kinds/check_in/switch", {"is_on": ""})
    assert (answer.status_code, answer.location) == (303, "/reminders/kinds")
    assert not kept(cast, "check_in").is_on
    assert not Reminder.select().where(Reminder.kind == "check_in", Reminder.open()).exists()
    assert "Turned off: Check-in." in jo.get("/reminders/kinds").text
    jo.send("/reminders/kinds/check_in/switch", {"is_on": "y"})
    assert Reminder.select().where(Reminder.kind == "check_in", Reminder.open()).exists()


def test_a_switch_keeps_the_times(jo, cast):
    jo.send("/reminders/kinds/check_in", CHECK_IN)
    for is_on in ("", "y"):
        jo.send("/reminders/kinds/check_in/switch", {"is_on": is_on})
    assert (kept(cast, "check_in").times, kept(cast, "check_in").is_plain) == ("19:30", True)


def test_it_keeps_lead_times(jo, cast):
    assert jo.send("/reminders/kinds/session", SESSION).status_code == 303
    one = kept(cast, "session")
    assert (one.is_on, one.is_plain, one.leads, one.weekdays) == (True, False, "1440 15", "01234")
    page = jo.get("/reminders/kinds/session").text
    checked = re.findall(r'value="(\d+)" checked', page)
    assert checked == ["1440", "15", *"01234"]
    assert (
        "1 day before, 15 minutes before. For sessions on Monday, Tuesday" in jo.get("/reminders/kinds").text
    )


def test_it_keeps_times_days_and_words(jo, cast):
    assert jo.send("/reminders/kinds/check_in", CHECK_IN).status_code == 303
    one = kept(cast, "check_in")
    assert (one.times, one.weekdays, one.is_plain) == ("19:30", "06", True)
    assert "7:30\u202fPM on Monday, Sunday" in jo.get("/reminders/kinds").text
    jo.send("/reminders/kinds/check_in", CHECK_IN | {"second_time": "08:00", "third_time": "08:00"})
    assert kept(cast, "check_in").times == "08:00 19:30"


@pytest.mark.parametrize(
    ("kind", "changes", "words"),
    [
        ("session", {"leads": []}, "choose at least one"),
        ("session", {"leads": ["45"]}, "choose from the answers"),
        ("session", {"leads": ["１５"]}, "choose from the answers"),
        ("session", {"weekdays": []}, "choose at least one day"),
        ("session", {"words": ""}, "choose what your lock screen shows"),
        ("session", {"words": "loud"}, "choose one of the answers"),
        ("check_in", {"first_time": ""}, "give at least one time"),
        ("check_in", {"first_time": "24:00"}, "Please give a time from 00:00"),
        ("check_in", {"second_time": "8"}, "Please give a time from 00:00"),
        ("check_in", {"weekdays": []}, "choose at least one day"),
        ("check_in", {"weekdays": ["7"]}, "choose from the answers"),
    ],
)
def test_it_refuses_what_cannot_be(jo, kind, changes, words):
    usual = SESSION if kind == "session" else CHECK_IN
    answer = jo.send(f"/reminders/kinds/{kind}", usual | changes)
    assert answer.status_code == 422
    assert words in answer.text
    assert not KindSettings.select().exists()


def test_one_that_is_off_needs_no_times(jo, cast):
    assert jo.send("/reminders/kinds/session", {"words": "neutral"}).status_code == 303
    assert not kept(cast, "session").is_on
    jo.send("/reminders/kinds/session/switch", {"is_on": "y"})
    assert {about.split()[1] for about in planned(cast.jo, "session")} == {"60"}, "the usual one"


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_shows_both_forms_of_its_words(jo, kind):
    page = jo.get(f"/reminders/kinds/{kind}").text
    assert page.count('class="lock-screen"') == 2
    assert str(KINDS[kind].neutral) in page and str(KINDS[kind].plain) in page
    assert re.findall(r'name="words" value="(\w+)" checked', page) == ["neutral"]


def test_another_name_is_not_there(jo):
    assert jo.get("/reminders/kinds/test").status_code == 404
    assert jo.send("/reminders/kinds/test", SESSION).status_code == 404
    assert jo.send("/reminders/kinds/test/switch", {"is_on": "y"}).status_code == 404


def test_it_keeps_quiet_hours_from_any_time_to_any(jo, cast):
    answer = jo.send("/reminders/quiet-hours", {"is_on": "y", "begins": "20:15", "ends": "09:45"})
    assert answer.status_code == 303
    assert ReminderSettings.of(cast.jo).quiet_hours == "20:15-09:45"
    assert "8:15\u202fPM to 9:45\u202fAM" in jo.get("/reminders/").text
    assert 'value="20:15"' in jo.get("/reminders/quiet-hours").text
    jo.send("/reminders/quiet-hours", {"begins": "20:15", "ends": "09:45"})
    assert ReminderSettings.of(cast.jo).quiet_hours == ""


def test_quiet_hours_move_what_is_planned(jo, cast):
    before = planned(cast.jo, "check_in")["2026-11-17 20:00"].due_at
    jo.send("/reminders/quiet-hours", {"is_on": "y", "begins": "19:30", "ends": "20:30"})
    after = Reminder.get(Reminder.about == "2026-11-17 20:00").due_at
    assert after - before == dt.timedelta(minutes=30)


@pytest.mark.parametrize(
    ("begins", "ends", "words"),
    [
        ("", "07:00", "give the time they begin"),
        ("22:00", "", "give the time they end"),
        ("22:00", "22:00", "end at the time they begin"),
        ("22:00", "7 am", "Please give a time from 00:00"),
    ],
)
def test_it_refuses_quiet_hours_that_cannot_be(jo, cast, begins, ends, words):
    answer = jo.send("/reminders/quiet-hours", {"is_on": "y", "begins": begins, "ends": ends})
    assert answer.status_code == 422
    assert words in answer.text
    assert ReminderSettings.of(cast.jo).quiet_hours == ""


def test_a_pause_needs_no_reason_and_ends_by_itself_or_by_a_tap(jo, cast):
    page = jo.get("/reminders/pause").text
    assert "You do not need to say why" in page and "<textarea" not in page
    for days in ("1", "3", "7"):
        assert jo.send("/reminders/pause", {"days": days}).status_code == 303
        wait = ReminderSettings.of(cast.jo).paused_until - clock.now()
        assert abs(wait - dt.timedelta(days=int(days))) < dt.timedelta(minutes=1)
    assert "Reminders are paused" in jo.get("/reminders/").text
    assert not Reminder.select().where(Reminder.open(), Reminder.due_at < clock.now() + wait).exists()
    jo.send("/reminders/pause/end")
    assert ReminderSettings.of(cast.jo).paused_until is None
    assert planned(cast.jo, "check_in")
    jo.send("/reminders/pause", {"days": "1"})
    jo.get("/reminders/")  # which takes the message
    with time_machine.travel(clock.now() + dt.timedelta(days=1, minutes=1)):
        assert "Reminders are paused" not in jo.get("/reminders/").text


@pytest.mark.parametrize("days", ["", "2", "-1", "٣"])
def test_it_refuses_another_pause(jo, cast, days):
    assert jo.send("/reminders/pause", {"days": days}).status_code == 422
    assert ReminderSettings.of(cast.jo).paused_until is None
