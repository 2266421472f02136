"""Restoring a backup into the installation's database: proved, and made safe to open, before it is in use."""

import contextlib
import os
import time
from dataclasses import dataclass
from pathlib import Path

import peewee

from webapp import audit, database, encryption, migrations
from webapp.audit import anchors
from webapp.backups import files, postgresql, sqlite
from webapp.backups.checking import Proof, prove
from webapp.backups.files import DATA, KEYS, BadFile, Label
from webapp.backups.loading import Key, another, keys_in, put_keys, unseal
from webapp.backups.reopening import Reopened, reopen
from webapp.backups.shelf import alone, workbench
from webapp.database import db, writing
from webapp.encryption import CannotOpen
from webapp.people import endings, erasures
from webapp.people.endings import Ending


class NotEmpty(Exception):
    """There is a database already; the message says what would go."""


@dataclass(frozen=True)
class Restored:
    """What was restored, and what was done before opening it."""

    label: Label
    proof: Proof
    reopened: Reopened
    aside: Path | None  # where the database that was there lies
    anchors_aside: Path | None
    seconds: float


def restore(
    settings: dict,
    data: Path,
    keys: Path,
    ended: list[Ending] | None,
    replace: bool = False,
    later_keys: bool = False,
) -> Restored:
    """Make the database what it was at the backup, less what was ended since (None: nobody knows what was)."""
    begun = time.monotonic()
    label = _fitting(files.label_of(data), files.label_of(keys), later_keys)
    wrapped = keys_in(keys)
    there = what_is_there()
    if there and not replace:
        raise NotEmpty(there)
    database.disconnect()
    bring = _into_sqlite if database.is_sqlite() else _into_postgresql
    with alone(settings["DATA_DIR"]):
        endings.adopt(ended or [])
        proof, reopened, aside = bring(settings, label, data, wrapped, ended)
        anchors_aside = _set_anchors_aside(settings["AUDIT_ANCHORS"])
    return Restored(label, proof, reopened, aside, anchors_aside, time.monotonic() - begun)


def what_is_there() -> str:
    """What the installation's database holds, in words; empty if that is nothing."""
    if database.is_sqlite() and not Path(db.database).exists():
        return ""
    try:
        with database.connection():
            tables = set(db.get_tables())
            counted = {name: _count(table) for name, table in _TOLD.items() if table in tables}
    except peewee.DatabaseError as error:
        return f"a database that can't be read ({error})"
    if not any(counted.values()):
        return ""
    return ", ".join(f"{count} {name}" for name, count in counted.items())


_TOLD = {
    "accounts": "user_account",
    "stays": "enrollment",
    "journal entries": "journal_entry",
    "lines of the audit trail": "audit_record",
}


def _count(table: str) -> int:
    return db.execute_sql(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0]  # noqa: S608 # nosec B608 - one of those above


def _fitting(data: Label, keys: Label, later_keys: bool) -> Label:
    """The label of the data, if the two files belong together and this version can read them; BadFile otherwise."""
    if (data.part, keys.part) != (DATA, KEYS):
        raise BadFile("Give the file that ends in .data first, and the one that ends in .keys with --keys.")
    if keys.installation != data.installation:
        raise BadFile("The two files are of different installations.")
    if keys.id != data.id:
        if keys.made_at < data.made_at:
            raise BadFile(
                f"The keys are of {keys.made_at:%Y-%m-%d %H:%M} UTC, before this backup: those of later stays"
                " are missing."
            )
        if not later_keys:
            raise BadFile(
                f"The keys are of a later backup ({keys.made_at:%Y-%m-%d %H:%M} UTC): what was erased in between"
                " would stay unreadable. If that is what you want, add --later-keys."
            )
    ours = sqlite.KIND if database.is_sqlite() else postgresql.KIND
    if data.kind != ours:
        raise BadFile(f"This is a backup of {data.kind}; DATABASE_URL names {ours}.")
    if not migrations.is_known(data.schema):
        raise BadFile(
            f"It is of a newer version of Waymark (schema {data.schema}). Restore it with that version."
        )
    return data


def _into_sqlite(settings, label, data, keys, ended) -> tuple[Proof, Reopened, Path | None]:
    """Beside the database, then in its place in one step."""
    url = settings["DATABASE_URL"]
    folder = sqlite.file_of(url).parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with sqlite.unused(url), workbench(folder) as bench:
        copy = unseal(data, bench / "restored.db")
        copy.chmod(0o600)
        with another(copy):
            proof, reopened = _make_ready(settings, label, keys, ended)
        return proof, reopened, sqlite.put_in_place(copy, url)


def _into_postgresql(settings, label, data, keys, ended) -> tuple[Proof, Reopened, None]:
    """In its place, but without keys until all is done: such a database refuses to start."""
    url = settings["DATABASE_URL"]
    others = postgresql.others_connected(url)
    if others:
        raise sqlite.InUse(
            f"{others} others are connected to the database: stop web servers and workers first."
        )
    with workbench(settings["DATA_DIR"]) as bench:
        archive = unseal(data, bench / "restored.dump")
        postgresql.prove_whole(files.opened(data), label.tool)
        with database.connection():
            postgresql.make_room()
        postgresql.load(archive, url, label.tool)
    encryption.forget_everything()
    with database.connection():
        proof, reopened = _make_ready(settings, label, keys, ended)
    return proof, reopened, None


def _make_ready(settings, label: Label, keys: list[Key], ended) -> tuple[Proof, Reopened]:
    """All that must be so before anyone gets in: in one transaction with the keys, without which nothing opens."""
    database.migrate()
    with writing():
        put_keys(keys)
        _check_master_keys(label)
        audit.prepare()
        proof = prove(_anchored(settings))
        reopened = reopen(ended, label.made_at)
        audit.record_of_ours("restored a backup", "backup", label.id)
    erasures.sweep()
    return proof, reopened


def _check_master_keys(label: Label) -> None:
    try:
        encryption.check()
    except CannotOpen as error:
        raise BadFile(f"The keys do not open the data ({error}).") from None
    if encryption.installation() != label.installation:
        raise BadFile("The keys are of another installation.")


def _anchored(settings) -> dict[int, str]:
    with contextlib.suppress(anchors.NotAnAnchor):
        return anchors.read(settings["AUDIT_ANCHORS"])
    return {}


def _set_anchors_aside(file: Path) -> Path | None:
    """Anchors of lines that are lost would be a fault for ever: they are kept beside, and new ones begin."""
    if not file.exists():
        return None
    aside = sqlite.aside_of(file, "until")
    try:
        os.replace(file, aside)
    except OSError:
        return None
    return aside
