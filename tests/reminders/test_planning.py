"""What should be sent, as the schedule and the settings say."""

import datetime as dt
from types import SimpleNamespace

import pytest
import time_machine
from push_service import push_service_for

from webapp import clock, worker
from webapp.push.models import Device
from webapp.reminders.kinds.program_session import AHEAD
from webapp.reminders.models import SENT, WITHDRAWN, KindSettings, Reminder, ReminderSettings
from webapp.reminders.planning import plan_all, plan_for
from webapp.timetables.calendar import sessions_of
from webapp.timetables.models import ProgramSession

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def phone(app, cast, tmp_path):
    """Jo's phone, with quiet hours off so that times are plain."""
    with push_service_for(app, tmp_path) as service, app.app_context():
        ReminderSettings.keep(cast.jo, quiet_hours="")
        yield Device.subscribe(cast.jo, service.subscription())


@pytest.fixture
def coming(cast):
    """Jo's sessions that reminders are planned for."""
    stay, now = cast.stay_of(cast.jo), clock.now()
    today = clock.today(cast.program.time_zone)
    return [one for one in sessions_of(stay, today, today + AHEAD) if one.starts_at > now]


def planned(user):
    """What is still to be said of sessions, by session id."""
    mine = (Reminder.user == user.id) & (Reminder.kind == "session")
    return {one.about.split()[0]: one for one in Reminder.select().where(mine, Reminder.open())}


def the_one(session):
    return Reminder.get(Reminder.about == f"{session.id} 60")


def change(one, **values):
    ProgramSession.update(**values).where(ProgramSession.id == one.id).execute()


def test_it_plans_one_reminder_before_each_session(phone, cast, coming):
    plan_for(cast.jo)
    assert coming
    assert {about: (one.due_at, one.expires_at) for about, one in planned(cast.jo).items()} == {
        one.id: (one.starts_at - HOUR, one.starts_at) for one in coming
    }


def test_it_changes_nothing_the_second_time(phone, cast):
    plan_all()
    before = list(Reminder.select().order_by(Reminder.id).dicts())
    plan_all()
    plan_for(cast.jo)
    assert before and list(Reminder.select().order_by(Reminder.id).dicts()) == before


def test_it_plans_for_nobody_without_a_device(phone, cast):
    plan_all()
    assert {one.user_id for one in Reminder.select()} == {cast.jo.id}


def test_a_moved_session_moves_its_reminder(phone, cast, coming):
    plan_for(cast.jo)
    first, later = coming[0], coming[0].starts_at + dt.timedelta(minutes=45)
    change(first, starts_at=later, ends_at=later + HOUR, status="moved")
    plan_for(cast.jo)
    assert planned(cast.jo)[first.id].due_at == later - HOUR
    assert len(planned(cast.jo)) == len(coming)


def test_a_cancelled_session_withdraws_its_reminder(phone, cast, coming):
    plan_for(cast.jo)
    change(coming[0], status="cancelled")
    plan_for(cast.jo)
    assert coming[0].id not in planned(cast.jo)
    assert the_one(coming[0]).outcome == WITHDRAWN
    assert the_one(coming[0]).reason == "cancelled"


def test_a_session_that_takes_place_after_all_is_planned_again(phone, cast, coming):
    for status in ("scheduled", "cancelled", "scheduled"):
        change(coming[0], status=status)
        plan_for(cast.jo)
    assert coming[0].id in planned(cast.jo)


def test_a_session_moved_after_its_reminder_gets_a_new_one(phone, cast, coming):
    plan_for(cast.jo)
    first, later = coming[0], coming[0].starts_at + dt.timedelta(hours=2)
    Reminder.update(outcome=SENT, sent_at=clock.now()).where(Reminder.about == f"{first.id} 60").execute()
    plan_for(cast.jo)
    assert first.id not in planned(cast.jo), "what was sent stays sent"
    change(first, starts_at=later, ends_at=later + HOUR)
    plan_for(cast.jo)
    again = planned(cast.jo)[first.id]
    assert (again.due_at, again.sent_at, again.attempts) == (later - HOUR, None, 0)


def test_another_lead_time_takes_the_place_of_what_is_planned(phone, cast, coming):
    plan_for(cast.jo)
    KindSettings.keep(cast.jo, "session", leads="15")
    plan_for(cast.jo)
    assert {one.expires_at - one.due_at for one in planned(cast.jo).values()} == {dt.timedelta(minutes=15)}
    assert len(planned(cast.jo)) == len(coming)


def test_each_lead_time_has_its_own(phone, cast, coming):
    KindSettings.keep(cast.jo, "session", leads="1440 60")
    plan_for(cast.jo)
    last = coming[-1]
    due = {one.due_at for one in Reminder.select().where(Reminder.about.startswith(last.id))}
    assert due == {last.starts_at - HOUR, last.starts_at - 24 * HOUR}


def test_of_several_lead_times_that_have_passed_only_the_last_is_said(phone, cast, coming):
    first = coming[0]
    KindSettings.keep(cast.jo, "session", leads="1440 180 60")
    with time_machine.travel(first.starts_at - dt.timedelta(minutes=20)):
        plan_for(cast.jo)
        due_now = [one.about for one in Reminder.select().where(Reminder.due_at <= clock.now())]
    assert [about for about in due_now if about.startswith(first.id)] == [f"{first.id} 60"]


def test_switching_off_withdraws_all(phone, cast):
    plan_for(cast.jo)
    KindSettings.keep(cast.jo, "session", is_on=False)
    plan_for(cast.jo)
    assert planned(cast.jo) == {}
    KindSettings.keep(cast.jo, "session", is_on=True)
    plan_for(cast.jo)
    assert planned(cast.jo)


def test_losing_the_last_device_withdraws_all(phone, cast):
    plan_for(cast.jo)
    phone.delete_instance()
    plan_for(cast.jo)
    assert planned(cast.jo) == {}


def test_it_plans_nothing_after_the_stay(phone, cast):
    plan_for(cast.jo)
    stay = cast.stay_of(cast.jo)
    stay.ended_on = clock.today(cast.program.time_zone) - dt.timedelta(days=1)
    stay.save()
    plan_for(cast.jo)
    assert planned(cast.jo) == {}


def test_it_heeds_quiet_hours_in_the_persons_own_zone(phone, cast, coming):
    cast.jo.time_zone = "Asia/Tokyo"  # where the program's evening is a morning
    cast.jo.save()
    ReminderSettings.keep(cast.jo, quiet_hours="22:00-07:00")
    plan_for(cast.jo)
    for one in Reminder.select().where(Reminder.open()):
        wall = clock.local(one.due_at, "Asia/Tokyo").time()
        assert dt.time(7) <= wall <= dt.time(22)


def test_a_worker_that_sends_plans_later(phone, cast, coming, app, monkeypatch):
    monkeypatch.setattr(worker, "PLAN_EVERY", 0)
    sending = SimpleNamespace(is_busy=True)
    chores = worker._Chores(app, "one", sending)
    chores.round()
    assert planned(cast.jo), "at its start it plans at once"
    Reminder.delete().execute()
    chores.round()
    assert not planned(cast.jo)
    sending.is_busy = False
    chores.round()
    assert planned(cast.jo)
