"""What goes wrong for real: services that hang or are down, a locked database, a full disk, a clock that jumps."""

import contextlib
import datetime as dt
import threading
import time
from email.utils import formatdate

import peewee
import pytest
import time_machine
from ending import joined
from push_service import PushService, status
from time_machine import escape_hatch

from webapp import clock, database, encryption
from webapp.encryption import DataKey
from webapp.push import exchanges, lanes
from webapp.push.answers import Outcome
from webapp.push.courier import Courier
from webapp.push.models import Device, LostDevice
from webapp.push.vapid import application_server_key
from webapp.reminders import claiming, sending
from webapp.reminders.models import MISSED, SENT, WITHDRAWN, DeviceDelivery, Reminder
from webapp.reminders.recording import Try, record

MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def phone(service, cast):
    return Device.subscribe(cast.jo, service.subscription(), "Jo's phone")


@pytest.fixture
def still(service):
    """A clock that stands until it is moved."""
    with time_machine.travel(clock.now().replace(microsecond=0), tick=False) as traveller:
        yield traveller


def waiting_for(user, lasts=2 * HOUR) -> Reminder:
    """A reminder that is due now and of use for so long."""
    reminder = Reminder.send_test(user)
    Reminder.update(expires_at=clock.now() + lasts).where(Reminder.id == reminder.id).execute()
    return reminder


def again(reminder) -> Reminder:
    return Reminder.get_by_id(reminder.id)


def until_done(still, reminder, limit=100) -> None:
    """Let the worker do what it does, at the times at which it would."""
    for _ in range(limit):
        if again(reminder).outcome:
            return
        still.move_to(max(again(reminder).wake_at, clock.now()))
        sending.send_due("one")
    raise AssertionError("it never came to an end")


# Devices


def test_a_device_that_is_gone_is_told_of(phone, service, cast):
    reminder = waiting_for(cast.jo)
    service.answer(410)
    sending.send_due("one")
    assert Device.of(cast.jo).count() == 0
    lost = LostDevice.get()
    assert (lost.user_id, lost.label) == (cast.jo.id, "Jo's phone")
    assert (again(reminder).outcome, again(reminder).reason) == (MISSED, "no_device")


def test_a_device_fails_since_its_first_failure_until_it_works(phone, service, cast, still):
    waiting_for(cast.jo)
    first = clock.now()
    service.answer(500, 503)
    for _ in range(2):
        sending.send_due("one")
        assert (Device.get().health, Device.get().failing_since) == ("failing", first)
        still.shift(2 * MINUTE)
    sending.send_due("one")
    device = Device.get()
    assert (device.health, device.failing_since, device.last_success_at) == ("working", None, clock.now())


def test_too_large_is_our_fault_and_not_tried_again(phone, service, cast):
    reminder = waiting_for(cast.jo)
    service.answer(413)
    sending.send_due("one")
    assert (again(reminder).outcome, again(reminder).reason) == (MISSED, "refused")
    assert Device.get().last_failure == "413"


def test_who_has_no_device_is_told_why_nothing_came(service, cast):
    reminder = waiting_for(cast.jo)
    sending.send_due("one")
    assert (again(reminder).outcome, again(reminder).reason) == (WITHDRAWN, "no_device")


@pytest.mark.parametrize(("code", "reason"), [(500, "unreachable"), (403, "refused")])
def test_it_says_why_it_was_tried_in_vain(phone, service, cast, still, code, reason):
    reminder = waiting_for(cast.jo, lasts=20 * MINUTE)
    service.answer(*[code] * 50)
    until_done(still, reminder)
    assert (again(reminder).outcome, again(reminder).reason) == (MISSED, reason)


def test_what_was_late_before_anyone_tried_is_too_late(phone, service, cast, still):
    reminder = waiting_for(cast.jo, lasts=5 * MINUTE)
    still.shift(6 * MINUTE)
    sending.send_due("one")
    assert (again(reminder).outcome, again(reminder).reason) == (MISSED, "too_late")
    assert service.received == []


