"""Real workers in processes of their own: killed, stopped, and side by side, they lose nothing."""

import contextlib
import datetime as dt
import os
import random
import signal
import time

import pytest
import time_machine
from ending import killed
from mail_server import MailServer
from serving.processes import wait_until
from workers import (
    SECONDS,
    SEVERAL,
    check_nothing_lost,
    sent,
    several_for,
    until_sent,
)

from webapp import clock, database
from webapp.people.models import User
from webapp.push.models import Device
from webapp.reminders import claiming, sending
from webapp.reminders.kinds.routine import LASTS
from webapp.reminders.models import BEATS_LAST, SENT, Reminder, ReminderSettings, WorkerBeat
from webapp.routines.models import Routine

pytestmark = pytest.mark.real_clock

ROUNDS = int(os.environ.get("REMINDER_ROUNDS", "3"))


@pytest.fixture
def worker(workers):
    """Starts one."""
    return workers.start


def later_in_this_process(seconds):
    """Send as another worker would that long from now, until nothing is due."""
    with time_machine.travel(clock.now() + dt.timedelta(seconds=seconds)):
        while sending.send_due("later"):
            pass


def test_it_sends_what_comes_due_while_it_runs(worker, service, phone, cast):
    worker()
    reminder = Reminder.send_test(cast.jo)
    service.wait_for(1)
    until_sent(1)
    assert service.shown(phone)[0]["tag"] == reminder.id
    assert service.faults == []


def test_a_worker_killed_between_claim_and_send_loses_nothing(worker, service, phone, cast):
    reminder = Reminder.send_test(cast.jo)
    with service.holding():
        first = worker()
        service.wait_for(1)  # claimed, under way, and nobody knows how it went
        killed(first)
    claimed = Reminder.get_by_id(reminder.id)
    assert claimed.claimed_by and claimed.outcome is None
    later_in_this_process(claiming.LEASE.total_seconds())
    assert Reminder.get_by_id(reminder.id).outcome == SENT
    assert [shown["tag"] for shown in service.shown(phone)] == [reminder.id], "sent twice, shown once"


def test_it_mails_what_no_phone_took(worker, service, phone, cast):
    ReminderSettings.keep(cast.jo, quiet_hours="", by_email=True)
    service.answer(410)
    zone = User.get_by_id(cast.jo.id).time_zone  # set by nothing_of_itself
    wall = clock.local(clock.now(), zone).replace(second=0, microsecond=0)
    routine = Routine.create(
        enrollment=cast.stay_of(cast.jo),
        purpose="own",
        repeats="once",
        starts_on=wall.date(),
        at=f"{wall:%H:%M}",
    )
    due_at = clock.at_wall(wall.date(), wall.time(), zone)
    times = {"due_at": due_at, "wake_at": due_at, "expires_at": due_at + LASTS}
    reminder = Reminder.create(user=cast.jo, kind="own", about=f"{routine.id} {wall.date()}", **times)
    with MailServer() as letters:
        worker(SMTP_URL=letters.url, MAIL_FROM="Waymark <waymark@clinic.example>")
        (letter,) = letters.wait_for(1, seconds=60)
        wait_until(lambda: Reminder.get_by_id(reminder.id).outcome, SECONDS, "noting the mail")
    assert f"/reminders/{reminder.id}" in letter.get_content()
    assert (sent(), Device.of(cast.jo).count(), len(service.received)) == (1, 0, 1)


@pytest.mark.rounds
def test_the_check_sees_reminders_that_are_marked_before_they_are_sent(worker, service, phone, cast):
    made = {reminder.id for reminder in several_for(cast.jo)}
    one = worker(MILL_FAULT="marked_before_sent")
    service.wait_for(1)
    killed(one)
    later_in_this_process(claiming.LEASE.total_seconds())
    with pytest.raises(AssertionError, match="shown nowhere"):
        check_nothing_lost(service, [phone], made)


