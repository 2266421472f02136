"""Backing up SQLite: `VACUUM INTO`, while it is in use. A mere copy of its file can be without the last hours."""

import contextlib
import os
from pathlib import Path

from peewee import sqlite3

from webapp import clock, database
from webapp.backups.files import sync_folder
from webapp.database import db, new_id

KIND = "sqlite"
STOP_FIRST = "Somebody has the database open: stop the web server and the worker first."
_KEYS = "SELECT id, master, wrapped, created_at FROM data_key"


class InUse(Exception):
    """Somebody has the database open."""


def copy(target: Path) -> list[tuple]:
    """Write a copy without the data keys; those keys, as they were in it."""
    db.execute_sql("VACUUM INTO ?", (str(target),))
    with contextlib.closing(sqlite3.connect(target, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA secure_delete = ON")
        keys = connection.execute(_KEYS).fetchall()
        connection.execute("DELETE FROM data_key")
    return keys


def faults() -> list[str]:
    """What is wrong with the structure and the references of the open database."""
    found = [text for (text,) in db.execute_sql("PRAGMA integrity_check").fetchall() if text != "ok"]
    dangling = db.execute_sql("PRAGMA foreign_key_check").fetchall()
    return found + [
        f"a row of {table} refers to a missing row of {parent}" for table, _row, parent, _no in dangling
    ]


def file_of(url: str) -> Path:
    """The file that the URL names."""
    return Path(url.removeprefix("sqlite:///"))


@contextlib.contextmanager
def unused(url: str):
    """No web server and no worker runs on the database meanwhile; InUse if one does."""
    try:
        with database.used_by_nobody(file_of(url)):
            yield
    except BlockingIOError:
        raise InUse(STOP_FIRST) from None


def put_in_place(new: Path, url: str) -> Path | None:
    """Make the new file the database; where the one that was there lies now."""
    file = file_of(url)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = _set_aside(file) if file.exists() else None
    with new.open("rb") as written:
        os.fsync(written.fileno())
    os.replace(new, file)
    sync_folder(file.parent)
    return aside


def _set_aside(file: Path) -> Path:
    """A second name for what is there, before the first is taken; InUse if somebody has it open."""
    _fold_in(file)
    aside = aside_of(file, "replaced")
    for ending in ("-wal", "-shm"):  # there only if the file can't be read; never left for the new one
        with contextlib.suppress(FileNotFoundError):
            os.replace(f"{file}{ending}", f"{aside}{ending}")
    os.link(file, aside)
    return aside


def aside_of(file: Path, why: str) -> Path:
    """A name beside the file's that nothing has yet."""
    return file.with_name(f"{file.name}.{why}-{clock.now():%Y%m%dT%H%M%SZ}-{new_id()[:6]}")


def _fold_in(file: Path) -> None:
    """Bring the write-ahead log into the file, which SQLite does for whoever is alone with it only."""
    with contextlib.closing(sqlite3.connect(file, timeout=1)) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE").fetchall()
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise InUse(STOP_FIRST) from None
        except sqlite3.DatabaseError:
            return  # it can't be read: then nobody uses it, either
