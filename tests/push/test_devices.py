"""A person's devices: kept sealed, one owner each, forgotten when their service says so."""

import datetime as dt

import pytest
import time_machine
from push_service import push_service_for

from webapp import clock, database
from webapp.push.composing import Message
from webapp.push.endpoints import BadSubscription
from webapp.push.models import HOPELESS, MOST_DEVICES, Device, LostDevice, NotOn, WornOut

MESSAGE = Message(title="Waymark", body="Something is coming up.", url="https://a.example/", tag="t", ttl=60)


@pytest.fixture
def service(app, tmp_path):
    """A push service that the app may send to."""
    with push_service_for(app, tmp_path) as running, app.app_context():
        yield running


def replacing(data, service) -> dict:
    """What a phone tells that has a new address in place of this one."""
    return service.subscription() | {"previous": data["endpoint"]}


def lost() -> list[tuple[str, str]]:
    return [(one.user_id, one.label) for one in LostDevice.select()]


def test_it_keeps_a_subscription_and_sends_to_it(service, cast):
    device = Device.subscribe(cast.jo, service.subscription(), "Chrome on Android")
    assert device.health == "untried"
    assert Device.get().send(MESSAGE).sent
    assert service.received[0].notification["body"] == "Something is coming up."
    assert (Device.get().health, Device.get().label) == ("working", "Chrome on Android")
    assert Device.get().last_success_at is not None


def test_the_address_is_sealed_in_the_database(service, cast):
    data = service.subscription()
    Device.subscribe(cast.jo, data)
    (row,) = database.db.execute_sql("SELECT * FROM device").fetchall()
    stored = b"".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode() for value in row
    )
    for secret in (data["endpoint"], data["endpoint"].rsplit("/", 1)[1], *data["keys"].values()):
        assert secret.encode() not in stored


def test_the_same_phone_again_is_one_device(service, cast):
    data = service.subscription()
    first = Device.subscribe(cast.jo, data)
    with time_machine.travel(clock.now() + dt.timedelta(days=3)):
        again = Device.subscribe(cast.jo, data | {"keys": service.subscription()["keys"]})
    assert again.id == first.id
    assert Device.get().seen_at > first.seen_at
    assert Device.get().auth != first.auth, "a phone may renew its keys"


def test_a_phone_moves_to_who_turns_reminders_on_there_and_the_other_is_told(service, cast):
    data = service.subscription()
    Device.subscribe(cast.jo, data, "Chrome on Android")
    Device.subscribe(cast.ana, data)
    assert [device.user_id for device in Device.select()] == [cast.ana.id]
    assert lost() == [(cast.jo.id, "Chrome on Android")]
    with pytest.raises(NotOn):
        Device.renew(cast.jo, data)


def test_a_fresh_address_of_the_same_phone_takes_the_place_of_anybodys_old_one(service, cast):
    data = service.subscription()
    Device.subscribe(cast.jo, data)
    Device.subscribe(cast.ana, replacing(data, service))
    assert [device.user_id for device in Device.select()] == [cast.ana.id]


def test_a_phone_that_comes_by_is_seen_and_stays_one_device(service, cast):
    data = service.subscription()
    first = Device.subscribe(cast.jo, data, "Chrome on Android")
    with time_machine.travel(clock.now() + dt.timedelta(days=40)):
        assert Device.renew(cast.jo, data, "Chrome on Android").id == first.id
    with time_machine.travel(clock.now() + dt.timedelta(days=80)):
        assert Device.forget_unseen() == 0


def test_a_new_address_takes_the_place_of_the_old(service, cast):
    data = service.subscription()
    first = Device.subscribe(cast.jo, data)
    service.answer(500)
    first.send(MESSAGE)
    new = replacing(data, service)
    assert Device.renew(cast.jo, new).id == first.id
    (device,) = Device.select()
    assert (device.endpoint, device.health) == (new["endpoint"], "untried")
    assert device.send(MESSAGE).sent


def test_nothing_is_turned_on_that_the_person_did_not_turn_on(service, cast):
    data = service.subscription()
    device = Device.subscribe(cast.jo, data)
    for phone in (data, replacing(data, service), service.subscription()):
        with pytest.raises(NotOn):
            Device.renew(cast.ana, phone)
    assert [(one.id, one.user_id) for one in Device.select()] == [(device.id, cast.jo.id)]
    device.delete_instance()  # "Remove", on another phone
    for phone in (data, replacing(data, service)):
        with pytest.raises(NotOn):
            Device.renew(cast.jo, phone)


def test_a_lost_phone_comes_back_with_a_new_address_and_not_with_the_old(service, cast):
    data = service.subscription()
    device = Device.subscribe(cast.jo, data, "Chrome on Android")
    service.answer(410)
    device.send(MESSAGE)
    assert Device.has(data["endpoint"]), "it would get reminders again"
    with pytest.raises(WornOut):
        Device.renew(cast.jo, data)
    with pytest.raises(NotOn):
        Device.renew(cast.ana, replacing(data, service))
    assert Device.renew(cast.jo, replacing(data, service), "Chrome on Android").send(MESSAGE).sent
    assert lost() == []


