"""Endings: what was revoked or erased, written down outside the database as it happens.

A backup is older than the moment at which it is restored. What people ended in between must not begin again, so a
restore repeats these lines. A file that is only ever appended to, ids and times only, best kept where a dead disk or
machine does not take it along (ENDINGS). A line is on disk before its transaction commits: what was told to a person as
ended is in it.
"""

import datetime as dt
import json
import logging
import os
from dataclasses import dataclass
from pathlib import Path

from webapp import clock
from webapp.database import before_commit, db

REVOKED_CONSENT = "revoked-consent"
ERASURE, TAKEN_BACK = "erasure", "erasure-taken-back"
ENDED_LINK, RENEWED_LINK = "ended-calendar-link", "renewed-calendar-link"
LOCKED_ACCOUNT, UNLOCKED_ACCOUNT = "locked-account", "unlocked-account"

log = logging.getLogger(__name__)
_file: Path | None = None


@dataclass(frozen=True)
class Ending:
    """One thing that ended: when, what kind of thing, its id; where that is not all, what the row says."""

    at: dt.datetime
    kind: str
    id: str
    row: dict | None = None

    def __str__(self) -> str:
        parts = [self.at.isoformat(timespec="milliseconds"), self.kind, self.id]
        return " ".join(parts + ([json.dumps(self.row, separators=(",", ":"))] if self.row else []))

    @classmethod
    def parse(cls, line: str) -> "Ending":
        """ValueError if the line says something else."""
        at, kind, its_id, *row = line.split(" ", 3)
        return cls(dt.datetime.fromisoformat(at), kind, its_id, json.loads(row[0]) if row else None)


def configure(file: Path) -> None:
    """Where they are written down."""
    global _file
    _file = file


def note(kind: str, its_id: str, row: dict | None = None) -> None:
    """This ended: written down before the present transaction commits, or now if there is none."""
    ending = Ending(clock.now(), kind, its_id, row)
    if db.in_transaction():
        before_commit(_write, ending)
    else:
        _write([ending])


def read(file: Path) -> tuple[list[Ending], list[int]]:
    """The endings in the order of the file, and the numbers of lines that nobody can read."""
    endings, unread = [], []
    for number, line in enumerate(file.read_text(errors="replace").splitlines(), 1):
        try:
            endings.append(Ending.parse(line))
        except ValueError:
            unread.append(number)
    return endings, unread


def adopt(known: list[Ending]) -> None:
    """What another place wrote down is kept here from now on: a later restore may be of as old a backup."""
    here = set(map(str, read(_file)[0])) if _file.exists() else set()
    if new := [one for one in known if str(one) not in here]:
        _write(new)


def _write(endings: list[Ending]) -> None:
    """Whoever ends something must not be kept from it, so a file that can't be written is a fault for the log."""
    written = "".join(f"{ending}\n" for ending in endings).encode()
    try:
        lines = os.open(_file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(lines, written)
            os.fsync(lines)
        finally:
            os.close(lines)
    except OSError as error:
        log.error("endings: %s: %d not written down; a restore would undo them", error.strerror, len(endings))
