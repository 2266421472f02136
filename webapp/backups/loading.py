"""What a sealed file holds, back in the clear: the data as a file, the keys as rows."""

import contextlib
import io
import json
from pathlib import Path

from webapp import database, encryption
from webapp.backups import files
from webapp.backups.files import BadFile
from webapp.encryption import DataKey

Key = tuple[str, str, bytes, int]  # owner, master key's name, wrapped, made at


def sealable(keys: list[Key]) -> io.BytesIO:
    """The wrapped data keys as they go into a file."""
    rows = [[owner, master, bytes(wrapped).hex(), made_at] for owner, master, wrapped, made_at in keys]
    return io.BytesIO(json.dumps(rows).encode())


def keys_in(file: Path) -> list[Key]:
    """The wrapped data keys of a file; BadFile if it is not whole."""
    try:
        rows = json.loads(b"".join(files.opened(file)))
        return [(owner, master, bytes.fromhex(wrapped), made_at) for owner, master, wrapped, made_at in rows]
    except ValueError:
        raise BadFile(f"{file.name}: no file of keys.") from None


def unseal(file: Path, target: Path) -> Path:
    """Write what the file holds; `target`, once all of it has opened."""
    with target.open("wb") as written:
        for piece in files.opened(file):
            written.write(piece)
    return target


def put_keys(keys: list[Key]) -> None:
    """Give the open database its data keys."""
    for owner, master, wrapped, made_at in keys:
        DataKey.insert(id=owner, master=master, wrapped=wrapped, created_at=made_at).execute()


@contextlib.contextmanager
def another(file: Path):
    """The database in this file instead of the installation's, with nothing opened of the one known to the other."""
    encryption.forget_everything()
    try:
        with database.elsewhere(f"sqlite:///{file}"):
            yield
    finally:
        encryption.forget_everything()
