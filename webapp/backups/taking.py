"""Taking a backup, while the app runs: copy, seal, open again, and only then give it its name."""

import datetime as dt
import time
from dataclasses import dataclass, replace
from pathlib import Path

from webapp import clock, database, encryption
from webapp.audit import anchors
from webapp.backups import files, postgresql, sqlite
from webapp.backups.checking import NotWhole, Proof, prove
from webapp.backups.files import DATA, KEYS, Label
from webapp.backups.loading import Key, another, keys_in, put_keys, sealable, unseal
from webapp.backups.shelf import Shelf, alone, workbench


@dataclass(frozen=True)
class Backup:
    """One that was taken and proved."""

    data: Path
    keys: Path
    label: Label
    proof: Proof
    seconds: float
    pruned: list[Path]


def take(settings: dict, shelf: Shelf, keep: dt.timedelta) -> Backup:
    """Take one, then remove those that were kept long enough. Killed at any moment, it leaves a whole one or none."""
    begun = time.monotonic()
    with alone(settings["DATA_DIR"]), alone(shelf.data), workbench(settings["DATA_DIR"]) as bench:
        shelf.prepare()
        try:
            label, proof = _drafted(settings, shelf, bench)
        except BaseException:
            shelf.prepare()
            raise
        data, keys = shelf.file(label), shelf.file(label.of(KEYS))
        files.put_in_place(keys)  # first: data without keys would be no backup
        files.put_in_place(data)
        return Backup(data, keys, label, proof, time.monotonic() - begun, shelf.prune(keep))


def _drafted(settings: dict, shelf: Shelf, bench: Path) -> tuple[Label, Proof]:
    anchored = anchors.read(settings["AUDIT_ANCHORS"])
    schema, made_at, whose = database.schema_version(), clock.now(), encryption.installation()
    label = Label(database.new_id(), DATA, sqlite.KIND, schema, made_at, whose)
    if database.is_sqlite():
        return _of_sqlite(shelf, label, bench, anchored)
    return _of_postgresql(shelf, replace(label, kind=postgresql.KIND), settings["DATABASE_URL"], anchored)


def _of_sqlite(shelf: Shelf, label: Label, bench: Path, anchored: dict) -> tuple[Label, Proof]:
    copy = bench / "copy.db"
    keys = sqlite.copy(copy)
    with copy.open("rb") as source, files.new(shelf.file(label)) as target:
        files.seal(label, source, target)
    copy.unlink()
    found = _sealed_and_opened(shelf, label, keys)
    with another(unseal(files.draft_of(shelf.file(label)), copy)):
        put_keys(found)
        return label, prove(anchored)


def _of_postgresql(shelf: Shelf, label: Label, url: str, anchored: dict) -> tuple[Label, Proof]:
    """The dump is read to its end. Trail and seals are looked at where they are, moments before."""
    proof = prove(anchored)
    with postgresql.dumping(url) as (source, keys, version):
        label = replace(label, tool=version)
        with files.new(shelf.file(label)) as target:
            files.seal(label, source, target)
    _sealed_and_opened(shelf, label, keys)
    postgresql.prove_whole(files.opened(files.draft_of(shelf.file(label))), version)
    return label, proof


def _sealed_and_opened(shelf: Shelf, label: Label, keys: list[Key]) -> list[Key]:
    """The keys, as the file gives them back."""
    of_keys = replace(label.of(KEYS), needs=tuple(sorted({master for _owner, master, *_rest in keys})))
    file = shelf.file(of_keys)
    with files.new(file) as target:
        files.seal(of_keys, sealable(keys), target)
    found = keys_in(files.draft_of(file))
    if len(found) != len(keys):
        raise NotWhole("the file of the keys does not hold them all")
    return found
