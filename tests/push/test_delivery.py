"""Sending to a real push service over TLS, and to services that misbehave."""

import contextlib
import datetime as dt
import functools
import threading
import time
from email.utils import formatdate

import push_service
import pytest
from ending import WITHIN
from push_service import PushService, status
from serving.processes import wait_until
from time_machine import escape_hatch

from webapp.push import delivery, exchanges
from webapp.push.addresses import is_public
from webapp.push.answers import Outcome, read_answer
from webapp.push.composing import Message
from webapp.push.courier import Courier
from webapp.push.delivery import Delivery
from webapp.push.endpoints import EndpointRules, read_subscription
from webapp.push.vapid import application_server_key, generate_vapid

KEYS = generate_vapid()
SENDER = {"VAPID_KEYS": KEYS, "VAPID_SUBJECT": "mailto:operator@example.org"}


@pytest.fixture
def service(tmp_path):
    with PushService(tmp_path, application_server_key(KEYS)) as running:
        yield running


@pytest.fixture
def courier(service):
    return Courier(SENDER | service.settings)


def send(courier, service, data=None, **changes):
    subscription = read_subscription(data or service.subscription(), courier.rules)
    fields = {
        "title": "Waymark",
        "body": "You have a reminder.",
        "url": "https://a.example/",
        "tag": "t1",
        "ttl": 60,
    }
    return courier.deliver(subscription, Message(**fields | changes))


def test_it_delivers(courier, service):
    assert send(courier, service) == Outcome("sent", "201")
    (received,) = service.received
    assert received.notification["body"] == "You have a reminder."
    assert received.topic == "t1"
    assert service.faults == []


def test_one_connection_carries_many_messages(courier, service):
    assert all(send(courier, service).sent for _ in range(5))
    assert service.connections == 1


def test_a_repeat_replaces_what_the_phone_shows(courier, service):
    phone = service.subscription()
    for words in ("first", "second"):
        send(courier, service, phone, body=words)
    assert [shown["body"] for shown in service.shown(phone)] == ["second"]


@pytest.mark.parametrize(
    ("code", "result"),
    [
        (200, "sent"),
        (202, "sent"),
        (204, "sent"),
        (404, "gone"),
        (410, "gone"),
        (413, "too_large"),
        (400, "refused"),
        (401, "refused"),
        (403, "refused"),
        (429, "later"),
        (500, "later"),
        (503, "later"),
    ],
)
def test_it_understands_each_answer(courier, service, code, result):
    service.answer(code)
    assert send(courier, service) == Outcome(result, str(code))


def test_it_waits_as_long_as_it_is_told(courier, service):
    service.answer(status(429, Retry_After="120"))
    assert send(courier, service).retry_after == 120


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_it_follows_no_redirect(courier, service, code):
    service.answer(status(code, Location=f"{service.origin}/elsewhere"))
    assert send(courier, service) == Outcome("refused", str(code))
    assert len(service.received) == 1


def test_it_does_not_read_a_body_without_end(courier, service):
    service.answer(push_service.body_without_end)
    started = time.monotonic()
    assert send(courier, service).sent
    assert time.monotonic() - started < 2
    assert send(courier, service).sent, "the next message goes over a new connection"


def test_it_gives_up_on_a_service_that_hangs(courier, service, monkeypatch):
    monkeypatch.setattr(exchanges, "TOTAL_SECONDS", 0.3)
    impatient = Courier(SENDER | service.settings)
    with service.holding():
        started = time.monotonic()
        assert send(impatient, service) == Outcome("later", "timeout")
        assert time.monotonic() - started < 3


@contextlib.contextmanager
def hanging(*services: PushService):
    """They take what comes, whatever it is, and answer nothing while the block lasts."""
    ended = threading.Event()

    def take(service, handler, body):
        service.received.append(handler.path)
        return lambda handler: ended.wait(WITHIN)

    for service in services:
        service.take = functools.partial(take, service)
    try:
        yield
    finally:
        ended.set()


def test_no_message_waits_for_the_answer_to_another(service, monkeypatch):
    monkeypatch.setattr(exchanges, "CONNECT_SECONDS", WITHIN)
    monkeypatch.setattr(exchanges, "TOTAL_SECONDS", WITHIN)
    courier = Courier(SENDER | service.settings)
    with hanging(service):
        for number in range(20):
            courier._delivery.start(f"{service.origin}/{number}", b"", {}, lambda outcome: None)
        wait_until(lambda: len(service.received) == 20, WITHIN, "arriving")


