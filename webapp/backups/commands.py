"""Commands for backups, restoring them, and the master keys."""

import datetime as dt
from pathlib import Path

import click
import peewee
from flask import current_app

from webapp import audit, database, encryption
from webapp.audit.anchors import NotAnAnchor
from webapp.backups import restoring, taking
from webapp.backups.checking import NotWhole
from webapp.backups.files import DATA, KEYS, BadFile, masters_of
from webapp.backups.postgresql import ToolFailed, ToolMissing
from webapp.backups.restoring import NotEmpty, Restored
from webapp.backups.shelf import KEYS_LAST, Busy, Shelf
from webapp.backups.sqlite import InUse
from webapp.database import writing
from webapp.encryption import CannotOpen, DataKey
from webapp.people import endings

AT_ONCE = 200  # data keys re-wrapped in one transaction
TROUBLES = (BadFile, Busy, InUse, NotWhole, NotAnAnchor, ToolMissing, ToolFailed, CannotOpen, OSError)
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command("backup")
@click.option("--to", "folder", type=_FOLDER, help="The folder for the data (BACKUP_DIR).")
@click.option(
    "--keys-to", "keys_folder", type=_FOLDER, help="The folder for the data keys (BACKUP_KEYS_DIR)."
)
@click.option("--keep", default=30, show_default=True, help="Remove what is older than so many days.")
def backup_command(folder, keys_folder, keep):
    """Take a sealed backup while the app runs, prove that it opens, and remove old ones. Exits with 1 if it fails."""
    settings = current_app.config
    folder = folder or settings["BACKUP_DIR"]
    shelf = Shelf(folder.resolve(), (keys_folder or settings["BACKUP_KEYS_DIR"]).resolve())
    with _told_plainly("No backup was taken"), database.connection():
        encryption.check()
        taken = taking.take(settings, shelf, dt.timedelta(days=keep))
    proof = taken.proof
    click.echo(f"data  {_size(taken.data)}  {taken.data}")
    click.echo(f"keys  {_size(taken.keys)}  {taken.keys}")
    click.echo(
        f"Proved: {proof.lines} lines of the audit trail hold, {proof.opened} seals opened"
        f"{_erased(proof.erased)}. {taken.seconds:.1f} seconds. Schema {taken.label.schema}."
    )
    if taken.pruned:
        click.echo(f"Removed {len(taken.pruned)} old files; keys are kept for {KEYS_LAST.days} days.")


@click.command("restore")
@click.argument("data", type=_FILE)
@click.option("--keys", required=True, type=_FILE, help="The file with the data keys of the same backup.")
@click.option("--ledger", "ledgers", multiple=True, type=_FILE, help="What was revoked or erased (ENDINGS).")
@click.option(
    "--without-ledger", is_flag=True, help="It is lost: ask all participants to confirm their consents."
)
@click.option(
    "--later-keys", is_flag=True, help="The keys are of a later backup: what was erased since stays so."
)
@click.option("--replace", is_flag=True, help="There is a database already, and it shall go.")
def restore_command(data, keys, ledgers, without_ledger, later_keys, replace):
    """Make the database what it was at a backup. Stop the web server and the worker first.

    Before anyone gets in, what was revoked or erased since is so again, and all sign-ins are ended.
    """
    settings = current_app.config
    ended = None if without_ledger else _endings(ledgers, settings["ENDINGS"])
    with _told_plainly("Nothing was restored"):
        try:
            restored = restoring.restore(settings, data, keys, ended, replace, later_keys)
        except NotEmpty as error:
            raise click.ClickException(
                f"There is a database already: {error}. All of that would go. If it shall, say --replace."
            ) from None
    _tell(restored)


@click.command("rotate-keys")
@click.option("--check", is_flag=True, help="Only count.")
def rotate_keys_command(check):
    """Wrap every data key with the first of MASTER_KEYS. The app may run; may be stopped and run again."""
    with _told_plainly("Not all was done"), database.connection():
        if not check:
            click.echo(f"{rotate()} data keys were wrapped anew.")
        _tell_keys(encryption.keys_by_master())


