"""The drill: backups under load lose nothing that was acknowledged, and a large one is back within minutes.

`DRILL_BACKUPS` and `DRILL_MEGABYTES` say how many backups and how large; `make torture` has 20 and 1000.
"""

import datetime as dt
import os
import secrets
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from ending import WITHIN, joined, killed
from house import words_of, write_entry

import config
from webapp import database
from webapp.backups import files
from webapp.journals.models import JournalEntry

BACKUPS = int(os.environ.get("DRILL_BACKUPS", "2"))
MEGABYTES = int(os.environ.get("DRILL_MEGABYTES", "20"))
WRITES = 50  # a second
MOST_SECONDS = 15 * 60
WRITER = Path(__file__).with_name("writer.py")

pytestmark = [pytest.mark.rounds, pytest.mark.real_clock]


class Writing:
    """The writer at work while the block lasts; what it said was on disk, and when."""

    def __init__(self, house, stay):
        settings = {
            "DATABASE_URL": house.app.config["DATABASE_URL"],
            "DATA_DIR": str(house.app.config["DATA_DIR"]),
        }
        keys = {name: house.app.config[name] for name in config.SECRET_NAMES}
        self._process = subprocess.Popen(
            [sys.executable, WRITER, stay.id, str(WRITES)],
            env=os.environ | settings | keys | {"PYTHONPATH": str(WRITER.parents[2])},
            stdout=subprocess.PIPE,
            text=True,
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._has_begun = threading.Event()
        self.acknowledged = {}

    def __enter__(self):
        self._listener.start()
        if not self._has_begun.wait(WITHIN):
            self.__exit__()
            raise AssertionError("nothing was written")
        return self

    def __exit__(self, *_exception):
        killed(self._process)
        joined(self._listener)
        self._process.stdout.close()

    def _listen(self) -> None:
        """At once: the writer would stand still before a pipe that nobody empties."""
        for line in self._process.stdout:
            if line.endswith("\n"):
                entry, at = line.split()
                self.acknowledged[entry] = float(at)
                self._has_begun.set()

    def before(self, moment: dt.datetime) -> set[str]:
        return {entry for entry, at in self.acknowledged.items() if at < moment.timestamp()}


def test_a_backup_under_load_holds_all_that_was_acknowledged(house, cast):
    stay = cast.stay_of(cast.jo)
    with Writing(house, stay) as writing:
        backups = []
        for _round in range(BACKUPS):
            backups.append(house.backup())
            time.sleep(1)
    last = files.label_of(backups[-1][0]).made_at.timestamp()
    assert max(writing.acknowledged.values()) > last, "nobody wrote any more"
    seconds = max(writing.acknowledged.values()) - min(writing.acknowledged.values())
    for data, keys in backups:
        moment = files.label_of(data).made_at
        house.restore(data, keys)
        there = {entry.id: entry.words for entry in JournalEntry.select()}
        assert writing.before(moment) <= set(there)
        is_last = (data, keys) == backups[-1]
        assert is_last or not writing.before(files.label_of(backups[-1][0]).made_at) <= set(there), (
            "the check is blind"
        )
        assert all(words.startswith("entry ") for words in there.values())
    count = len(writing.acknowledged)
    print(f"{BACKUPS} backups under {count / seconds:.0f} writes a second: nothing of {count} was lost")


def test_a_large_one_is_back_in_time(house, cast):
    stay = cast.stay_of(cast.jo)
    entry = write_entry(stay)
    grow(stay, MEGABYTES)
    begun = time.monotonic()
    data, keys = house.backup()
    taken, begun = time.monotonic() - begun, time.monotonic()
    house.restore(data, keys)
    restored = time.monotonic() - begun
    kind = "SQLite" if database.is_sqlite() else "PostgreSQL"
    size = data.stat().st_size / 1e6
    print(f"{kind}, {size:.0f} MB: taken and proved in {taken:.1f} s, restored in {restored:.1f} s")
    assert words_of(entry)
    assert restored < MOST_SECONDS


def grow(stay, megabytes: int) -> None:
    """Fill the database with sealed entries of the size of real ones."""
    at_once = 500
    for _batch in range(megabytes * 1_000_000 // 2200 // at_once):
        entries = [
            JournalEntry(enrollment=stay.id, words=secrets.token_hex(900)) for _entry in range(at_once)
        ]
        for entry in entries:
            entry._seal()
        with database.writing():
            JournalEntry.insert_many([entry.__data__ for entry in entries]).execute()
