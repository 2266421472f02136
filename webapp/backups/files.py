"""A sealed file: a line that says what it is, then chunks in AES-256-GCM, each bound to that line and to its place.

A chunk that is changed, missing, moved, doubled or of another file does not open; the last one says that it is last.
"""

import base64
import contextlib
import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from webapp.encryption import CannotOpen, FileKey

MAGIC = b"waymark backup 1\n"
CHUNK = 1 << 20
LONGEST_LABEL = 10_000
DATA, KEYS = "data", "keys"


class BadFile(Exception):
    """Not one of our files, or changed since it was written; the message says which and why."""


@dataclass(frozen=True)
class Label:
    """What a file is, in the clear: whoever finds it learns this and its size."""

    id: str  # of the backup: its two files have the same
    part: str  # DATA or KEYS
    kind: str  # of the database: sqlite or postgresql
    schema: str  # the last migration that had run
    made_at: dt.datetime
    installation: str
    tool: int = 0  # the major version of the tool that wrote the data, where one did
    needs: tuple[str, ...] = ()  # the master keys that wrap what is in it, beside its own

    def of(self, part: str) -> "Label":
        return Label(**{**asdict(self), "part": part})

    @property
    def key_name(self) -> str:
        return f"backup {self.id} {self.part}"

    def written(self, key: FileKey) -> bytes:
        wrapped = base64.b64encode(key.wrapped).decode()
        values = {**asdict(self), "made_at": self.made_at.isoformat(), "master": key.master, "key": wrapped}
        return json.dumps(values, separators=(",", ":")).encode() + b"\n"


def seal(label: Label, source: BinaryIO, target: BinaryIO) -> None:
    """Write what is read from `source` into `target`, sealed."""
    key = FileKey(label.key_name)
    line = label.written(key)
    target.write(MAGIC + line)
    bound_to = hashlib.sha256(line).hexdigest()
    for number, chunk, is_last in _chunks(source, CHUNK):
        target.write(key.seal(chunk, bound_to, number, is_last))


def label_of(file: Path) -> Label:
    """What the file says it is. Nothing has proved it yet: opening does."""
    with _reading(file) as source:
        return _read_label(file, source)[0]


def masters_of(file: Path) -> set[str]:
    """The names of the master keys without which it is worth nothing."""
    with _reading(file) as source:
        label, master, *_rest = _read_label(file, source)
        return {master, *label.needs}


def opened(file: Path) -> Iterator[bytes]:
    """What was sealed, piece by piece. Use none of it before the last piece has come: only then is it whole."""
    with _reading(file) as source:
        label, master, wrapped, bound_to = _read_label(file, source)
        try:
            key = FileKey(label.key_name, master, wrapped)
        except CannotOpen as error:
            raise BadFile(f"{file.name}: MASTER_KEYS do not open it ({error}).") from None
        for number, chunk, is_last in _chunks(source, CHUNK + FileKey.OVERHEAD):
            try:
                yield key.open(chunk, bound_to, number, is_last)
            except CannotOpen:
                raise BadFile(f"{file.name}: changed or cut off since it was written.") from None


@contextlib.contextmanager
def new(file: Path):
    """A new file that is there whole or not at all, on disk when the block is left."""
    draft = draft_of(file)
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def draft_of(file: Path) -> Path:
    """Where it is written until it is whole."""
    return file.with_name(f".{file.name}.part")


def put_in_place(file: Path) -> None:
    """The draft becomes the file, for good."""
    os.replace(draft_of(file), file)
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """What a folder holds is on disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _chunks(source: BinaryIO, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Pieces with their numbers, and whether each is the last; one empty piece when there is nothing."""
    number, chunk = 0, source.read(size)
    while True:
        following = source.read(size)
        yield number, chunk, not following
        if not following:
            return
        number, chunk = number + 1, following


@contextlib.contextmanager
def _reading(file: Path):
    try:
        source = file.open("rb")
    except OSError as error:
        raise BadFile(f"{file}: {error.strerror}.") from None
    with source:
        yield source


def _read_label(file: Path, source: BinaryIO) -> tuple[Label, str, bytes, str]:
    if source.readline(LONGEST_LABEL) != MAGIC:
        raise BadFile(f"{file.name}: not a backup of Waymark.")
    line = source.readline(LONGEST_LABEL)
    try:
        values = json.loads(line)
        master, wrapped = values.pop("master"), base64.b64decode(values.pop("key"))
        told = {"made_at": dt.datetime.fromisoformat(values["made_at"]), "needs": tuple(values["needs"])}
        label = Label(**{**values, **told})
    except (ValueError, TypeError, KeyError, AttributeError):
        raise BadFile(f"{file.name}: its first lines were changed.") from None
    return label, master, wrapped, hashlib.sha256(line).hexdigest()