def test_something_stands_in_for_phones_that_cannot_be_reached(phone, service, cast):
    reminder = waiting_for(cast.jo)
    stood_in = []

    def slowly(for_whom, user):
        time.sleep(0.3)
        stood_in.append((for_whom.id, user.id, again(reminder).outcome))
        raise OSError("and it failed, too")

    sender = sending.Sender("one", instead=slowly)
    service.answer(410)
    sender.turn()
    service.wait_for(1)
    Device.subscribe(cast.ana, service.subscription())
    waiting_for(cast.ana)
    sender.turn()
    service.wait_for(2)
    assert stood_in == [], "the next one did not wait for it"
    sender.finish()
    assert stood_in == [(reminder.id, cast.jo.id, None)], (
        "before it was closed, so that a crash loses nothing"
    )
    assert again(reminder).outcome is None, "it is asked again"


# Push services


@pytest.mark.parametrize("written", ["600", "date"])
def test_it_waits_as_long_as_the_service_asks(phone, service, cast, still, written):
    if written == "date":
        written = formatdate(escape_hatch.time.time() + 600, usegmt=True)  # libcurl has the machine's clock
    service.answer(status(429, Retry_After=written))
    reminder = waiting_for(cast.jo)
    sending.send_due("one")
    assert abs(again(reminder).wake_at - clock.now() - 10 * MINUTE) <= SECOND
    still.shift(11 * MINUTE)
    sending.send_due("one")
    assert again(reminder).outcome == SENT


def test_a_service_that_is_down_for_an_hour_and_back(phone, service, cast, still):
    reminder = waiting_for(cast.jo)
    down_until = clock.now() + HOUR

    def answer_of_the_hour(handler):
        status(503 if clock.now() < down_until else 201)(handler)

    service.answers.extend([answer_of_the_hour] * 100)
    until_done(still, reminder)
    assert again(reminder).outcome == SENT
    assert down_until <= clock.now() < down_until + 20 * MINUTE
    assert len(service.received) < 12, "and it was not bothered all the while"


@pytest.fixture
def two_services(app, cast, tmp_path):
    """Two push services that the app may send to."""
    usual, key = app.extensions["courier"], application_server_key(app.config["VAPID_KEYS"])
    folders = [tmp_path / "one", tmp_path / "other"]
    for folder in folders:
        folder.mkdir()
    with PushService(folders[0], key) as one, PushService(folders[1], key) as other, app.app_context():
        both = tmp_path / "both.pem"
        both.write_bytes(one.ca_file.read_bytes() + other.ca_file.read_bytes())
        settings = {"PUSH_PRIVATE_HOSTS": f"{one.host_port} {other.host_port}", "PUSH_CA_FILE": str(both)}
        app.extensions["courier"] = Courier(app.config | settings)
        yield one, other
        app.extensions["courier"] = usual


def test_a_service_that_hangs_never_delays_another(two_services, cast, monkeypatch):
    monkeypatch.setattr(exchanges, "TOTAL_SECONDS", 8)
    hanging, well = two_services
    Device.subscribe(cast.jo, hanging.subscription())
    Device.subscribe(cast.ana, well.subscription())
    with database.writing():
        for _ in range(400):
            waiting_for(cast.jo)
        mine = [waiting_for(cast.ana) for _ in range(20)]  # due after all of Jo's
    untried = Reminder.select().where(Reminder.user == cast.jo.id, Reminder.attempts == 0)
    put_back = untried.where(
        Reminder.claimed_by.is_null(), Reminder.open(), Reminder.wake_at > Reminder.due_at
    )
    sender = sending.Sender("one")
    with hanging.holding():
        began = time.monotonic()
        while len(well.received) < len(mine) or put_back.count() <= 100:
            assert time.monotonic() - began < 6, (
                f"{len(well.received)} came, {put_back.count()} were put back"
            )
            sender.turn() or sender.wait(0.05)
        assert len(hanging.received) <= 128, "the rest was put back, untried"
    sender.finish()
    assert Reminder.select().where(Reminder.user == cast.ana.id, Reminder.outcome == SENT).count() == 20


