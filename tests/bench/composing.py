"""Messages a second and core: our composer against the least that `cryptography` must do, and against `pywebpush`.

All three seal the same JSON for the same phone. Ours pads it to 1 KB and signs once in twelve hours; `pywebpush`
does not pad and signs each message, as it comes. The least seals the padded payload and signs nothing.
`python -m tests.bench.composing`
"""

import os
import struct

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from py_vapid import Vapid02
from pywebpush import WebPusher

from tests.bench.rounds import FIRST_CORE, on_core, per_second, ratio, unless_short
from tests.push_service import Phone, from_base64url, public_point
from webapp.push.composing import PAYLOAD_BYTES, Composer, Message
from webapp.push.endpoints import Subscription
from webapp.push.vapid import generate_vapid, split_vapid

ROUNDS = unless_short(31, 1)
SECONDS = unless_short(0.2, 0.02)
AIM_OF_LEAST, AIM_OF_PYWEBPUSH = 0.8, 1.8
ENDPOINT = "https://fcm.googleapis.com/fcm/send/a-phone"
SUBJECT = "mailto:operator@example.org"
PAYLOAD = b'{"web_push":8030,"notification":{"title":"Waymark","body":"You have something coming up. Tap to see it."}}'


def run() -> dict[str, float]:
    """Print the rates and ratios."""
    phone = Phone()
    ways = ways_of(phone)
    for name, way in ways.items():  # each is a message that the phone can open
        assert b'"web_push"' in phone.open(way()), name
    with on_core(FIRST_CORE):
        rates = per_second(ways, ROUNDS, SECONDS)
    ours = rates["waymark"]
    print(f"Composing, messages/s on one core (median of {ROUNDS} alternating rounds)")
    print(f"  waymark       {ours:7.0f}")
    print(
        f"  cryptography  {rates['cryptography']:7.0f}   {ratio(ours, rates['cryptography'], AIM_OF_LEAST)}"
    )
    print(f"  pywebpush     {rates['pywebpush']:7.0f}   {ratio(ours, rates['pywebpush'], AIM_OF_PYWEBPUSH)}")
    return rates


def ways_of(phone: Phone) -> dict:
    """Each way of making one sealed body."""
    keys = generate_vapid()
    given = phone.subscription(ENDPOINT)
    subscription = Subscription(given["endpoint"], **given["keys"])
    composer = Composer(keys, SUBJECT)
    vapid = Vapid02.from_pem(split_vapid(keys)[0])
    peer, auth = (from_base64url(given["keys"][name]) for name in ("p256dh", "auth"))
    padded = PAYLOAD.ljust(PAYLOAD_BYTES)

    def waymark() -> bytes:
        message = Message(
            title="Waymark",
            body="You have something coming up. Tap to see it.",
            url="https://care.example.org/schedule/0123456789abcdefghjkmnpqrs",
            tag="0123456789abcdefghjkmnpqrs",
            ttl=3600,
        )
        return composer.compose(subscription, message)[0]

    def pywebpush() -> bytes:
        vapid.sign({"sub": SUBJECT, "aud": "https://fcm.googleapis.com", "exp": 2_000_000_000})
        return WebPusher(given).encode(PAYLOAD, "aes128gcm")["body"]

    return {
        "waymark": waymark,
        "cryptography": lambda: sealed(padded, peer, auth),
        "pywebpush": pywebpush,
    }


def sealed(payload: bytes, peer_point: bytes, auth: bytes) -> bytes:
    """RFC 8291 with nothing around it: one key pair, one ECDH, HKDF, AES-GCM."""
    own = ec.generate_private_key(ec.SECP256R1())
    own_point = public_point(own)
    peer = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), peer_point)
    shared = own.exchange(ec.ECDH(), peer)
    secret = _derived(shared, auth, b"WebPush: info\0" + peer_point + own_point, 32)
    salt = os.urandom(16)
    key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + struct.pack("!LB", 4096, len(own_point)) + own_point
    return head + AESGCM(key).encrypt(nonce, payload + b"\2", None)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


if __name__ == "__main__":
    run()
