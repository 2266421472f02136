"""Which push addresses and keys are taken from a phone, and which are not."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from push_service import Phone, base64url, from_base64url

from webapp.push.endpoints import BadSubscription, EndpointRules, read_subscription

RULES = EndpointRules()
GOOD = "https://fcm.googleapis.com/fcm/send/abc:APA91b-_x"


def subscription(endpoint=GOOD, **keys):
    made = Phone().subscription(endpoint)
    made["keys"].update(keys)
    return made


@pytest.mark.parametrize(
    "endpoint",
    [
        GOOD,
        "https://fcm.googleapis.com/wp/dQw4w9WgXcQ:APA91b",
        "https://fcm.googleapis.com:443/fcm/send/x",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABl_-=",
        "https://web.push.apple.com/QGuQyavXutnMH-x",
        "https://wns2-par02p.notify.windows.com/w/?token=BQYAAAD%2bx%3d%3d",
    ],
)
def test_it_takes_the_push_services_of_all_browsers(endpoint):
    assert read_subscription(subscription(endpoint), RULES).endpoint == endpoint


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/x",
        "http://169.254.169.254/latest/meta-data/",
        "https://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:8000/",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://[::ffff:127.0.0.1]/x",
        "https://2130706433/x",
        "https://0x7f000001/x",
        "https://localhost/x",
        "https://10.0.0.5/x",
        "https://fcm.googleapis.com@evil.example/x",
        "https://user:secret@fcm.googleapis.com/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evilfcm.googleapis.com/x",
        "https://evil.example/?fcm.googleapis.com",
        "https://evil.example#fcm.googleapis.com/x",
        "https://evil.example\\@fcm.googleapis.com/x",
        "https://fcm.googleapis.com\\@evil.example/x",
        "https://push.apple.com/x",
        "https://evilpush.apple.com/x",
        "https://.push.apple.com/x",
        "https://a..push.apple.com/x",
        "https://-.push.apple.com/x",
        "https://fcm.googleapis.com./x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com:0443/x",
        "https://fcm.googleapis.com:/x",
        "https://fcm.googleapis.com",
        "https://fcm.googleapis.com/",
        "https://fcm.googleapis.com/x#fragment",
        "https://fcm.googleapis.com/x y",
        "https://fcm.googleapis.com/x\r\nHost: evil.example",
        "https://fcm.goo\tgleapis.com/x",
        " https://fcm.googleapis.com/x",
        "https://fcm.googleapis.com/x\n",
        "https://fcm。googleapis.com/x",
        "https://ｆcm.googleapis.com/x",
        "HTTPS://FCM.GOOGLEAPIS.COM/x",
        "//fcm.googleapis.com/x",
        "file:///etc/passwd",
        "gopher://fcm.googleapis.com/x",
        "https://fcm.googleapis.com/" + "x" * 3000,
        "",
    ],
)
def test_it_refuses_hostile_addresses(endpoint):
    with pytest.raises(BadSubscription, match="push address"):
        read_subscription(subscription(endpoint), RULES)


def test_it_takes_a_push_service_of_ones_own_at_its_port_only():
    rules = EndpointRules(private_hosts="push.clinic.example:8443, 127.0.0.1:9000")
    rules.check("https://push.clinic.example:8443/x")
    rules.check("https://127.0.0.1:9000/x")
    rules.check(GOOD)
    for other in ("https://push.clinic.example/x", "https://127.0.0.1:9001/x", "http://127.0.0.1:9000/x"):
        with pytest.raises(BadSubscription):
            rules.check(other)


def test_it_follows_the_configured_hosts_instead_of_the_usual_ones():
    rules = EndpointRules(hosts="push.example, *.push.example")
    rules.check("https://push.example/x")
    rules.check("https://eu.push.example/x")
    with pytest.raises(BadSubscription):
        rules.check(GOOD)


@pytest.mark.parametrize("entry", ["push.example", ":443", "push.example:https", "push.example:"])
def test_it_refuses_a_private_host_without_a_port(entry):
    with pytest.raises(ValueError, match="PUSH_PRIVATE_HOSTS"):
        EndpointRules(private_hosts=entry)


def _off_curve():
    point = bytearray(from_base64url(Phone().subscription(GOOD)["keys"]["p256dh"]))
    point[-1] ^= 1
    return base64url(bytes(point))


@pytest.mark.parametrize(
    "keys",
    [
        {"auth": ""},
        {"auth": "***"},
        {"auth": base64url(b"1")},
        {"auth": base64url(b"x" * 15)},
        {"auth": base64url(b"x" * 17)},
        {"auth": base64.b64encode(b"\xff" * 16).decode()},
        {"auth": base64url(b"x" * 16) + "=="},
        {"auth": base64url(b"x" * 15 + b"\0")[:-1] + "B"},
        {"auth": "é" * 22},
        {"p256dh": ""},
        {"p256dh": base64url(b"\4" + b"\0" * 64)},
        {"p256dh": base64url(b"\4" + b"\xff" * 64)},
        {"p256dh": base64url(b"\2" + b"x" * 32)},
        {"p256dh": base64url(b"\0")},
        {"p256dh": _off_curve()},
        {"p256dh": "A" * 5000},
    ],
)
def test_it_refuses_keys_that_could_only_fail_when_sending(keys):
    with pytest.raises(BadSubscription, match="keys"):
        read_subscription(subscription(**keys), RULES)


@pytest.mark.parametrize(
    "data",
    [
        {},
        [],
        None,
        "text",
        {"endpoint": GOOD},
        {"endpoint": GOOD, "keys": None},
        {"endpoint": GOOD, "keys": []},
        {"endpoint": GOOD, "keys": {}},
        {"endpoint": GOOD, "keys": {"p256dh": 1, "auth": 2}},
        {"endpoint": [GOOD], "keys": {"p256dh": "x", "auth": "y"}},
        {"endpoint": None, "keys": {"p256dh": "x", "auth": "y"}},
    ],
)
def test_it_refuses_what_is_not_a_subscription(data):
    with pytest.raises(BadSubscription, match="not complete"):
        read_subscription(data, RULES)


@given(
    st.recursive(
        st.none() | st.booleans() | st.text() | st.integers(),
        lambda v: st.lists(v) | st.dictionaries(st.sampled_from(["endpoint", "keys", "auth", "p256dh"]), v),
    )
)
def test_it_never_fails_in_another_way(data):
    with pytest.raises(BadSubscription):
        read_subscription(data, RULES)


def test_every_real_phone_key_is_on_the_curve():
    for _ in range(50):
        read_subscription(subscription(), RULES)