@pytest.mark.rounds
def test_workers_killed_at_any_moment_lose_nothing(worker, service, cast):
    phones = [service.subscription() for _ in range(2)]
    for data in phones:
        Device.subscribe(cast.jo, data)
    service.slow_down(0.02)  # so that many a kill comes between sent and recorded
    made, left_half_done, before_mark = set(), 0, 0
    for number in range(ROUNDS):
        made |= {reminder.id for reminder in several_for(cast.jo)}
        at_the_mark = number % 6 == 2  # between the services' answers and the line that says so
        one = worker(
            **({"MILL_FAIL_AT": "after_send_before_mark", "MILL_FAIL_AFTER": "1"} if at_the_mark else {})
        )
        already = len(service.received)
        if at_the_mark:
            assert one.wait(60) == -signal.SIGKILL
            before_mark += 1
        elif number % 4:  # in the midst of sending; else at any moment of its life
            with contextlib.suppress(AssertionError):
                service.wait_for(already + random.randrange(1, 2 * SEVERAL), seconds=10)
            time.sleep(random.uniform(0, 0.06))
        else:
            time.sleep(random.uniform(0, 3))
        killed(one)
        left_half_done += (
            Reminder.select().where(Reminder.open(), Reminder.claimed_by.is_null(False)).exists()
        )
    later_in_this_process(claiming.LEASE.total_seconds())
    check_nothing_lost(service, phones, made)
    repeats = len(service.received) - len(phones) * len(made)
    print(
        f"{ROUNDS} kills, {left_half_done} in the midst, {before_mark} between sent and marked;"
        f" {repeats} of {len(service.received)} repeated"
    )
    assert left_half_done, "no kill came at a moment that matters"


def test_two_workers_send_each_reminder_once(worker, service, phone, cast):
    workers = [worker(), worker()]
    made = [reminder.id for reminder in several_for(cast.jo)]
    service.wait_for(SEVERAL)
    until_sent(SEVERAL)
    assert sorted(received.topic for received in service.received) == sorted(made)
    assert all(one.poll() is None for one in workers)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_finishes_what_it_claimed(worker, service, phone, cast, number):
    reminder = Reminder.send_test(cast.jo)
    with service.holding():
        process = worker()
        service.wait_for(1)
        process.send_signal(number)
        time.sleep(0.3)
        assert process.poll() is None
    assert process.wait(60) == 0
    assert Reminder.get_by_id(reminder.id).outcome == SENT


def test_asked_to_stop_while_it_can_record_nothing_it_leaves_in_the_end(worker, service, phone, cast):
    with service.holding():
        first = worker(MILL_FAULT="other_waits")
        made = {reminder.id for reminder in several_for(cast.jo)}
        service.wait_for(SEVERAL)
        database.db.execute_sql("ALTER TABLE reminder RENAME TO reminder_away")
    first.terminate()
    assert first.wait(60) == 0
    database.db.execute_sql("ALTER TABLE reminder_away RENAME TO reminder")
    assert sent() == 0
    later_in_this_process(claiming.LEASE.total_seconds())
    check_nothing_lost(service, [phone], made)


def test_it_says_that_it_is_at_work_and_takes_its_leave(worker, service):
    killed, stopped = worker(), worker()
    wait_until(lambda: WorkerBeat.select().count() == 2, SECONDS)
    killed.send_signal(signal.SIGKILL)
    stopped.send_signal(signal.SIGTERM)
    assert stopped.wait(60) == 0
    (left,) = WorkerBeat.select()
    with time_machine.travel(left.seen_at + BEATS_LAST + dt.timedelta(seconds=1)):
        WorkerBeat.beat("another")
    assert [beat.name for beat in WorkerBeat.select()] == ["another"]


def test_it_outlives_trouble_with_the_database(worker, service, phone, cast, tmp_path):
    process = worker()
    Reminder.send_test(cast.jo)
    service.wait_for(1)
    until_sent(1)
    database.db.execute_sql("ALTER TABLE reminder RENAME TO reminder_away")
    wait_until(lambda: "a round failed" in (tmp_path / "worker.log").read_text(), SECONDS)
    database.db.execute_sql("ALTER TABLE reminder_away RENAME TO reminder")
    Reminder.send_test(cast.jo)
    service.wait_for(2)
    assert process.poll() is None
