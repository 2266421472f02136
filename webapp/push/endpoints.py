"""What a phone may give us as its push address: checked before it is stored and again before each sending.

An endpoint is user input that our server will connect to, so only https URLs of known push services pass.
`delivery.py` holds the second door: it refuses private addresses at the moment of connecting.
"""

import base64
import re
from typing import NamedTuple

from flask_babel import gettext as _

PUBLIC_HOSTS = "fcm.googleapis.com *.push.services.mozilla.com *.push.apple.com *.notify.windows.com"

_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
# All the grammar we accept: no user name, IPv6 literal or fragment, nothing two parsers read differently.
_ENDPOINT = re.compile(
    rf"https://(?P<host>{_LABEL}(?:\.{_LABEL})*)(?::(?P<port>[1-9][0-9]{{0,4}}))?"
    r"(?P<path>/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]+)"
)
_MAX_ENDPOINT = 2048
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+")

# The curve P-256: y^2 = x^3 - 3x + b over the integers mod p.
_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B


class BadSubscription(ValueError):
    """A subscription we do not take; its text may be shown to the person."""


class Subscription(NamedTuple):
    """A push address and the two keys that messages to it are sealed with."""

    endpoint: str
    p256dh: str
    auth: str

    @property
    def keys(self) -> "Subscription":
        """Where `webpush` looks for the two keys."""
        return self


class EndpointRules:
    """Which hosts may be sent to, from the settings PUSH_HOSTS and PUSH_PRIVATE_HOSTS."""

    def __init__(self, hosts: str | None = None, private_hosts: str | None = None):
        """`hosts`: names, "*.name" for all below it; `private_hosts`: "host:port" on one's own network."""
        names = _listed(hosts) or _listed(PUBLIC_HOSTS)
        self.exact = {name for name in names if not name.startswith("*.")}
        self.suffixes = tuple(name[1:] for name in names if name.startswith("*."))
        self.private = frozenset(_host_and_port(entry) for entry in _listed(private_hosts))

    def check(self, endpoint: str) -> None:
        """BadSubscription unless the endpoint is one we may send to."""
        match = _ENDPOINT.fullmatch(endpoint) if len(endpoint) <= _MAX_ENDPOINT else None
        if not match:
            raise BadSubscription(_("This push address is not a plain https address."))
        host, port = match["host"], int(match["port"] or 443)
        if not (self.is_private(host, port) or port == 443 and self._is_known(host)):
            raise BadSubscription(_("This push address does not belong to a push service that we know."))

    def is_private(self, host: str, port: int) -> bool:
        return (host, port) in self.private

    def _is_known(self, host: str) -> bool:
        return host in self.exact or host.endswith(self.suffixes)


def origin_of(endpoint: str) -> str:
    """The push service of a checked endpoint: "https://host", with its port if that is not the usual one."""
    return endpoint[: endpoint.index("/", len("https://"))].removesuffix(":443")


def read_subscription(data: object, rules: EndpointRules) -> Subscription:
    """The subscription in a browser's `PushSubscription.toJSON()`; BadSubscription says what is wrong."""
    keys = data.get("keys") if isinstance(data, dict) else None
    values = (data.get("endpoint"), keys.get("p256dh"), keys.get("auth")) if isinstance(keys, dict) else ()
    if not values or not all(isinstance(value, str) for value in values):
        raise BadSubscription(_("The push subscription is not complete."))
    subscription = Subscription(*values)
    rules.check(subscription.endpoint)
    if not _on_curve(_decoded(subscription.p256dh)) or len(_decoded(subscription.auth)) != 16:
        raise BadSubscription(_("The keys of the push subscription are not valid."))
    return subscription


def _decoded(text: str) -> bytes:
    """Strict base64url without padding; empty if it is anything else."""
    if len(text) > 100 or not _BASE64URL.fullmatch(text) or len(text) % 4 == 1:
        return b""
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return raw if base64.urlsafe_b64encode(raw).rstrip(b"=") == text.encode() else b""


def _on_curve(point: bytes) -> bool:
    """True for an uncompressed point of P-256 (a point elsewhere would fail only when sending)."""
    if len(point) != 65 or point[0] != 4:
        return False
    x, y = int.from_bytes(point[1:33], "big"), int.from_bytes(point[33:], "big")
    return x < _P and y < _P and (y * y - (x * x * x - 3 * x + _B)) % _P == 0


def _listed(text: str | None) -> list[str]:
    return (text or "").lower().replace(",", " ").split()


def _host_and_port(entry: str) -> tuple[str, int]:
    host, _colon, port = entry.rpartition(":")
    if not host or not port.isascii() or not port.isdigit():
        raise ValueError(f"PUSH_PRIVATE_HOSTS wants host:port, not {entry!r}")
    return host, int(port)
