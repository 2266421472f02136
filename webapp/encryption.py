"""Sealed at rest: everything a person wrote, drew, rated or answered, in AES-256-GCM.

Envelope: each owner (an enrollment, or a user for their own account) has a data key, wrapped by a master
key from the environment. The first master key wraps, all of them open, so rotation re-wraps data keys and
touches no row. A seal is bound to table, row, owner and revision: moved to another row it does not open.
Destroying a data key destroys what it sealed. Only this module imports `cryptography`.
"""

import base64
import contextlib
import functools
import hashlib
import hmac
import json
import logging
import secrets
import threading

import peewee
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from webapp import clock
from webapp.database import InstantField, Model, among, writing
from webapp.prepared import prepared

log = logging.getLogger("waymark.encryption")

_FORMAT = b"\x01"
_OURS = b"\x00\x07waymark\x00\x011"  # what all that we seal is bound to
_NONCE_BYTES = 12
_PAD_TO = 256  # sizes are told only in steps of this, so length says little
_LOOKUP_OWNER = "look-ups"


class CannotOpen(Exception):
    """A seal that does not open: its key is gone, or the bytes belong to another row."""


class Erased(CannotOpen):
    """Its key is gone: what was sealed for this owner was erased, for good."""


class DataKey(Model):
    """The wrapped key of one owner. Its id is the owner's id."""

    master = peewee.TextField()
    wrapped = peewee.BlobField()
    created_at = InstantField(default=clock.now)

    class Meta:
        table_name = "data_key"


class KeyRing:
    """The master keys by name; the first seals, all open."""

    def __init__(self, written: str):
        """`written` is "name:key,name:key", each key 32 bytes in URL-safe base64; ValueError if it is not."""
        self.keys = dict(self._read(part) for part in written.split(",") if part.strip())
        if not self.keys:
            raise ValueError("MASTER_KEYS is empty")
        self.first = next(iter(self.keys))

    @staticmethod
    def _read(part: str) -> tuple[str, bytes]:
        name, _, text = part.strip().partition(":")
        with contextlib.suppress(ValueError):
            key = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            if name and len(key) == 32:
                return name, key
        raise ValueError("each of MASTER_KEYS is NAME:KEY with a key of 32 bytes in base64")

    def wrap(self, owner: str, key: bytes) -> tuple[str, bytes]:
        return self.first, _encrypt(self.keys[self.first], key, _bind("dek", owner, self.first))

    def unwrap(self, owner: str, master: str, wrapped: bytes) -> bytes:
        if master not in self.keys:
            raise CannotOpen(f"no master key named {master!r}")
        return _decrypt(self.keys[master], wrapped, _bind("dek", owner, master))


_ring: KeyRing | None = None
_opened = threading.local()


def configure(master_keys: str) -> None:
    """Set the installation's master keys (see KeyRing)."""
    global _ring
    _ring = KeyRing(master_keys)
    forget_everything()


def prepare() -> None:
    """Make the look-up key if there is none, and prove that the master keys open it."""
    with contextlib.suppress(peewee.IntegrityError), writing():  # another process may be first
        if DataKey.get_or_none(id=_LOOKUP_OWNER) is None:
            create_key(_LOOKUP_OWNER)
    check()


def check() -> None:
    """Prove that the master keys are those of this database; CannotOpen if they are not, Erased if it has no keys."""
    _lookup_key()


def installation() -> str:
    """What tells this installation from others, and nothing else: the same for as long as its data lives."""
    return digest("installation", "")


def create_key(owner: str) -> None:
    """A new data key for the owner."""
    key = secrets.token_bytes(32)
    master, wrapped = _ring.wrap(owner, key)
    DataKey.create(id=owner, master=master, wrapped=wrapped)
    _open_keys()[owner] = key


def destroy_key(owner: str) -> bool:
    """Make everything sealed for the owner unreadable, for good; False if it was already."""
    _open_keys().pop(owner, None)
    return bool(DataKey.delete().where(DataKey.id == owner).execute())