def test_an_address_is_known_by_whoever_has_it(service, cast):
    data = service.subscription()
    Device.subscribe(cast.jo, data)
    assert Device.has(data["endpoint"])
    assert not Device.has(service.subscription()["endpoint"]) and not Device.has("")


@pytest.mark.parametrize(
    "endpoint",
    ["https://10.0.0.1/x", "https://evil.example/x", "http://fcm.googleapis.com/x", "https://127.0.0.1:1/x"],
)
def test_it_refuses_hostile_addresses_and_writes_nothing(service, cast, endpoint):
    with pytest.raises(BadSubscription):
        Device.subscribe(cast.jo, service.subscription() | {"endpoint": endpoint})
    assert not Device.select().exists()


@pytest.mark.parametrize("code", [404, 410])
def test_a_device_that_is_gone_is_deleted_and_the_others_stay(service, cast, code):
    gone = Device.subscribe(cast.jo, service.subscription())
    other = Device.subscribe(cast.jo, service.subscription())
    service.answer(code)
    gone.send(MESSAGE)
    assert [device.id for device in Device.select()] == [other.id]


@pytest.mark.parametrize("code", [400, 401, 403, 413, 429, 500])
def test_a_failure_is_shown_and_deletes_nothing(service, cast, code):
    device = Device.subscribe(cast.jo, service.subscription())
    service.answer(code)
    device.send(MESSAGE)
    assert (Device.get().health, Device.get().last_failure) == ("failing", str(code))
    device.send(MESSAGE)
    assert Device.get().health == "working"


def test_a_person_keeps_only_so_many_devices(service, cast):
    start = clock.now()
    for number in range(MOST_DEVICES + 2):
        with time_machine.travel(start + dt.timedelta(minutes=number)):
            Device.subscribe(cast.jo, service.subscription(), str(number))
    assert sorted(int(device.label) for device in Device.of(cast.jo)) == list(range(2, MOST_DEVICES + 2))
    assert sorted(lost()) == [(cast.jo.id, "0"), (cast.jo.id, "1")], "and is told of the others"


def test_a_device_unseen_for_two_months_is_forgotten_and_its_person_told(service, cast):
    Device.subscribe(cast.jo, service.subscription(), "old")
    with time_machine.travel(clock.now() + dt.timedelta(days=61)):
        Device.subscribe(cast.jo, service.subscription(), "new")
        assert Device.forget_unseen() == 1
    assert Device.get().label == "new"
    assert lost() == [(cast.jo.id, "old")]


def test_it_keeps_since_when_a_device_fails(service, cast):
    device = Device.subscribe(cast.jo, service.subscription())
    start = clock.now().replace(microsecond=0)
    for hours in (0, 5):
        with time_machine.travel(start + dt.timedelta(hours=hours), tick=False):
            service.answer(500)
            Device.get().send(MESSAGE)
    assert Device.get().failing_since == start
    device.send(MESSAGE)
    assert Device.get().failing_since is None


def test_a_lost_device_is_told_until_reminders_are_on_there_again(service, cast):
    device = Device.subscribe(cast.jo, service.subscription(), "Chrome on Android")
    service.answer(410)
    device.send(MESSAGE)
    assert lost() == [(cast.jo.id, "Chrome on Android")]
    Device.subscribe(cast.jo, service.subscription(), "Firefox on Linux")
    Device.subscribe(cast.ana, service.subscription(), "Chrome on Android")
    assert LostDevice.select().count() == 1, "that is another phone"
    Device.subscribe(cast.jo, service.subscription(), "Chrome on Android")
    assert not LostDevice.select().exists()


def test_one_that_its_owner_removed_meanwhile_is_not_lost(service, cast):
    device = Device.subscribe(cast.jo, service.subscription())
    Device.delete().execute()
    service.answer(410)
    device.send(MESSAGE)
    assert not LostDevice.select().exists()


def test_nobody_is_reached_without_a_device_or_after_a_day_of_failing(service, cast):
    assert Device.reaches_nobody(cast.jo)
    Device.subscribe(cast.jo, service.subscription())
    assert not Device.reaches_nobody(cast.jo) and Device.reaches_nobody(cast.ana)
    Device.update(failing_since=clock.now() - HOPELESS + dt.timedelta(minutes=1)).execute()
    assert not Device.reaches_nobody(cast.jo), "that may pass"
    Device.update(failing_since=clock.now() - HOPELESS).execute()
    assert Device.reaches_nobody(cast.jo)
    Device.subscribe(cast.jo, service.subscription())
    assert not Device.reaches_nobody(cast.jo), "one is enough"
