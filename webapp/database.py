"""The database: SQLite on one machine, PostgreSQL on many, through one set of fields.

Every write goes through `writing()`, a transaction that takes the write lock at once (a deferred one that
reads first fails with "database is locked" under load) and is on disk before the answer leaves.
"""

import contextlib
import datetime as dt
import fcntl
import json
import os
import secrets
import threading
from pathlib import Path

import peewee
from playhouse import db_url, migrations

from webapp import clock
from webapp.turns import Turn

db = peewee.DatabaseProxy()

MIGRATIONS = Path(__file__).parent / "migrations"
ID_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: nothing to confuse when read aloud
ID_LENGTH = 26
_LETTERS = ID_ALPHABET.encode() * 8  # what each of 256 bytes stands for; every letter as often as the others
_held_open = None  # the connection of `hold_open`
PATIENCE = 5  # seconds that a write waits for the database
_of_thread = threading.local()
_turn = Turn(PATIENCE)
_locks = []  # locks that this process keeps until its end
_MIGRATION_LOCK = 0x5761796D  # any constant that all our processes share

SQLITE_PRAGMAS = {
    "page_size": 8192,  # sealed rows of about 2 KB pack better than at 4096
    "journal_mode": "wal",
    "foreign_keys": 1,
    "synchronous": 2,  # FULL: an acknowledged write survives a power cut
    "secure_delete": 1,
    "cache_size": -16000,
}


def new_id() -> str:
    """A random id of 26 characters, 130 bits."""
    return new_ids(1)[0]


def new_ids(count: int) -> list[str]:
    """Many of them, with the system asked for randomness once."""
    letters = secrets.token_bytes(ID_LENGTH * count).translate(_LETTERS).decode()
    return [letters[at : at + ID_LENGTH] for at in range(0, len(letters), ID_LENGTH)]


class IdField(peewee.TextField):
    """A random id, assigned when the row object is made so that seals can bind to it before the insert."""

    def __init__(self, **options):
        options.setdefault("default", new_id)
        super().__init__(primary_key=True, **options)


class InstantField(peewee.BigIntegerField):
    """An aware instant, kept as milliseconds since 1970 in UTC (identical on both databases)."""

    def db_value(self, value):
        if value is None or isinstance(value, int):
            return value
        if value.tzinfo is None:
            raise ValueError(f"{self.name} needs an aware datetime")
        return round(value.timestamp() * 1000)

    def python_value(self, value):
        return None if value is None else dt.datetime.fromtimestamp(value / 1000, clock.UTC)


class DayField(peewee.TextField):
    """A calendar day, kept as ISO text."""

    def db_value(self, value):
        return value.isoformat() if isinstance(value, dt.date) else value

    def python_value(self, value):
        return None if value is None else dt.date.fromisoformat(value)


class JsonField(peewee.TextField):
    """A small structure, kept as JSON text."""

    def db_value(self, value):
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def python_value(self, value):
        return None if value is None else json.loads(value)


class Model(peewee.Model):
    """Base of every table: a random id, and SQLite's strict typing."""

    id = IdField()

    class Meta:
        database = db
        legacy_table_names = False
        strict_tables = True


def open_database(url: str) -> peewee.Database:
    """Bind `db` to the database at the URL (`sqlite:///file` or `postgresql://…`)."""
    _let_go()
    if url.startswith("sqlite:"):
        database = db_url.connect(
            url, pragmas=SQLITE_PRAGMAS, timeout=PATIENCE, lock_type="IMMEDIATE", autoconnect=False
        )
    else:
        pooled = url.replace("postgres://", "postgresql://").replace("postgresql://", "postgresql+pool://", 1)
        database = db_url.connect(
            pooled,
            max_connections=32,
            stale_timeout=300,
            timeout=PATIENCE,
            autoconnect=False,
            prefer_psycopg3=True,
            options="-c jit=off",  # to compile a plan takes longer than any of our queries
        )
    db.initialize(database)
    return database


def is_sqlite() -> bool:
    return isinstance(db.obj, peewee.SqliteDatabase)


def among(field: peewee.Field, values) -> peewee.Expression:
    """`field IN values` as one parameter: for hundreds of texts, whose placeholders cost more than the query.

    `values` may be the slot of a prepared query.
    """
    as_one = _as_json if is_sqlite() else list
    one = values.filled_by(as_one) if hasattr(values, "filled_by") else as_one(values)
    if is_sqlite():
        return field.in_(peewee.SQL("(SELECT value FROM json_each(?))", [one]))
    return field == peewee.fn.ANY(peewee.Value(one, converter=False, unpack=False))


def _as_json(values) -> str:
    return json.dumps(list(values))


def from_json(rows, fields: list[peewee.Field]) -> peewee.SQL:
    """A query that gives back these rows of stored values, sent as one parameter (see `among`)."""
    kinds = ["BIGINT" if isinstance(field, peewee.BigIntegerField) else "TEXT" for field in fields]
    columns = ", ".join(f"CAST(value ->> {at} AS {kind})" for at, kind in enumerate(kinds))
    each = "json_each(?)" if is_sqlite() else "json_array_elements(%s::json) AS each(value)"
    query = f"SELECT {columns} FROM {each} WHERE TRUE"  # noqa: S608 # nosec B608 - nothing of it is given from outside
    return peewee.SQL(query, [json.dumps(list(rows))])


def connect() -> None:
    """Open this thread's connection if it is not open."""
    db.connect(reuse_if_open=True)