def test_while_enough_waits_for_its_turn_no_more_is_claimed(phone, service, cast, monkeypatch):
    monkeypatch.setattr(lanes, "PATIENCE", 60)  # nothing is handed back meanwhile
    with database.writing():
        for _ in range(claiming.BATCH + 1):
            waiting_for(cast.jo)
    sender = sending.Sender("one")
    with service.holding():
        assert sender.turn() == claiming.BATCH
        service.wait_for(lanes.MOST_AT_ONCE)
        assert not sender.has_room and sender.turn() == 0
    sender.finish()
    assert sender.turn() == 1, "what was left is in the database, for whoever comes first"
    sender.finish()
    assert Reminder.select().where(Reminder.outcome == SENT).count() == claiming.BATCH + 1


def test_what_waits_for_a_busy_service_has_its_last_chance_just_before_it_is_of_no_use(cast, app, still):
    reminder = waiting_for(cast.jo, lasts=40 * SECOND)
    busy, tried = Outcome("busy", "busy", 60), 0
    while not again(reminder).outcome:
        still.move_to(again(reminder).wake_at)
        (claimed,) = claiming.claim("one")
        one = Try(claimed, cast.jo, [None], fared=[(None, busy)])
        one.judge()
        record("one", [one])
        tried += 1
    assert (again(reminder).outcome, again(reminder).reason) == (MISSED, "unreachable")
    assert reminder.due_at + 37 * SECOND < clock.now() < reminder.due_at + 40 * SECOND
    assert tried < 10 and again(reminder).attempts == 1


# The database


def test_outcomes_that_cannot_be_recorded_are_kept_and_nothing_is_sent_twice(phone, service, cast, app):
    reminder = waiting_for(cast.jo)
    sender = sending.Sender("one")
    sender.turn()
    service.wait_for(1)
    with locked(app):
        with pytest.raises(peewee.OperationalError):
            sender.finish()
        assert sender.is_busy
    sender.finish()
    assert again(reminder).outcome == SENT
    assert len(service.received) == 1


@contextlib.contextmanager
def locked(app):
    """Somebody else holds what the worker wants to write, for longer than it waits."""
    if database.is_sqlite():
        database.db.execute_sql("PRAGMA busy_timeout = 100")
    else:
        database.db.execute_sql("SET lock_timeout = '100ms'")
    held, done = threading.Event(), threading.Event()

    def hold():
        with database.connection(), database.writing():
            Reminder.update(answered="").execute()
            held.set()
            done.wait(10)

    holder = threading.Thread(target=hold, daemon=True)
    holder.start()
    assert held.wait(10)
    try:
        yield
    finally:
        done.set()
        joined(holder)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # the limit of a database's size is SQLite's
def test_a_full_disk_loses_nothing_and_sends_nothing_twice(phone, service, cast):
    reminders = [waiting_for(cast.jo) for _ in range(100)]  # fewer than go at once
    sender = sending.Sender("one")
    sender.turn()
    service.wait_for(100, seconds=30)
    (pages,) = database.db.execute_sql("PRAGMA page_count").fetchone()
    (free,) = database.db.execute_sql("PRAGMA freelist_count").fetchone()
    with database.writing():  # what is free within the file is used up first
        database.db.execute_sql("CREATE TABLE ballast (x BLOB)")
    database.db.execute_sql(f"PRAGMA max_page_count = {pages + free}")
    for size in (4000, 400, 40):
        with pytest.raises(peewee.OperationalError, match="full"):
            while True:
                database.db.execute_sql(f"INSERT INTO ballast VALUES (zeroblob({size}))")
    for _ in range(2):
        with pytest.raises(peewee.OperationalError):
            sender.finish()
        assert sender.is_busy
    database.db.execute_sql("PRAGMA max_page_count = 1000000")
    sender.finish()
    assert all(again(reminder).outcome == SENT for reminder in reminders)
    assert len(service.received) == 100


