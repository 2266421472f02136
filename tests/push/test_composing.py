"""What goes over the wire: one size, headers of our own, a signature for the right service."""

import datetime as dt
import json
import threading

import jwt
import pytest
import time_machine
from cryptography.hazmat.primitives import serialization
from ending import joined
from push_service import Phone, base64url

from webapp.push.composing import PAYLOAD_BYTES, Action, Composer, Message
from webapp.push.endpoints import EndpointRules, read_subscription
from webapp.push.vapid import application_server_key, generate_vapid, split_vapid

KEYS = generate_vapid()
SUBJECT = "mailto:operator@example.org"
ENDPOINT = "https://updates.push.services.mozilla.com/wpush/v2/abc"
RULES = EndpointRules(private_hosts="push.clinic.example:8443")


@pytest.fixture
def composer():
    return Composer(KEYS, SUBJECT)


def message(**changes):
    return Message(
        **{
            "title": "Waymark",
            "body": "You have a reminder.",
            "url": "https://a.example/",
            "tag": "t1",
            "ttl": 600,
        }
        | changes
    )


def compose(composer, endpoint=ENDPOINT, **changes):
    phone = Phone()
    subscription = read_subscription(phone.subscription(endpoint), RULES)
    body, headers = composer.compose(subscription, message(**changes))
    return phone, body, headers


def claims(headers):
    token = headers["Authorization"].removeprefix("vapid t=").partition(",")[0]
    _, public = split_vapid(KEYS)
    return jwt.decode(token, public, algorithms=["ES256"], options={"verify_aud": False})


def test_the_phone_opens_it_and_finds_declarative_web_push(composer):
    phone, body, _ = compose(composer, lang="es", body="Un recordatorio: mañana")
    assert json.loads(phone.open(body)) == {
        "web_push": 8030,
        "notification": {
            "title": "Waymark",
            "body": "Un recordatorio: mañana",
            "navigate": "https://a.example/",
            "tag": "t1",
            "lang": "es",
            "dir": "auto",
        },
    }


def test_every_message_has_the_same_length(composer):
    sizes = {len(compose(composer, body=words)[1]) for words in ("", "a", "é" * 300, "x" * 700)}
    assert len(sizes) == 1 and sizes.pop() < 4096


def test_it_refuses_a_message_that_is_too_long(composer):
    with pytest.raises(ValueError, match="longer than"):
        compose(composer, body="x" * PAYLOAD_BYTES)


def test_it_says_how_long_how_urgent_and_what_it_replaces(composer):
    _, _, headers = compose(composer, ttl=600, urgency="high", tag="abc_-9")
    assert headers.pop("Authorization").startswith("vapid t=")
    assert headers == {
        "TTL": "600",
        "Urgency": "high",
        "Topic": "abc_-9",
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
    }


def test_one_message_s_time_to_live_does_not_stick_to_the_next(composer):
    assert [compose(composer, ttl=ttl)[2]["TTL"] for ttl in (77, 600, 5)] == ["77", "600", "5"]


@pytest.mark.parametrize(
    "changes",
    [
        {"ttl": 0},
        {"ttl": -1},
        {"ttl": 10**9},
        {"tag": ""},
        {"tag": "x" * 33},
        {"tag": "a b"},
        {"tag": "é"},
        {"urgency": "now"},
    ],
)
def test_it_refuses_what_services_would_refuse_or_lose(changes):
    with pytest.raises(ValueError):
        message(**changes)


def test_the_signature_names_the_service_and_the_operator(composer):
    signed = claims(compose(composer)[2])
    assert signed["aud"] == "https://updates.push.services.mozilla.com"
    assert signed["sub"] == SUBJECT
    assert 12 * 3600 < signed["exp"] - dt.datetime.now(dt.UTC).timestamp() < 24 * 3600


def test_the_signature_names_a_port_that_is_not_the_usual_one(composer):
    signed = claims(compose(composer, "https://push.clinic.example:8443/x")[2])
    assert signed["aud"] == "https://push.clinic.example:8443"


def test_the_header_carries_the_key_that_the_page_subscribes_with(composer):
    assert compose(composer)[2]["Authorization"].endswith(f", k={application_server_key(KEYS)}")


def test_one_signature_serves_a_service_for_twelve_hours(composer):
    start = dt.datetime(2026, 3, 7, 12, tzinfo=dt.UTC)
    with time_machine.travel(start, tick=False) as clock:

        def signature(endpoint=ENDPOINT):
            return compose(composer, endpoint)[2]["Authorization"]

        first = signature()
        assert signature() == first
        assert signature("https://web.push.apple.com/x") != first
        clock.shift(dt.timedelta(hours=11, minutes=59))
        assert signature() == first
        clock.shift(dt.timedelta(minutes=2))
        second = signature()
        assert second != first
        clock.shift(dt.timedelta(days=-30))  # the machine's clock was wrong and is set right
        assert signature() != second


def test_threads_share_it_without_mixing_messages(composer):
    failures = []

    def work(number):
        for _ in range(20):
            phone, body, headers = compose(composer, ttl=number, tag=f"t{number}")
            tag = json.loads(phone.open(body))["notification"]["tag"]
            if (tag, headers["TTL"], headers["Topic"]) != (f"t{number}", str(number), f"t{number}"):
                failures.append(number)

    threads = [threading.Thread(target=work, args=[number], daemon=True) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    joined(*threads)
    assert failures == []


def test_the_key_for_the_page_is_the_point_of_the_public_key():
    _, public = split_vapid(KEYS)
    point = serialization.load_pem_public_key(public).public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    assert application_server_key(KEYS) == base64url(point)


@pytest.mark.parametrize(
    "keys", ["", None, "nonsense", split_vapid(KEYS)[0].decode(), split_vapid(KEYS)[1].decode()]
)
def test_it_refuses_to_start_without_both_keys(keys):
    with pytest.raises(ValueError, match="VAPID_KEYS"):
        Composer(keys, SUBJECT)


@pytest.mark.parametrize(
    "subject",
    ["", "operator@example.org", "mailto:root@localhost", "mailto:a@b.localhost", "https://example.org"],
)
def test_it_refuses_a_subject_that_services_refuse(subject):
    with pytest.raises(ValueError, match="VAPID_SUBJECT"):
        Composer(KEYS, subject)


def written(**changes):
    payload = message(**changes).payload
    return json.loads(payload() if callable(payload) else payload)


def test_buttons_and_the_number_on_the_icon_have_their_places(composer):
    snooze = Action("snoozed", "In 30 minutes", "https://a.example/reminders/1")
    data = written(actions=(snooze,), app_badge=1)
    assert data["app_badge"] == 1, "beside the notification, not in it"
    assert data["notification"]["actions"] == [
        {"action": "snoozed", "title": "In 30 minutes", "navigate": "https://a.example/reminders/1"}
    ]
    assert "actions" not in written()["notification"] and "app_badge" not in written()


def test_a_long_message_goes_without_buttons_rather_than_not_at_all(composer):
    snooze = Action("snoozed", "In 30 minutes", "https://a.example/reminders/1")
    data = written(actions=(snooze,), body="x" * 800)
    assert "actions" not in data["notification"] and len(data["notification"]["body"]) == 800
