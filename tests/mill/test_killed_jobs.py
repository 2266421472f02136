"""Commands killed at any of their steps: what each leaves is as before or as after, never between."""

import shutil

import pytest
import scale
from checks import check_whole, demand
from jobs import Job, mill
from playhouse import migrations

from webapp import database, encryption, serving
from webapp.audit import AuditRecord
from webapp.database import db, new_id
from webapp.journals.models import JournalEntry
from webapp.reminders.models import KindSettings

pytestmark = [pytest.mark.real_clock, pytest.mark.rounds]

OLD = "0002_dates"  # before reminders had kinds and the trail had a chain: both are carried over
PEOPLE, ENTRIES, LINES = 5, 20, 30


class OldInstallation:
    """A database as an early version left it, with people, entries and a trail."""

    def __init__(self, installation):
        self._installation = installation
        self._folder = installation.folder.parent
        self._words = {}
        self._use("old")
        with database.connection():
            self._runner().up(OLD)
            self._fill()
            db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.disconnect()
        self._schemas = self._schemas_on_the_way()

    def prepare(self, number: int) -> None:
        """A new copy of it."""
        shutil.copy(self._file("old"), self._file(f"round-{number}"))
        self._use(f"round-{number}")

    def check(self, finished: bool) -> None:
        with database.connection():
            applied = sorted(self._runner().applied())
            known = self._schemas.get(tuple(applied))
            demand(known is not None, f"not a state on the way: {applied}")
            demand(self._schema() == known, f"after {applied[-1]} the schema is another one")
            demand(not finished or applied == sorted(max(self._schemas, key=len)), "it is not at the end")
            said = [row[0] for row in db.execute_sql("PRAGMA integrity_check").fetchall()]
            demand(said == ["ok"], f"integrity_check: {said[:3]}")
            if finished:
                self._check_contents()

    def finish(self) -> None:
        """As the next start does."""
        serving.prepare()

    def _check_contents(self) -> None:
        check_whole()
        encryption.forget_keys()
        kept = {entry.id: entry.words for entry in JournalEntry.select()}
        demand(kept == self._words, "entries are not what they were")
        demand(AuditRecord.select().count() == LINES, "lines of the trail are gone or doubled")
        demand(KindSettings.select().count() == PEOPLE, "somebody's choice is gone or doubled")

    def _fill(self) -> None:
        encryption.prepare()
        _write(
            "program",
            id="p",
            name="P",
            time_zone="UTC",
            country="US",
            starts_on="2026-01-01",
            closed_on="[]",
            created_at=0,
        )
        for number in range(PEOPLE):
            name = f"person-{number}"
            _write("user_account", id=name, email_digest=name, active=1, created_at=0, revision=1)
            _write("reminder_settings", id=name, user_id=name, is_on=1, lead_minutes=60, quiet_hours="")
        stay = "s" * 26
        _write(
            "enrollment",
            id=stay,
            participant_id="person-0",
            program_id="p",
            admitted_on="2026-01-05",
            created_at=0,
        )
        encryption.create_key(stay)
        for _number in range(ENTRIES):
            self._write_entry(stay)
        for number in range(LINES):
            _write("audit_record", at=number, actor="person-1", action="opened", enrollment=stay)

    def _write_entry(self, stay: str) -> None:
        entry = JournalEntry(enrollment=stay, words=f"as it was {new_id()}")
        entry._seal()
        row = {"id": entry.id, "sealed": bytes(entry.sealed), "revision": 1, "enrollment_id": stay}
        _write("journal_entry", **row, kind="entry", written_at=0, visibility="private")
        self._words[entry.id] = entry.words

    def _schemas_on_the_way(self) -> dict[tuple, list]:
        """The schema after each migration, by those that were applied."""
        self.prepare(-1)
        found = {}
        with database.connection():
            runner = self._runner()
            for step in [None, *(one.name for one in runner.migrations() if one.name > OLD)]:
                if step:
                    runner.up(step)
                found[tuple(sorted(runner.applied()))] = self._schema()
        return found

    @staticmethod
    def _schema() -> list:
        return sorted(db.execute_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall())

    @staticmethod
    def _runner() -> migrations.Runner:
        return migrations.Runner(db.obj, str(database.MIGRATIONS))

    def _file(self, name: str):
        return self._folder / f"{name}.db"

    def _use(self, name: str) -> None:
        self._installation.app.config["DATABASE_URL"] = f"sqlite:///{self._file(name)}"
        database.disconnect()
        database.open_database(self._installation.app.config["DATABASE_URL"])
        encryption.configure(self._installation.app.config["MASTER_KEYS"])


def _write(table: str, **row) -> None:
    marks = ", ".join("?" * len(row))
    db.execute_sql(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))  # noqa: S608


def test_migrations_survive_kills_at_any_step(installation):
    old = OldInstallation(installation)
    mill(
        Job("migration", ("migrate",), old.prepare, old.check, old.finish),
        installation,
        scale.of(50, least=2),
    )
