"""The key pair by which push services know this installation (VAPID, RFC 8292).

Both halves are kept in one text of two PEM blocks, private then public. Phones are subscribed to the public
half: with another pair every subscription is refused, so the text is made once and kept.
"""

import base64
import re

from webpush.vapid import VAPID

_BLOCK = re.compile(r"-----BEGIN (PRIVATE|PUBLIC) KEY-----([A-Za-z0-9+/=\s]+)-----END \1 KEY-----\n?")
_POINT_BYTES = 65
_PUBLIC_KEY_BYTES = 91  # 26 bytes that say "P-256", then the point


def generate_vapid() -> str:
    """A new pair, for the first run of an installation."""
    private, public, _ = VAPID.generate_keys()
    return (private + public).decode()


def split_vapid(keys: str) -> tuple[bytes, bytes]:
    """The private and the public PEM block; ValueError if either is missing."""
    blocks = {match[1]: match[0].encode() for match in _BLOCK.finditer(keys or "")}
    if blocks.keys() != {"PRIVATE", "PUBLIC"}:
        raise ValueError("VAPID_KEYS must hold a PRIVATE KEY and a PUBLIC KEY block in PEM")
    return blocks["PRIVATE"], blocks["PUBLIC"]


def application_server_key(keys: str) -> str:
    """The public point in URL-safe base64, as `pushManager.subscribe` wants it."""
    _, public = split_vapid(keys)
    key = base64.b64decode(_BLOCK.match(public.decode())[2])
    if len(key) != _PUBLIC_KEY_BYTES:
        raise ValueError("VAPID_KEYS must be keys on the curve P-256")
    return base64.urlsafe_b64encode(key[-_POINT_BYTES:]).rstrip(b"=").decode()
