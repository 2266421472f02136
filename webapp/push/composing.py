"""A message as it goes over the wire: sealed for one device, always of one size, signed for its service.

`webpush` seals; the headers are ours, because it sends neither Urgency nor Topic, keeps a `ttl` given to one
message for all later ones, and has a default that loses what a sleeping phone did not fetch at once.
"""

import binascii
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from webpush import WebPush
from webpush.vapid import VAPID

from webapp import clock
from webapp.push.endpoints import Subscription, origin_of
from webapp.push.vapid import split_vapid

PAYLOAD_BYTES = 1024  # every payload is padded to this, so that its length says nothing
MAX_TTL = 28 * 24 * 3600
_REUSE_SIGNATURE = 12 * 3600
_SIGNATURE_LASTS = 18 * 3600  # services refuse more than 24 h; the rest is for clocks that differ
_MAX_ORIGINS = 500
_DECLARATIVE_WEB_PUSH = 8030  # the number that marks the format (RFC 8030)
_TAG = re.compile(r"[A-Za-z0-9_-]{1,32}")
_write = json.JSONEncoder(ensure_ascii=False).encode
_MAILTO = re.compile(r"mailto:(?P<address>[^@\s]+@[^@\s]+\.[^@\s.]+)")


class Action(NamedTuple):
    """A button on a notification. Where no worker answers it, it opens `navigate` (absolute)."""

    action: str
    title: str
    navigate: str


@dataclass(slots=True)
class Message:
    """What a phone shows. The words must be neutral: they may be read on a lock screen."""

    title: str
    body: str
    url: str  # absolute; opened on tap
    tag: str  # a repeat with the same tag replaces what is shown or still waiting
    ttl: int  # seconds a sleeping phone may take to fetch it
    urgency: str = "normal"
    lang: str = "en"
    actions: tuple[Action, ...] = ()
    app_badge: int | None = None  # the number on the app's icon, where there is one

    def __post_init__(self):
        if not 0 < self.ttl <= MAX_TTL:
            raise ValueError("a message needs a ttl above 0: with 0 a sleeping phone never gets it")
        if not _TAG.fullmatch(self.tag):
            raise ValueError("a tag is 1 to 32 URL-safe characters")
        if self.urgency not in ("very-low", "low", "normal", "high"):
            raise ValueError(f"no such urgency: {self.urgency!r}")

    @property
    def payload(self) -> bytes:
        """Declarative Web Push JSON, which Safari shows by itself and our service worker reads."""
        written = self._written(self.actions)
        if self.actions and len(written) > PAYLOAD_BYTES:
            written = self._written(())  # better without buttons than not at all
        if len(written) > PAYLOAD_BYTES:
            raise ValueError(f"a message of {len(written)} bytes is longer than {PAYLOAD_BYTES}")
        return written.ljust(PAYLOAD_BYTES)

    def _written(self, actions: tuple[Action, ...]) -> bytes:
        own = f'"navigate": {_write(self.url)}, "tag": {_write(self.tag)}'
        if actions:
            own += f', "actions": {_write([action._asdict() for action in actions])}'
        badge = "" if self.app_badge is None else f', "app_badge": {self.app_badge}'
        return f"{_beginning(self.title, self.body, self.lang)}, {own}}}{badge}}}".encode()


@lru_cache(maxsize=512)  # thousands who are due at once are told the same
def _beginning(title: str, body: str, lang: str) -> str:
    """The JSON of a message as far as its words go; what is its own follows inside of the notification."""
    notification = {"title": title, "body": body, "lang": lang, "dir": "auto"}
    return _write({"web_push": _DECLARATIVE_WEB_PUSH, "notification": notification}).removesuffix("}}")


class Composer:
    """Seals and signs for one installation; safe to share between threads."""

    def __init__(self, vapid_keys: str, subject: str):
        """`subject` is the mailto: address at which push services reach the operator."""
        private, public = split_vapid(vapid_keys)
        address = _MAILTO.fullmatch(subject)
        if not address or address["address"].endswith(".localhost"):
            raise ValueError("VAPID_SUBJECT must be mailto: and a public address; Apple refuses localhost")
        self._sealer = _Sealer(private, public, subscriber=address["address"], expiration=_SIGNATURE_LASTS)
        self._sealer.vapid = _SignatureByOrigin(private, public)

    def compose(self, subscription: Subscription, message: Message) -> tuple[bytes, dict[str, str]]:
        """The body and headers to POST to the subscription's endpoint."""
        # The subscription is our own object, not the library's model, whose validation (`endpoints.py` is stricter)
        # costs a tenth.
        body, authorization = self._sealer.seal(message.payload, subscription)
        return body, {
            "TTL": str(message.ttl),
            "Urgency": message.urgency,
            "Topic": message.tag,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "Authorization": authorization,
        }


class _Sealer(WebPush):
    """`webpush` by its two halves: `get()` keeps what it is given for later messages and validates its own answer."""

    def seal(self, payload: bytes, subscription: Subscription) -> tuple[bytes, str]:
        """The sealed body, and the signature for its service."""
        signature = self.vapid.get_authorization_header(
            subscription.endpoint, self.subscriber, self.expiration
        )
        return self._encrypt(payload, subscription), signature

    def _decode_subscription_key(self, key: str) -> bytes:
        """As the library's, in fewer steps: a stored key is known to be base64url."""
        return binascii.a2b_base64(key.replace("-", "+").replace("_", "/") + "==")


class _Origin(NamedTuple):
    """What webpush signs for, with the port that it would drop left on the host."""

    scheme: str
    host: str


class _SignatureByOrigin(VAPID):
    """Signs once in twelve hours for each push service instead of once for each message."""

    def __init__(self, private_key: bytes, public_key: bytes):
        super().__init__(private_key, public_key)
        self._signed = {}

    def get_authorization_header(self, endpoint, subscriber, expiration):
        origin = origin_of(endpoint)
        at = clock.now().timestamp()
        signed_at, header = self._signed.get(origin, (None, None))
        if header is None or not 0 <= at - signed_at < _REUSE_SIGNATURE:
            header = super().get_authorization_header(_Origin(*origin.split("://")), subscriber, expiration)
            if len(self._signed) >= _MAX_ORIGINS:
                self._signed.clear()
            self._signed[origin] = (at, header)
        return header