def preload_keys(owners) -> None:
    """Open the keys of many owners with one query (for lists)."""
    missing = set(owners) - _open_keys().keys()
    if missing:
        for owner, master, wrapped in _wrapped(missing):
            _open_keys()[owner] = _ring.unwrap(owner, master, bytes(wrapped))


@prepared
def _wrapped(owners):
    return (
        DataKey.select(DataKey.id, DataKey.master, DataKey.wrapped).where(among(DataKey.id, owners)).tuples()
    )


def remember_key(owner: str, master: str | None, wrapped: bytes | None) -> None:
    """Open a key whose row a query has already joined (saves one query on hot pages)."""
    if wrapped is not None and owner not in _open_keys():
        _open_keys()[owner] = _ring.unwrap(owner, master, bytes(wrapped))


def forget_keys() -> None:
    """Drop the opened keys; called at the end of each request and each round of the worker."""
    _opened.keys = {}


def forget_everything() -> None:
    """Drop whatever was opened of a database, because another is looked at next."""
    _lookup_key.cache_clear()
    forget_keys()


def master_names() -> list[str]:
    """The names of the master keys; the first seals."""
    return list(_ring.keys)


def keys_by_master() -> dict[str, int]:
    """How many data keys each master key wraps, by its name; those of the ring first, in their order."""
    counted = dict.fromkeys(_ring.keys, 0)
    rows = DataKey.select(DataKey.master, peewee.fn.COUNT(DataKey.id)).group_by(DataKey.master)
    return counted | dict(rows.order_by(DataKey.master).tuples())


def rewrap(most: int) -> int:
    """Wrap up to so many data keys of the other master keys with the first; how many those were.

    One transaction: whenever it is stopped, each key is wrapped by one of the two, and opens.
    """
    others = [name for name in _ring.keys if name != _ring.first]
    with writing():
        rows = list(DataKey.select().where(DataKey.master.in_(others)).limit(most))
        for row in rows:
            master, wrapped = _ring.wrap(row.id, _ring.unwrap(row.id, row.master, bytes(row.wrapped)))
            # Only if it is still what it was: of a key that is destroyed meanwhile nothing comes back.
            still = (DataKey.id == row.id) & (DataKey.master == row.master)
            DataKey.update(master=master, wrapped=wrapped).where(still).execute()
    return len(rows)


class FileKey:
    """The key of one file that leaves the server: made for it alone, and wrapped by the first master key."""

    OVERHEAD = len(_FORMAT) + _NONCE_BYTES + 16  # bytes by which what is sealed grows

    def __init__(self, name: str, master: str = "", wrapped: bytes = b""):
        """That of the file of this name, or a new one; CannotOpen if the master keys do not open it."""
        if master:
            key = _ring.unwrap(name, master, wrapped)
        else:
            key = secrets.token_bytes(32)
            master, wrapped = _ring.wrap(name, key)
        self.master, self.wrapped, self._key = master, wrapped, key

    def seal(self, plain: bytes, *place: object) -> bytes:
        """Seal a piece of the file, bound to its place."""
        return _encrypt(self._key, plain, _bind("file", *place))

    def open(self, sealed: bytes, *place: object) -> bytes:
        """Open what was sealed for the same place; CannotOpen otherwise."""
        return _decrypt(self._key, sealed, _bind("file", *place))


