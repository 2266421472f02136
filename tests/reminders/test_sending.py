"""Claiming what is due and sending it, whatever the push service answers."""

import datetime as dt
import threading

import pytest
import time_machine
from ending import joined
from push_service import status

from webapp import clock, database
from webapp.push.models import Device
from webapp.reminders import claiming, sending
from webapp.reminders.models import MISSED, SENT, WITHDRAWN, DeviceDelivery, Reminder, ReminderSettings
from webapp.reminders.planning import plan_for
from webapp.reminders.recording import Try, record
from webapp.timetables.calendar import next_session_of
from webapp.timetables.models import ProgramSession

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def service(service, cast):
    ReminderSettings.keep(cast.jo, quiet_hours="")
    return service


@pytest.fixture
def coming(service, cast):
    """Jo's next session that starts in an hour or later."""
    return next_session_of(cast.stay_of(cast.jo), clock.now() + dt.timedelta(hours=9))


@pytest.fixture
def when_due(phone, cast, coming):
    """The clock stands at the time when the reminder of the coming session is due."""
    plan_for(cast.jo)
    with time_machine.travel(coming.starts_at - 60 * MINUTE, tick=False) as traveller:
        Reminder.delete().where(Reminder.about != f"{coming.id} 60").execute()
        yield traveller


def the_reminder():
    """That of the coming session. (Planning, which also runs when sending, adds those of later ones.)"""
    return Reminder.select().order_by(Reminder.due_at).first()


def test_it_sends_a_neutral_message_that_opens_the_right_page(
    when_due, service, app, cast, client_of, coming
):
    assert sending.send_due("one") == 1
    (received,) = service.received
    notification = received.notification
    assert coming.id not in notification["navigate"]
    address = notification["navigate"].removeprefix(app.config["PUBLIC_URL"])
    assert client_of(cast.jo).get(address).location.startswith(f"/schedule/{coming.id}?")
    assert notification["tag"] == received.topic == the_reminder().id
    assert int(received.headers["ttl"]) == 3600
    assert received.headers["urgency"] == "high"
    shown = f"{notification['title']} {notification['body']}".lower()
    for word in (coming.title, coming.kind, "session", "therapy", "group", "jo"):
        assert word.lower() not in shown.split()
    assert (the_reminder().outcome, the_reminder().sent_at) == (SENT, clock.now())
    assert service.faults == []


def test_it_sends_nothing_before_it_is_due_and_nothing_twice(when_due, service):
    when_due.shift(-MINUTE)
    assert sending.send_due("one") == 0
    when_due.shift(MINUTE)
    assert [sending.send_due("one") for _ in range(3)] == [1, 0, 0]
    assert len(service.received) == 1


def test_a_session_cancelled_at_the_last_moment_sends_nothing(when_due, service, coming):
    ProgramSession.update(status="cancelled").where(ProgramSession.id == coming.id).execute()
    sending.send_due("one")
    assert service.received == []
    assert the_reminder().outcome == WITHDRAWN


def test_a_session_moved_at_the_last_moment_sends_at_its_new_time(when_due, service, coming):
    later = coming.starts_at + 30 * MINUTE
    ProgramSession.update(starts_at=later, ends_at=later + 60 * MINUTE).where(
        ProgramSession.id == coming.id
    ).execute()
    sending.send_due("one")
    assert service.received == []
    when_due.shift(30 * MINUTE)
    assert sending.send_due("one") == 1
    assert len(service.received) == 1


@pytest.mark.parametrize("change", ["cancelled", "moved"])
def test_a_session_that_changes_between_claim_and_send_sends_nothing(when_due, service, coming, change):
    values = {"status": "cancelled"}
    if change == "moved":
        later = coming.starts_at + 90 * MINUTE
        values = {"starts_at": later, "ends_at": later + 60 * MINUTE}
    sender = sending.Sender("one")
    sender._claimed = claiming.claim("one")
    ProgramSession.update(**values).where(ProgramSession.id == coming.id).execute()
    sender.turn()
    sender.finish()
    assert service.received == []
    assert the_reminder().outcome == (WITHDRAWN if change == "cancelled" else None)
    assert the_reminder().claimed_by is None or the_reminder().outcome == WITHDRAWN


def test_every_device_gets_it(when_due, service, cast):
    other = service.subscription()
    Device.subscribe(cast.jo, other)
    sending.send_due("one")
    assert len(service.received) == 2
    assert len(service.shown(other)) == 1


def test_a_retry_goes_only_to_the_device_that_failed(when_due, service, cast):
    Device.subscribe(cast.jo, service.subscription())
    service.answer(500)
    sending.send_due("one")
    assert the_reminder().outcome is None
    assert sorted(one.result for one in DeviceDelivery.select()) == ["later", "sent"]
    when_due.shift(MINUTE)
    sending.send_due("one")
    assert len(service.received) == 3
    assert service.received[2].path == service.received[0].path
    assert the_reminder().outcome == SENT


