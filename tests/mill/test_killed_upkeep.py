"""Backups, key rotation and erasures killed at any of their steps: whole before, whole after, and they can go on."""

import secrets
import shutil
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest
import scale
from checks import check_whole, demand
from jobs import Job, mill

from webapp import audit, database, encryption
from webapp.backups import restoring
from webapp.backups.commands import rotate
from webapp.backups.files import DATA, KEYS
from webapp.backups.shelf import Shelf
from webapp.database import new_id
from webapp.encryption import DataKey
from webapp.journals.models import JournalEntry
from webapp.people.erasures import Erasure
from webapp.people.models import Enrollment

pytestmark = [pytest.mark.real_clock, pytest.mark.rounds]

KILLS = scale.of(50, least=2)
ENTRIES = 12
MANY_KEYS = 450  # so that rotating takes several transactions


class Upkeep:
    """A database with entries of two people in it, copied anew for each round."""

    def __init__(self, installation):
        self.installation, self.config = installation, installation.app.config
        self.template = Path(self.config["DATABASE_URL"].removeprefix("sqlite:///"))
        with database.connection(), database.writing():
            ana = Enrollment.select().where(Enrollment.id != installation.stay.id).get()
            for stay in (installation.stay, ana):
                for _entry in range(ENTRIES // 2):
                    JournalEntry.write(stay, "entry", {"words": f"kept {new_id()}"})
            audit.record("shared entry", installation.stay)
        with database.connection():
            database.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            self.words = sorted(entry.words for entry in JournalEntry.select())
        database.disconnect()

    def copy(self, number: int) -> None:
        self.use(shutil.copy(self.template, self.template.with_name(f"upkeep-{number}.db")))

    def use(self, file, keys: str | None = None) -> None:
        self.config["DATABASE_URL"] = f"sqlite:///{file}"
        database.disconnect()
        database.open_database(self.config["DATABASE_URL"])
        encryption.configure(keys or self.config["MASTER_KEYS"])

    def check_words(self) -> None:
        encryption.forget_keys()
        demand(
            sorted(entry.words for entry in JournalEntry.select()) == self.words,
            "entries are not what they were",
        )


@pytest.fixture
def upkeep(installation):
    one = Upkeep(installation)
    before = installation.app.config["DATABASE_URL"]
    yield one
    one.use(before.removeprefix("sqlite:///"))


def rotation(upkeep, _folder) -> Job:
    new_key = f"second:{urlsafe_b64encode(secrets.token_bytes(32)).decode()}"
    both = f"{new_key},{upkeep.config['MASTER_KEYS']}"
    with database.connection(), database.writing():
        for _key in range(MANY_KEYS):
            encryption.create_key(new_id())
    database.disconnect()

    def check(finished: bool) -> None:
        encryption.configure(both)
        with database.connection():
            check_whole()
            upkeep.check_words()
            encryption.preload_keys([key.id for key in DataKey.select(DataKey.id)])
            left = encryption.keys_by_master()
        demand(set(left) == {"first", "second"}, f"master keys: {left}")
        demand(not finished or not left["first"], f"{left['first']} keys are still of the old one")
        if finished:
            encryption.configure(new_key)
            with database.connection():
                upkeep.check_words()

    def finish() -> None:
        encryption.configure(both)
        with database.connection():
            rotate()

    return Job("key rotation", ("rotate-keys",), upkeep.copy, check, finish, settings={"MASTER_KEYS": both})


def backup(upkeep, folder) -> Job:
    shelf = Shelf(folder / "backups", folder / "keys")
    good = folder / "good"
    folders = {"BACKUP_DIR": str(shelf.data), "BACKUP_KEYS_DIR": str(shelf.keys)}

    def prepare(number: int) -> None:
        """There is a good one from before, which must stay so."""
        upkeep.copy(number)
        for folder in (shelf.data, shelf.keys):
            if number == 1:
                shutil.copytree(folder, good / folder.name)
            if number:
                shutil.rmtree(folder)
                shutil.copytree(good / folder.name, folder)

    def check(finished: bool) -> None:
        live = upkeep.config["DATABASE_URL"].removeprefix("sqlite:///")
        keys = {label.id: file for file, label in shelf.labels(KEYS).items()}
        whole = list(shelf.labels(DATA).items())
        for file, label in whole:
            demand(label.id in keys, f"{file.name} has no keys")
            upkeep.use(folder / f"restored-{new_id()}.db")
            restoring.restore(upkeep.config, file, keys[label.id], [])
            with database.connection():
                check_whole()
                upkeep.check_words()
        upkeep.use(live)
        if finished:
            left = [file.name for folder in (shelf.data, shelf.keys) for file in folder.glob("[!.]*")]
            demand(len(left) == 2 * len(whole), f"something was left lying: {left}")
        demand(not finished or whole, "there is no backup")

    return Job("backup", ("backup",), prepare, check, files=folder, settings=folders)


def erasure(upkeep, _folder) -> Job:
    stay = upkeep.installation.stay
    others = len(upkeep.words) // 2

    def check(finished: bool) -> None:
        encryption.forget_keys()
        with database.connection():
            check_whole()
            asked = Erasure.get_or_none(Erasure.enrollment == stay.id)
            is_erased = asked is not None and asked.erased_at is not None
            there = JournalEntry.select().where(JournalEntry.enrollment == stay.id).count()
            has_key = DataKey.get_or_none(DataKey.id == stay.id) is not None
            withdrawn = Enrollment.get_by_id(stay.id).withdrawn_at is not None
            demand(withdrawn == (asked is not None), "it is withdrawn by half")
            demand(has_key != is_erased, "the key and the ledger tell different things")
            demand(there == (0 if is_erased else others), f"{there} of {others} entries are there")
            left = [entry.words for entry in JournalEntry.select()]
            demand(len(left) == others + there, "entries of somebody else are gone")
        demand(is_erased or not finished, "it is not erased")

    return Job("erasure", ("erase", stay.id, "--yes"), upkeep.copy, check)


def test_key_rotation_survives_kills_at_any_step(upkeep, tmp_path):
    mill(rotation(upkeep, tmp_path), upkeep.installation, KILLS)


def test_backups_survive_kills_at_any_step(upkeep, tmp_path):
    mill(backup(upkeep, tmp_path), upkeep.installation, KILLS)


def test_erasures_survive_kills_at_any_step(upkeep, tmp_path):
    mill(erasure(upkeep, tmp_path), upkeep.installation, KILLS)


@pytest.mark.parametrize(
    ("job", "fault", "said"),
    [
        (rotation, "keys_named_before_they_are_wrapped", "killed at step"),
        (backup, "backup_in_place_before_its_keys", "has no keys"),
        (erasure, "erasure_in_pieces", "by half|different things|entries are there"),
    ],
    ids=["rotation", "backup", "erasure"],
)
def test_it_sees_what_is_done_in_pieces(upkeep, tmp_path, job, fault, said):
    with pytest.raises(Exception, match=said):
        mill(job(upkeep, tmp_path), upkeep.installation, rounds=20, MILL_FAULT=fault)
