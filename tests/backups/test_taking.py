"""A backup is taken while the app is in use; it is whole and sealed, and it is there or not there."""

import datetime as dt
import io
from pathlib import Path

import time_machine
from house import WORDS, write_entry

from webapp import clock, database
from webapp.audit import chain
from webapp.backups import files, loading, taking
from webapp.backups.files import DATA, KEYS, Label
from webapp.backups.shelf import Shelf, alone
from webapp.database import new_id
from webapp.encryption import DataKey, create_key

WEBAPP = Path(__file__).parents[2] / "webapp"


def bytes_of(file) -> bytes:
    return b"".join(files.opened(file))


def test_it_says_what_it_wrote_and_how_long_it_took(house, cast):
    write_entry(cast.stay_of(cast.jo))
    said = house.run("backup")
    assert "data  " in said
    assert "keys  " in said
    assert f"Proved: {chain.head().seq} lines of the audit trail hold" in said
    assert f"Schema {database.schema_version()}" in said


def test_its_files_are_sealed_and_for_nobody_else(house, cast):
    write_entry(cast.stay_of(cast.jo))
    for file in house.backup():
        assert file.stat().st_mode & 0o777 == 0o600
        assert not [
            text
            for text in (WORDS, cast.jo.id, "data_key", "enrollment")
            if text.encode() in file.read_bytes()
        ]


def test_the_data_holds_no_data_keys_and_the_keys_are_all_there(house, cast):
    data, keys = house.backup()
    rows = [(row.id, row.master, bytes(row.wrapped)) for row in DataKey.select().order_by(DataKey.id)]
    held = bytes_of(data)
    assert not [
        owner for owner, _master, wrapped in rows if wrapped in held or wrapped.hex().encode() in held
    ]
    assert sorted(row[:3] for row in loading.keys_in(keys)) == rows


def test_nothing_is_left_unsealed(house, cast):
    house.backup()
    assert not list(house.app.config["DATA_DIR"].glob("backing-up-*"))


def test_what_a_killed_one_left_is_tidied_up(house, cast):
    left = house.app.config["DATA_DIR"] / "backing-up-abc"
    left.mkdir()
    (left / "copy.db").write_text("unsealed")
    house.app.config["BACKUP_DIR"].mkdir()
    part = house.app.config["BACKUP_DIR"] / ".waymark-20260101T000000Z-abcdef.data.part"
    part.write_text("half")
    house.backup()
    assert not left.exists()
    assert not part.exists()


def test_keys_whose_data_never_came_to_its_place_go_with_it(house, cast):
    data, keys = house.backup()
    data.rename(files.draft_of(data))  # as one leaves it that was killed between the two
    others = house.backup()
    assert not keys.exists() and not files.draft_of(data).exists()
    assert all(file.exists() for file in others)


def test_keys_of_data_that_was_taken_elsewhere_stay(house, cast):
    data, keys = house.backup()
    data.unlink()
    house.backup()
    assert keys.exists()


def test_one_that_fails_leaves_nothing_and_exits_with_1(house, cast, monkeypatch):
    def broken(*_any):
        raise taking.NotWhole("audit trail: line 3 is missing")

    monkeypatch.setattr(taking, "prove", broken)
    assert "No backup was taken: audit trail: line 3 is missing" in house.run("backup", fails=True)
    assert not [file for file in house.app.config["BACKUP_DIR"].iterdir() if file.name != ".backup.lock"]


def test_a_seal_that_does_not_open_is_found(house, cast):
    entry = write_entry(cast.stay_of(cast.jo))
    other = write_entry(cast.stay_of(cast.ana))
    type(entry).update(sealed=other.sealed).where(type(entry).id == entry.id).execute()
    assert "a row of journal_entry does not open" in house.run("backup", fails=True)


def test_a_trail_that_was_changed_is_found(house, cast):
    house.run("audit", "anchor")
    anchored = house.app.config["AUDIT_ANCHORS"]
    seq, _mac, at = anchored.read_text().split()
    anchored.write_text(f"{seq} {'0' * 64} {at}\n")
    assert "is not the one that was anchored" in house.run("backup", fails=True)


def test_two_at_once_are_refused(house, cast):
    with alone(house.app.config["DATA_DIR"]):
        assert "Another backup or restore is at work" in house.run("backup", fails=True)


def test_data_and_keys_go_to_folders_of_their_own(house, cast, tmp_path):
    house.run("backup", "--to", tmp_path / "one", "--keys-to", tmp_path / "other")
    assert [file.suffix for file in (tmp_path / "one").glob("waymark-*")] == [".data"]
    assert [file.suffix for file in (tmp_path / "other").glob("waymark-*")] == [".keys"]


def lay(shelf: Shelf, made_at: dt.datetime) -> None:
    """A backup of that time, with nothing in it."""
    label = Label(new_id(), DATA, "sqlite", "0001_first", made_at, "here")
    for one in (label, label.of(KEYS)):
        with shelf.file(one).open("wb") as target:
            files.seal(one, io.BytesIO(b""), target)


def test_of_older_days_the_last_one_stays_and_keys_go_after_30_days(house, tmp_path):
    now, shelf = clock.now(), Shelf(tmp_path, tmp_path)
    for hours in (1, 30, 73, 75, 40 * 24, 40 * 24 + 2, 70 * 24):
        lay(shelf, now - dt.timedelta(hours=hours))
    shelf.prune(dt.timedelta(days=60))
    ages = {
        part: [round((now - label.made_at).total_seconds() / 3600) for label in shelf.labels(part).values()]
        for part in (DATA, KEYS)
    }
    assert ages == {DATA: [960, 73, 30, 1], KEYS: [73, 30, 1]}


def test_other_files_in_the_folder_are_left_alone(house, cast, tmp_path):
    stranger = tmp_path / "waymark-notes.data"
    stranger.write_text("mine")
    with time_machine.travel(clock.now() + dt.timedelta(days=400)):
        house.run("backup", "--to", tmp_path, "--keys-to", tmp_path)
    assert stranger.exists()


def test_a_stay_that_begins_while_it_is_taken_is_there_with_its_key_or_not_at_all(house, cast, monkeypatch):
    """The copy and the keys are of one moment."""
    late = new_id()
    real = taking._sealed_and_opened
    monkeypatch.setattr(taking, "_sealed_and_opened", lambda *told: (create_key(late), real(*told))[1])
    _data, keys = house.backup()
    assert late not in {owner for owner, *_rest in loading.keys_in(keys)}


def test_no_database_is_ever_copied_as_a_file():
    """A copy of a database in use can be without its last hours, or broken. Static files may be."""
    ways = ("shutil.copy", "copyfile", "copy2", "copytree", "sendfile")
    copying = {file.name for file in WEBAPP.rglob("*.py") if any(way in file.read_text() for way in ways)}
    assert copying <= {"compression.py"}