def test_a_device_that_is_gone_is_forgotten_and_the_other_gets_it(when_due, service, cast):
    Device.subscribe(cast.jo, service.subscription())
    service.answer(410)
    sending.send_due("one")
    assert Device.of(cast.jo).count() == 1
    assert the_reminder().outcome == SENT


def test_it_is_missed_when_the_only_device_is_gone(when_due, service):
    service.answer(404)
    sending.send_due("one")
    assert (the_reminder().outcome, the_reminder().sent_at) == (MISSED, None)


def test_it_waits_as_long_as_the_service_asks(when_due, service):
    service.answer(status(429, Retry_After="600"))
    sending.send_due("one")
    assert the_reminder().wake_at >= clock.now() + 10 * MINUTE


def test_the_last_try_is_not_made_before_the_service_asked_for_it(when_due, service, coming):
    """It asks for 40 minutes, then for 30: that is after the beginning, so there is no other try."""
    service.answer(status(429, Retry_After="2400"), status(429, Retry_After="1800"))
    sending.send_due("one")
    assert the_reminder().wake_at - clock.now() >= 40 * MINUTE
    when_due.move_to(the_reminder().wake_at)
    sending.send_due("one")
    assert (the_reminder().outcome, the_reminder().reason) == (MISSED, "unreachable")
    assert len(service.received) == 2


@pytest.mark.parametrize("code", [403, 500])
def test_it_tries_again_at_growing_intervals_until_it_is_of_no_use(when_due, service, coming, code):
    service.answer(*[code] * 50)
    waits = []
    while the_reminder().outcome is None:
        assert sending.send_due("one") >= 1
        if the_reminder().outcome is None:
            waits.append((the_reminder().wake_at - clock.now()).total_seconds())
            when_due.move_to(the_reminder().wake_at)
    assert the_reminder().outcome == MISSED
    assert MINUTE / 2 < coming.starts_at - clock.now() < 2 * MINUTE, "the last try comes shortly before"
    assert len(waits) >= 5 and waits[0] < 40 and waits[3] > 4 * waits[0] * 0.6
    assert Device.get().last_failure == str(code)


def test_what_comes_too_late_is_missed_not_sent(when_due, service):
    when_due.shift(61 * MINUTE)
    sending.send_due("one")
    assert service.received == []
    assert the_reminder().outcome == MISSED


def test_a_message_that_cannot_be_made_does_not_hold_up_the_others(when_due, service, cast, app):
    broken = Device.subscribe(cast.ana, service.subscription())
    Reminder.send_test(cast.ana)
    Device.update(sealed=b"\x01" + b"x" * 60).where(Device.id == broken.id).execute()
    assert sending.send_due("one") == 2
    assert len(service.received) == 1
    assert Reminder.get(Reminder.user == cast.ana.id).outcome is None


def test_what_a_dead_worker_claimed_comes_back_when_its_lease_ends(when_due, service):
    assert len(claiming.claim("dead")) == 1
    assert sending.send_due("alive") == 0
    when_due.shift(claiming.LEASE)
    assert sending.send_due("alive") == 1
    assert the_reminder().outcome == SENT


def test_a_worker_that_lost_its_lease_does_not_overwrite_the_other(when_due, service, cast):
    (late,) = claiming.claim("late")
    when_due.shift(claiming.LEASE)
    claiming.claim("other")
    one = Try(late, cast.jo, [], reached=True)
    one.judge()
    record("late", [one])
    assert (the_reminder().claimed_by, the_reminder().outcome) == ("other", None)


def test_many_workers_claim_each_reminder_once(service, cast):
    for _ in range(120):
        Reminder.send_test(cast.jo)
    claimed = []

    def work(name):
        with database.connection():
            while batch := claiming.claim(name, limit=7):
                claimed.extend(one.id for one in batch)

    threads = [threading.Thread(target=work, args=[f"w{number}"], daemon=True) for number in range(4)]
    for thread in threads:
        thread.start()
    joined(*threads)
    assert len(claimed) == 120 == len(set(claimed))


def test_nobody_waits_for_the_database_while_a_push_service_hangs(when_due, service, cast, app):
    done = threading.Event()

    def work():
        with app.app_context(), database.connection():
            sending.send_due("one")
            done.set()

    worker = threading.Thread(target=work, daemon=True)
    with service.holding():
        worker.start()
        service.wait_for(1)
        with database.writing():
            ReminderSettings.keep(cast.ana, by_email=False)
        assert not done.is_set()
    joined(worker)
    assert the_reminder().outcome == SENT