def hold_open() -> None:
    """Keep one idle connection in this process: SQLite then keeps the files beside the database.

    On a full disk they could not be made anew, and after a few failed writes nobody could read either.
    """
    global _held_open
    if _held_open is None and is_sqlite():
        _held_open = peewee.sqlite3.connect(db.database, check_same_thread=False)
        _held_open.execute("PRAGMA schema_version").fetchone()


def _let_go() -> None:
    global _held_open
    if _held_open is not None:
        _held_open.close()
        _held_open = None


def release() -> None:
    """Give the connection back: to PostgreSQL's pool; SQLite's stays open with its thread (opening costs 30 %)."""
    if not is_sqlite() and not db.is_closed():
        db.close()


def abandon() -> None:
    """Close a connection that failed, so that the page that says so asks it nothing more."""
    if not db.is_closed() and not db.in_transaction():
        db.close()


def disconnect() -> None:
    """Close this thread's connection and, on PostgreSQL, the whole pool."""
    db.close()
    _let_go()
    if not is_sqlite():
        db.obj.close_all()


@contextlib.contextmanager
def connection():
    """A connection for a stretch of work outside a request (commands, the worker)."""
    was_closed = db.is_closed()
    connect()
    try:
        yield db
    finally:
        if was_closed:
            db.close()


@contextlib.contextmanager
def kept_connection():
    """A connection for one of many such stretches; what failed on it is closed with it."""
    connect()
    try:
        yield db
    except BaseException:
        abandon()
        raise
    release()


def keep_in_place() -> None:
    """As long as this process lives, or what it becomes, nobody puts another SQLite file in the place of this one."""
    if is_sqlite():
        _locks.append(_lock(f"{db.database}.in-use", fcntl.LOCK_SH))
        os.set_inheritable(_locks[-1], True)


@contextlib.contextmanager
def used_by_nobody(file: Path):
    """No web server or worker has the file for its database meanwhile; BlockingIOError if one has."""
    lock = _lock(f"{file}.in-use", fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(lock)


def _lock(file: str, how: int) -> int:
    lock = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, how | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise
    return lock


@contextlib.contextmanager
def elsewhere(url: str):
    """Another database for a while. For commands: all threads of a process share `db`."""
    before = db.obj
    open_database(url)
    try:
        with connection():
            yield db
    finally:
        disconnect()
        db.initialize(before)


@contextlib.contextmanager
def writing():
    """A write transaction that holds the write lock from its first statement; nested ones are savepoints."""
    last_things = _last_things()
    kept, outermost = len(last_things), not db.in_transaction()
    try:
        turn = _turn.taken() if outermost and is_sqlite() else contextlib.nullcontext()
        with turn, db.atomic() as transaction:
            _turn.has_begun()
            yield transaction
            if outermost:
                _do(last_things)
    except BaseException:
        del last_things[kept:]  # what is taken back needs no last thing
        raise


def write_if_free(query: peewee.Query) -> bool:
    """Carry out a write that can as well be done the next time, unless another process holds the database."""
    if not is_sqlite() or db.in_transaction():
        query.execute()
        return True
    if not _turn.is_free:
        return False
    try:
        db.execute_sql("PRAGMA busy_timeout = 0")
        query.execute()
        return True
    except peewee.OperationalError:
        return False
    finally:
        db.execute_sql(f"PRAGMA busy_timeout = {PATIENCE * 1000}")


def before_commit(work, thing) -> None:
    """As a last thing of the present transaction, call `work` with a list of this and whatever else was left to it.

    For what takes a lock that every writer wants: taken last, it is held for a moment and waits for nothing.
    """
    if not db.in_transaction():
        raise RuntimeError("there is no transaction to be a last thing of")
    _last_things().append((work, thing))


def _do(last_things: list) -> None:
    for work in dict.fromkeys(work for work, _thing in last_things):
        work([thing for its_work, thing in last_things if its_work is work])
    last_things.clear()


def _last_things() -> list:
    if not hasattr(_of_thread, "last_things"):
        _of_thread.last_things = []
    return _of_thread.last_things


def scrub(model: type[Model]) -> bool:
    """Leave no byte of what was deleted from the table in the database's files; False if others are in the way.

    On SQLite of all tables: `secure_delete` overwrites, and the log of writes with the old pages in it is emptied.
    PostgreSQL writes the one table anew; its log of writes and its replicas go by their own rules (decision 30).
    """
    if is_sqlite():
        others_read, _pages, _moved = db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not others_read
    try:
        db.execute_sql("SET lock_timeout = '2s'")
        db.execute_sql(f'VACUUM FULL "{model._meta.table_name}"')
    except peewee.OperationalError:
        return False
    finally:
        db.execute_sql("RESET lock_timeout")
    return True


def migrate() -> list[str]:
    """Bring the schema up to date, one process at a time; the names of the migrations that ran."""
    with connection(), migration_lock():
        runner = migrations.Runner(db.obj, str(MIGRATIONS))
        return [name for name in runner.up() or []]


def schema_version() -> str:
    """The last migration that has run; empty before the first."""
    with connection():
        return max(migrations.Runner(db.obj, str(MIGRATIONS)).applied(), default="")


@contextlib.contextmanager
def migration_lock():
    """One process at a time."""
    if not is_sqlite():
        db.execute_sql("SELECT pg_advisory_lock(%s)", (_MIGRATION_LOCK,))
        try:
            yield
        finally:
            db.execute_sql("SELECT pg_advisory_unlock(%s)", (_MIGRATION_LOCK,))
        return
    with open(f"{db.database}.migrating", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