COMMANDS = (backup_command, restore_command, rotate_keys_command)


def rotate(at_once: int = AT_ONCE) -> int:
    """Wrap every data key with the first master key, some in each transaction; how many needed it."""
    encryption.check()
    done = 0
    while rewrapped := encryption.rewrap(at_once):
        done += rewrapped
    if done:
        with writing():
            audit.record_of_ours("wrapped data keys anew")
        database.scrub(DataKey)
    return done


def _endings(ledgers: tuple[Path, ...], usual: Path) -> list[endings.Ending]:
    """Those of the files that were given, else of the usual one, in the order in which they came about."""
    if not ledgers and not usual.exists():
        raise click.ClickException(
            f"{usual} is not there: it says what was revoked or erased since the backup. Give it with --ledger."
            " If it is lost, say --without-ledger: all participants are then asked to confirm their consents."
        )
    found = []
    for file in ledgers or (usual,):
        ended, unread = endings.read(file)
        found += ended
        if unread:
            numbers = ", ".join(map(str, unread))
            click.echo(
                f"{file}: cannot read line {numbers}: left out. Look at it, and end by hand what it names."
            )
    return sorted(found, key=lambda ending: ending.at)


def _tell(restored: Restored) -> None:
    label, proof, reopened = restored.label, restored.proof, restored.reopened
    click.echo(
        f"Restored what was there on {label.made_at:%Y-%m-%d at %H:%M} UTC, in {restored.seconds:.1f} seconds."
    )
    click.echo(
        f"Proved: {proof.lines} lines of the audit trail hold, {proof.opened} seals opened{_erased(proof.erased)}."
    )
    for kind, count in sorted(reopened.repeated.items()):
        click.echo(f"Done again, because it was done after the backup: {kind}, {count} times.")
    for kind, count in sorted(reopened.unknown.items()):
        click.echo(f"NOT done again, because this version does not know it: {kind}, {count} times.")
    if reopened.asked_again:
        click.echo(
            f"{reopened.asked_again} consents open nothing until their participant confirms them again."
        )
    click.echo(
        f"Ended: {reopened.sign_ins} sign-ins, {reopened.invitations} invitations and links for a new password."
        f" Not sent any more: {reopened.reminders} reminders."
    )
    if restored.aside:
        click.echo(f"The database that was there: {restored.aside}. Delete it when nobody needs it.")
    if restored.anchors_aside:
        click.echo(f"The anchors of the audit trail until now: {restored.anchors_aside}. Keep them.")
    click.echo("Start the web server and the worker now.")


def _tell_keys(counted: dict[str, int]) -> None:
    """How many data keys each master key wraps, and which may go."""
    ring = encryption.master_names()
    for name, count in counted.items():
        known = "" if name in ring else "  (NOT in MASTER_KEYS: these do not open)"
        click.echo(f"{name}  {count}{' (the first)' if name == ring[0] else ''}{known}")
    spare = [name for name in ring[1:] if not counted[name]]
    for name in spare:
        held = _backups_under(name)
        until = (
            f" {held} files in the backup folders still need it: keep it, apart from them, until they are gone."
            if held
            else ""
        )
        click.echo(f"{name} may be taken out of MASTER_KEYS.{until}")


def _backups_under(master: str) -> int:
    settings = current_app.config
    shelf = Shelf(settings["BACKUP_DIR"], settings["BACKUP_KEYS_DIR"])
    return sum(master in masters_of(file) for part in (DATA, KEYS) for file in shelf.labels(part))


class _told_plainly:  # noqa: N801 - reads as a word of a `with`
    """What goes wrong is one line and exit code 1."""

    def __init__(self, what: str):
        self._what = what

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _trace):
        if isinstance(error, TROUBLES):
            raise click.ClickException(f"{self._what}: {error}") from None
        if isinstance(error, peewee.PeeweeException):
            raise click.ClickException(f"{self._what}: the database says: {error}") from None


def _size(file: Path) -> str:
    size = file.stat().st_size
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.1f} kB"


def _erased(count: int) -> str:
    return f", {count} are of erased stays" if count else ""