def test_several_services_that_hang_leave_room_for_one_that_works(service, tmp_path, monkeypatch):
    monkeypatch.setattr(delivery, "AT_ONCE", 64)
    monkeypatch.setattr(exchanges, "CONNECT_SECONDS", WITHIN)
    monkeypatch.setattr(exchanges, "TOTAL_SECONDS", WITHIN)
    with contextlib.ExitStack() as running:
        others = [tmp_path / str(number) for number in range(5)]
        for folder in others:
            folder.mkdir()
        hang = [running.enter_context(PushService(folder)) for folder in others]
        all_of_them = tmp_path / "all.pem"
        all_of_them.write_bytes(b"".join(one.ca_file.read_bytes() for one in [service, *hang]))
        private = " ".join(one.host_port for one in [service, *hang])
        courier = Courier(SENDER | {"PUSH_PRIVATE_HOSTS": private, "PUSH_CA_FILE": str(all_of_them)})
        given_up = []
        with hanging(*hang):
            for one in hang:
                for _ in range(64):
                    courier._delivery.start(f"{one.origin}/push/x", b"", {}, given_up.append)
            wait_until(lambda: sum(len(one.received) for one in hang) > 50, WITHIN, "filling what there is")
            assert send(courier, service).sent
        assert "later" not in {outcome.result for outcome in given_up}, (
            "it did not wait until they were given up"
        )


def test_it_cuts_off_a_service_that_drips(courier, service, monkeypatch):
    monkeypatch.setattr(exchanges, "TOTAL_SECONDS", 0.5)
    service.answer(push_service.drip)
    started = time.monotonic()
    assert send(courier, service) == Outcome("later", "timeout")
    assert time.monotonic() - started < 3


def test_it_tries_again_later_when_the_connection_breaks(courier, service):
    service.answer(push_service.hang_up)
    assert send(courier, service) == Outcome("later", "connection broke")


def test_it_tries_again_later_when_nobody_listens(tmp_path):
    with PushService(tmp_path) as service:
        courier, phone = Courier(SENDER | service.settings), service.subscription()
    assert send(courier, service, phone) == Outcome("later", "no connection")


def test_it_trusts_only_certificates_that_somebody_vouches_for(service):
    stranger = Courier(SENDER | service.settings | {"PUSH_CA_FILE": None})
    assert send(stranger, service) == Outcome("later", "certificate")
    assert service.received == []


def test_it_refuses_a_stored_address_that_is_no_longer_allowed(courier, service):
    subscription = read_subscription(service.subscription(), courier.rules)
    strict = Courier(SENDER)
    assert strict.deliver(subscription, Message("W", "b", "https://a.example/", "t", 60)) == Outcome(
        "refused", "address"
    )
    assert service.connections == 0


def test_it_refuses_a_known_name_that_leads_to_a_private_address(service):
    # "localhost" is on the list of hosts, but the address behind it is this machine.
    guarded = Delivery(EndpointRules(hosts="localhost"), str(service.ca_file))
    assert guarded.post(f"https://localhost:{service.port}/push/x", b"", {}) == Outcome(
        "refused", "private address"
    )
    assert service.connections == 0


def test_it_cannot_speak_plain_http(service):
    # The check of the endpoint is not the only door.
    guarded = Delivery(EndpointRules(private_hosts=service.host_port))
    assert guarded.post(f"http://{service.host_port}/", b"", {}) == Outcome("refused", "address")
    assert service.connections == 0


def test_it_asks_no_proxy_that_the_environment_names(courier, service, monkeypatch):
    for name in ("https_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # nobody listens there
    assert send(courier, service).sent


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "142.250.185.74", "2a00:1450:4001:82a::200a", "64:ff9b::8.8.8.8"]
)
def test_public_addresses(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2002:a00:1::",
    ],
)
def test_addresses_that_are_not_public(address):
    assert not is_public(address)


MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("0", None),
        ("1", 1),
        ("3600", 3600),
        ("1000000000", 3600),
        ("9" * 400, None),
        (5 * MINUTE, 300),
        (5 * DAY, 3600),
        (-5 * DAY, None),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("Fri, 99 May 99999 12:05:00 GMT", None),
    ],
)
def test_it_reads_how_long_to_wait_and_never_waits_more_than_an_hour(courier, service, written, seconds):
    if isinstance(written, dt.timedelta):  # libcurl reads the clock of the machine, which no test moves
        written = formatdate(escape_hatch.time.time() + written.total_seconds(), usegmt=True)
    service.answer(status(503, Retry_After=written))
    told = send(courier, service).retry_after
    assert told == seconds or (seconds == 300 and 240 < told <= 300)


@pytest.mark.parametrize("code", [100, 206, 300, 402, 418])
def test_an_answer_nobody_foresaw_counts_as_refused(code):
    assert read_answer(code).result == "refused"
