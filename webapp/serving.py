"""One command for a whole installation: prepare the database, then the web server and the reminder worker.

The two are child processes. When either ends, or on Ctrl-C or SIGTERM, both are asked to stop and are waited for.
Where something else starts and watches processes (systemd, containers), each runs alone.
"""

import contextlib
import ctypes
import logging
import multiprocessing
import os
import runpy
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path

import peewee
from flask import Flask

from webapp import audit, database, encryption, migrations, worker
from webapp.audit import anchors
from webapp.encryption import CannotOpen, Erased

STOP_WITHIN = 20  # seconds
CHECKED_AT_START = 512_000_000  # bytes of an SQLite file, about a second; a backup looks through larger ones
STOPS = (signal.SIGINT, signal.SIGTERM)
_PR_SET_PDEATHSIG = 1

log = logging.getLogger("waymark.serving")


class CannotStart(Exception):
    """To go on would do harm; the message says in a line why, and what to do."""


def prepare(anchored: Path | None = None) -> None:
    """Bring the schema up to date, of a database that is there, whole, and fits the master keys; else CannotStart.

    `anchored` is the file of the audit trail's anchors: where it has any, there was a database once.
    """
    try:
        _refuse_what_is_missing(anchored)
        with database.connection():
            _refuse_what_is_broken()
            _refuse_what_is_foreign()
        database.migrate()
        with database.connection():
            encryption.prepare()
            audit.prepare()
    except peewee.OperationalError as error:
        raise CannotStart(f"The database can't be used: {error}") from None
    except peewee.DatabaseError as error:
        raise CannotStart(
            f"The database can't be read: {error}. Restore a backup (docs/operations.md)."
        ) from None


def _refuse_what_is_missing(anchored: Path | None) -> None:
    """A disk that is not mounted must not become an empty installation."""
    if anchored is None or not anchored.exists() or not anchors.last(anchored):
        return
    is_there = not database.is_sqlite() or Path(database.db.database).exists()
    if is_there:
        with database.connection():
            is_there = database.db.table_exists("audit_record")
    if not is_there:
        raise CannotStart(
            f"There is no database, but by {anchored} there was one. Find it or restore a backup"
            f" (docs/operations.md). To begin anew, remove that file."
        )


def _refuse_what_is_broken() -> None:
    """Writing into a file with a broken page breaks more of it."""
    if database.is_sqlite() and os.path.getsize(database.db.database) <= CHECKED_AT_START:
        found = database.db.execute_sql("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            found = " ".join(found.split())
            raise CannotStart(f"The database is damaged: {found}. Restore a backup (docs/operations.md).")


def _refuse_what_is_foreign() -> None:
    """Before anything is written: of a newer version, of other master keys, or a restore that did not end."""
    schema = database.schema_version()
    if schema and not migrations.is_known(schema):
        raise CannotStart(
            f"The database is of a newer version of Waymark (schema {schema}). Nothing was changed."
        )
    if not database.db.table_exists("data_key"):
        return
    try:
        encryption.check()
    except Erased:
        if database.db.execute_sql("SELECT 1 FROM user_account LIMIT 1").fetchone():
            raise CannotStart(
                "The database has no data keys: a restore was stopped before its end. Restore again."
            ) from None
    except CannotOpen as error:
        raise CannotStart(f"MASTER_KEYS do not fit this database ({error}). Nothing was changed.") from None


def serve(app: Flask, host: str, port: int, log_level: str) -> int:
    """Run the web server and the worker until told to stop; the exit status."""
    database.disconnect()  # a connection belongs to one process
    stopping = []
    with _signals_wait():
        children = [_forked(lambda: become_web(host, port, log_level)), _forked(lambda: worker.run(app))]
        for number in STOPS:
            signal.signal(number, lambda received, frame: stopping.append(received))
    try:
        while not stopping and all(child.is_alive() for child in children):
            time.sleep(0.2)
        return 0 if stopping else 1
    finally:
        _stop(children)


def become_web(host: str, port: int, log_level: str) -> None:
    """Turn this process into the web server: whoever started it can stop it and wait for it without us between.

    The processes that answer are forked from this one, which has read all code already.
    """
    database.disconnect()
    sys.argv = ["gunicorn", *_web_options(host, port, log_level)]
    runpy.run_module("gunicorn", run_name="__main__", alter_sys=True)


def _web_options(host: str, port: int, log_level: str) -> list[str]:
    """Gunicorn with Python threads, which keep their database connections (docs/decisions/0003-web-server.md)."""
    options = ["--worker-class", "gthread", "--threads", "4"]
    options += ["--workers", os.environ.get("WEB_PROCESSES", "1"), "--bind", f"{host}:{port}"]
    options += ["--keep-alive", "30", "--timeout", "60", "--graceful-timeout", "10", "--no-control-socket"]
    return [*options, "--log-level", _quieter(log_level), "webapp:create_app()"]


def _forked(work: Callable[[], None]) -> BaseProcess:
    """A process forked from this one, which has read all code already: that halves the time to start.

    It has a group of its own: Ctrl-C reaches only us, and we stop them in order.
    """
    child = multiprocessing.get_context("fork").Process(target=_as_own_group, args=[work], daemon=True)
    child.start()
    return child


def _as_own_group(work: Callable[[], None]) -> None:
    os.setsid()
    _end_with_parent()
    for number in STOPS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
    work()


@contextlib.contextmanager
def _signals_wait():
    """To be told to stop takes effect afterwards: a child in the making must neither miss nor inherit it."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)


def _end_with_parent() -> None:
    """On Linux, be told to stop when the parent is killed; otherwise the children would go on without it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _quieter(log_level: str) -> str:
    """Gunicorn tells its whole start-up at "info", and at "debug" each address, of which some are secrets."""
    return "warning" if log_level in ("info", "debug") else log_level


def _stop(children: list[BaseProcess]) -> None:
    for child in children:
        child.terminate()
    deadline = time.monotonic() + STOP_WITHIN
    for child in children:
        child.join(max(0.1, deadline - time.monotonic()))
        if child.is_alive():
            log.warning("process %d did not stop; ending it", child.pid)
        # Also whatever a killed parent left behind: a worker that lost its parent would keep the port.
        _kill_group(child.pid)


def _kill_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