def digest(purpose: str, text: str) -> str:
    """A keyed digest for looking up what is sealed (an e-mail address, a push endpoint)."""
    return hmac.new(_lookup_key(), f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


def seal_text(owner: str, purpose: str, text: str) -> str:
    """Seal a text that leaves the server for a while (a form held over a sign-in) for its owner."""
    return base64.urlsafe_b64encode(_encrypt(_key_of(owner), text.encode(), _bind(purpose, owner))).decode()


def open_text(owner: str, purpose: str, sealed: str) -> str:
    """Open what `seal_text` made for the same owner and purpose; CannotOpen otherwise."""
    try:
        blob = base64.b64decode(sealed, altchars=b"-_", validate=True)
    except ValueError as error:
        raise CannotOpen("not a seal") from error
    return _decrypt(_key_of(owner), blob, _bind(purpose, owner)).decode()


@functools.lru_cache(maxsize=1)
def _lookup_key() -> bytes:
    return _key_of(_LOOKUP_OWNER)


def _open_keys() -> dict[str, bytes]:
    if not hasattr(_opened, "keys"):
        _opened.keys = {}
    return _opened.keys


def _key_of(owner: str) -> bytes:
    if owner not in _open_keys():
        preload_keys([owner])
    try:
        return _open_keys()[owner]
    except KeyError:
        raise Erased("its key is gone") from None


def _bind(*parts: object) -> bytes:
    encoded = [str(part).encode() for part in parts]
    return _OURS + b"".join([len(part).to_bytes(2, "big") + part for part in encoded])


def _encrypt(key: bytes, plain: bytes, bound_to: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _FORMAT + nonce + AESGCM(key).encrypt(nonce, plain, bound_to)


def _decrypt(key: bytes, blob: bytes, bound_to: bytes) -> bytes:
    start = len(_FORMAT) + _NONCE_BYTES
    if len(blob) < start + 16 or blob[:1] != _FORMAT:
        raise CannotOpen("not a seal")
    try:
        return AESGCM(key).decrypt(blob[1:start], blob[start:], bound_to)
    except InvalidTag:
        raise CannotOpen("the seal does not belong here") from None


class Sealed:
    """One value of a SealedModel, kept inside the row's seal; used like a plain attribute.

    Assign whole values: a list or dict changed in place is sealed too, but a default is never changed.
    """

    def __init__(self, default=None):
        self.default = default

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, row, owner=None):
        if row is None:
            return self
        return row.contents().get(self.name, self.default)

    def __set__(self, row, value):
        row.contents()[self.name] = value


class SealedModel(Model):
    """A table whose rows keep what people wrote in one sealed column.

    `key_owner` names the foreign key whose id owns the data key (None: the row owns its own).
    """

    sealed = peewee.BlobField(null=True)
    revision = peewee.IntegerField(default=1)

    key_owner = "enrollment"
    wholly_private = False  # no row of it is part of a program's record

    @classmethod
    def private_space(cls) -> peewee.Expression | None:
        """The rows that are their writer's alone and no part of a program's record; None if there are none such."""
        if cls.wholly_private:
            return cls.id.is_null(False)
        return cls.visibility == "private" if "visibility" in cls._meta.fields else None

    def contents(self) -> dict:
        """The opened values, opened once per row object; CannotOpen if the seal or key is wrong."""
        if "_contents" not in self.__dict__:
            self._as_opened = self._open() if self.sealed is not None else b"{}"
            self._contents = json.loads(self._as_opened.decode())
        return self._contents

    def save(self, *args, **options):
        if self.sealed is None or ("_contents" in self.__dict__ and self._written() != self._as_opened):
            if self.sealed is not None:
                self.revision += 1
            self._seal()
        return super().save(*args, **options)

    def _owner_id(self) -> str:
        return self.id if self.key_owner is None else getattr(self, f"{self.key_owner}_id")

    def _bound_to(self) -> bytes:
        return _bind(self._meta.table_name, "sealed", self.id, self._owner_id(), self.revision)

    def _written(self) -> bytes:
        return json.dumps(self._contents, ensure_ascii=False, separators=(",", ":")).encode()

    def _seal(self) -> None:
        self.contents()
        written = self._as_opened = self._written()
        padded = written.ljust(-(-len(written) // _PAD_TO) * _PAD_TO)
        self.sealed = _encrypt(_key_of(self._owner_id()), padded, self._bound_to())

    def _open(self) -> bytes:
        """What was written into the seal, without the padding."""
        try:
            return _decrypt(_key_of(self._owner_id()), bytes(self.sealed), self._bound_to()).rstrip(b" ")
        except Erased:
            raise
        except CannotOpen:
            log.error(
                "%s %s cannot be opened: it was changed behind our back", self._meta.table_name, self.id
            )
            raise