def test_what_was_claimed_when_the_database_went_away_is_sent_when_it_is_back(
    phone, service, cast, monkeypatch
):
    reminder = waiting_for(cast.jo)
    sender = sending.Sender("one")
    database.db.execute_sql("ALTER TABLE device RENAME TO device_away")
    with pytest.raises(peewee.DatabaseError):
        sender.turn()
    database.db.execute_sql("ALTER TABLE device_away RENAME TO device")
    assert again(reminder).claimed_by == "one"
    sender.turn()
    sender.finish()
    assert again(reminder).outcome == SENT


def test_one_person_whose_key_cannot_be_opened_does_not_hold_up_the_others(phone, service, cast):
    Device.subscribe(cast.ana, service.subscription())
    hers, mine = waiting_for(cast.ana), waiting_for(cast.jo)
    DataKey.update(wrapped=b"nonsense").where(DataKey.id == cast.ana.id).execute()
    encryption.forget_keys()
    sending.send_due("one")
    assert again(mine).outcome == SENT
    assert again(hers).outcome is None, "it comes again when the lease ends"


def test_one_person_whose_planning_fails_does_not_hold_up_the_others(phone, service, cast, app):
    Device.subscribe(cast.ana, service.subscription())
    hers = Reminder.create(
        user=cast.ana.id,
        kind="session",
        about="x",
        due_at=clock.now(),
        wake_at=clock.now(),
        expires_at=clock.now() + HOUR,
    )
    mine = waiting_for(cast.jo)
    type(cast.ana).update(time_zone="Nowhere/Land").where(type(cast.ana).id == cast.ana.id).execute()
    sending.send_due("one")
    assert again(mine).outcome == SENT
    assert again(hers).outcome is None, "it comes again when the lease ends"


# Between claim and send


def test_what_was_withdrawn_after_the_claim_is_not_sent(phone, service, cast):
    reminder = waiting_for(cast.jo)
    claimed = claiming.claim("one")
    Reminder.update(outcome=WITHDRAWN, reason="cancelled").where(Reminder.id == reminder.id).execute()
    assert claiming.still_held("one", [one.id for one in claimed]) == []
    sending.send_due("one")
    assert service.received == []


def test_what_was_snoozed_while_under_way_stays_snoozed(phone, service, cast, still):
    reminder = waiting_for(cast.jo)
    sender = sending.Sender("one")
    with service.holding():
        sender.turn()
        service.wait_for(1)
        later = clock.now() + 10 * MINUTE
        Reminder.update(wake_at=later, due_at=later, claimed_by=None, claimed_at=None).where(
            Reminder.id == reminder.id
        ).execute()
    sender.finish()
    assert (again(reminder).outcome, again(reminder).wake_at) == (None, later)
    assert DeviceDelivery.select().count() == 0


# The clock


def test_a_clock_that_jumps_forward_between_claim_and_send(phone, service, cast, still):
    reminder = waiting_for(cast.jo)
    claimed = claiming.claim("one")
    still.shift(HOUR)
    assert claiming.still_held("one", [one.id for one in claimed]) == [], "the lease is over"
    sending.send_due("one")
    assert again(reminder).outcome == SENT
    assert len(service.received) == 1


def test_a_clock_that_is_set_back_an_hour_after_a_worker_died(phone, service, cast, still):
    reminder = waiting_for(cast.jo)
    claiming.claim("dead")
    still.shift(-HOUR)
    assert sending.send_due("alive") == 0
    claiming.release_after_clock_step()
    assert sending.send_due("alive") == 1
    assert again(reminder).outcome == SENT


def test_a_clock_that_is_set_back_while_a_reminder_waits_for_another_try(phone, service, cast, still):
    reminder = waiting_for(cast.jo)
    service.answer(500)
    sending.send_due("one")
    still.shift(-HOUR)
    claiming.release_after_clock_step()
    sending.send_due("one")
    assert again(reminder).outcome == SENT


def test_a_clock_that_is_set_back_sends_nothing_a_second_time(phone, service, cast, still):
    reminder = waiting_for(cast.jo)
    sending.send_due("one")
    for step in (-HOUR, 2 * HOUR, -HOUR):
        still.shift(step)
        claiming.release_after_clock_step()
        sending.send_due("one")
    assert again(reminder).outcome == SENT
    assert len(service.received) == 1
