"""A real worker whose database is held by another, whose disk is full, whose clock is set: it goes on by itself."""

import contextlib
import datetime as dt
import os
import shutil
import threading
import time
from pathlib import Path

import peewee
import pytest
from ending import joined, killed
from full_disks import Limit, Tmpfs
from serving.processes import wait_until
from workers import (
    SECONDS,
    SEVERAL,
    Workers,
    check_nothing_lost,
    planned,
    sent,
    several_for,
    until_sent,
)

from webapp import clock, database
from webapp.database import new_id
from webapp.reminders.models import TEST, WITHDRAWN, Reminder

pytestmark = pytest.mark.real_clock

A_WHILE = 1.0  # seconds in which a worker would long have done what it must not do
HALF_AN_HOUR, AN_HOUR = 1800.0, 3600.0  # seconds
OTHER_WAITS = {"MILL_FAULT": "other_waits"}


@pytest.fixture
def clock_of_workers(tmp_path):
    """Set it: by how many seconds it goes wrong."""
    file = tmp_path / "clock"

    def set_to(seconds: float) -> None:
        draft = tmp_path / "clock.draft"
        draft.write_text(str(seconds))
        draft.rename(file)  # at once, for who reads it

    set_to(0)
    set_to.planted = {"MILL_CLOCK": str(file), **OTHER_WAITS}
    return set_to


def ids(*made: list[Reminder]) -> set[str]:
    return {one.id for several in made for one in several}


def check_each_came_once(service, phone, made: set[str]) -> None:
    check_nothing_lost(service, [phone], made)
    assert len(service.received) == len(made), "one was sent twice"


# A database that another holds

ALL = ""  # of SQLite's database, as any writer does
TABLE = "LOCK TABLE reminder IN SHARE ROW EXCLUSIVE MODE"
ROWS = "SELECT id FROM reminder FOR UPDATE"


@contextlib.contextmanager
def held(taking: str):
    """What the worker wants to write is held by another process: this one. What was planned is gone afterwards."""
    begun, done = threading.Event(), threading.Event()

    def hold():
        with database.connection(), database.writing():
            if taking:
                database.db.execute_sql(taking)
            Reminder.delete().where(Reminder.kind != TEST).execute()
            begun.set()
            done.wait(SECONDS)

    holder = threading.Thread(target=hold, daemon=True)
    holder.start()
    assert begun.wait(SECONDS)
    try:
        yield
    finally:
        done.set()
        joined(holder)


def is_waited_for(workers: Workers, failed_before: int) -> bool:
    """On SQLite a worker gives up and tries again; PostgreSQL says who waits."""
    if database.is_sqlite():
        return workers.failures() > failed_before + 1
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    return database.db.execute_sql(waiting).fetchone()[0] > 0


@pytest.mark.parametrize(
    ("backend", "taking"),
    [("sqlite", ALL), ("postgresql", TABLE), ("postgresql", ROWS)],
    ids=["sqlite", "postgresql-table", "postgresql-rows"],
    indirect=["backend"],
)
def test_a_database_that_another_holds_while_it_claims_plans_and_records(
    workers, service, phone, cast, clock_of_workers, taking
):
    one = workers.start(**clock_of_workers.planted)
    wait_until(planned().exists, SECONDS, "planning")
    claimed_late, others = several_for(cast.jo, after=HALF_AN_HOUR), []
    with held(taking):
        clock_of_workers(+AN_HOUR)  # so they are due
        if taking == ROWS:  # nobody waits for a row to claim others
            others = several_for(cast.jo)
            until_sent(SEVERAL)
        else:
            wait_until(lambda: is_waited_for(workers, 0), SECONDS, "waiting for the database")
            time.sleep(A_WHILE)
        assert {message.topic for message in service.received} == ids(others), "one went out unclaimed"
    until_sent(SEVERAL + len(others))
    wait_until(planned().exists, SECONDS, "planning, when it could")

    with contextlib.ExitStack() as lock:
        with service.holding():
            recorded_late = several_for(cast.jo)
            service.wait_for(2 * SEVERAL + len(others), SECONDS)
            lock.enter_context(held(taking))
            failed_before = workers.failures()
        wait_until(lambda: is_waited_for(workers, failed_before), SECONDS, "waiting to record")
        assert sent() == SEVERAL + len(others)
    until_sent(2 * SEVERAL + len(others))
    check_each_came_once(service, phone, ids(claimed_late, others, recorded_late))
    assert one.poll() is None


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_chore_that_failed_does_not_wait_for_its_next_hour(workers, phone):
    database.db.execute_sql("ALTER TABLE device RENAME TO device_away")
    workers.start(MILL_FAULT="soon_again")
    wait_until(lambda: workers.failures() >= 2, SECONDS, "failing")
    database.db.execute_sql("ALTER TABLE device_away RENAME TO device")
    wait_until(planned().exists, SECONDS / 2, "planning")


# A full disk


class LimitOfSqlite(Limit):
    """The worker may write no byte."""

    def __init__(self, app, workers: Workers, folder: Path):
        super().__init__(workers.running)

    def undo(self) -> None:
        """The workers end by themselves."""


class SmallDiskOfSqlite(Tmpfs):
    """The whole database lies on it."""

    def __init__(self, app, workers: Workers, folder: Path):
        super().__init__(folder / "disk", megabytes=12)
        self._app, self._before = app, app.config["DATABASE_URL"]
        database.disconnect()
        self._move_to(
            f"sqlite:///{shutil.copy(self._before.removeprefix('sqlite:///'), self.disk / 'waymark.db')}"
        )

    def fill(self) -> None:
        """Also the log, which has room for what it had before."""
        log = self.disk / "waymark.db-wal"
        wait_until(lambda: self._is_without(log), SECONDS, "emptying the log")
        super().fill()

    def undo(self) -> None:
        self.empty()
        database.disconnect()
        self._move_to(self._before)
        self.unmount()

    def _move_to(self, url: str) -> None:
        self._app.config["DATABASE_URL"] = url
        database.open_database(url)
        database.connect()

    @staticmethod
    def _is_without(log: Path) -> bool:
        database.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return log.stat().st_size == 0


class SmallDiskOfPostgresql(Tmpfs):
    """The table of reminders lies on it; the log of writes, which may not be full, does not.

    A change of a row may still find the room that an older state of it had on the same page.
    """

    def __init__(self, app, workers: Workers, folder: Path):
        data = Path(database.db.execute_sql("SHOW data_directory").fetchone()[0])
        super().__init__(data.parent / "small", megabytes=2)
        os.chown(self.disk, data.stat().st_uid, data.stat().st_gid)
        database.db.execute_sql(f"CREATE TABLESPACE small LOCATION '{self.disk}'")
        self._move_to("small")

    def fill(self) -> None:
        """Also what is free within the table."""
        database.db.execute_sql("VACUUM reminder")
        super().fill()
        like = Reminder.select().first().__data__ | {"outcome": WITHDRAWN}
        with contextlib.suppress(peewee.OperationalError):
            while True:
                Reminder.create(**like | {"id": new_id(), "about": new_id()})

    def undo(self) -> None:
        self.empty()
        self._move_to("pg_default")
        database.db.execute_sql("DROP TABLESPACE small")
        self.unmount()
        self.disk.rmdir()

    @staticmethod
    def _move_to(place: str) -> None:
        for kind in ("TABLE reminder", "TABLE device_delivery"):
            database.db.execute_sql(f"ALTER {kind} SET TABLESPACE {place}")


@pytest.fixture
def disk(request, app, workers, tmp_path):
    one = request.param(app, workers, tmp_path)
    yield one
    killed(*workers.started)
    one.undo()


@pytest.mark.parametrize(
    ("backend", "disk"),
    [("sqlite", LimitOfSqlite), ("sqlite", SmallDiskOfSqlite), ("postgresql", SmallDiskOfPostgresql)],
    ids=["sqlite-limit", "sqlite-tmpfs", "postgresql-tmpfs"],
    indirect=True,
)
def test_a_full_disk_loses_nothing_and_sends_nothing_twice(
    disk, workers, service, phone, cast, clock_of_workers
):
    one = workers.start(**clock_of_workers.planted)
    with service.holding():
        claimed_late = several_for(cast.jo, after=HALF_AN_HOUR)
        recorded_late = several_for(cast.jo)
        service.wait_for(SEVERAL, SECONDS)
        disk.fill()
        clock_of_workers(+AN_HOUR)  # so they are due
        time.sleep(A_WHILE)
    time.sleep(A_WHILE)
    if disk.stops_every_write:
        assert sent() == 0, "it was written on a full disk"
        assert {one.topic for one in service.received} == ids(recorded_late), "one went out unclaimed"
    disk.empty()
    until_sent(2 * SEVERAL)
    check_each_came_once(service, phone, ids(recorded_late, claimed_late))
    assert one.poll() is None


# A clock that is set


def waits_for_an_hour(claimed: bool) -> int:
    """How many may be taken only an hour from now, by a worker or again by its own."""
    far = Reminder.wake_at > clock.now() + dt.timedelta(seconds=HALF_AN_HOUR)
    return Reminder.select().where(Reminder.open(), far, Reminder.claimed_by.is_null(not claimed)).count()


def test_a_clock_that_is_set_back_an_hour_while_reminders_wait_for_another_try(
    workers, service, phone, cast, clock_of_workers
):
    clock_of_workers(+AN_HOUR)
    one = workers.start(**clock_of_workers.planted)
    service.answer(*[503] * SEVERAL)
    made = several_for(cast.jo)
    wait_until(lambda: waits_for_an_hour(claimed=False) == SEVERAL, SECONDS, "being put off")
    clock_of_workers(0)
    until_sent(SEVERAL)
    check_nothing_lost(service, [phone], ids(made))
    assert len(service.received) == 2 * SEVERAL and one.poll() is None


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_what_a_worker_claimed_that_died_an_hour_ahead_is_sent_by_the_next(
    workers, service, phone, cast, clock_of_workers
):
    clock_of_workers(+AN_HOUR)
    with service.holding():
        one = workers.start(**clock_of_workers.planted)
        made = several_for(cast.jo)
        service.wait_for(SEVERAL, SECONDS)
        assert waits_for_an_hour(claimed=True) == SEVERAL
        killed(one)
    workers.start(**OTHER_WAITS)
    until_sent(SEVERAL)
    check_nothing_lost(service, [phone], ids(made))


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_clock_that_is_set_ahead_and_back_sends_all_and_nothing_a_second_time(
    workers, service, phone, cast, clock_of_workers
):
    one = workers.start(**clock_of_workers.planted)
    with service.holding():
        under_way = several_for(cast.jo)
        service.wait_for(SEVERAL, SECONDS)
        due_by_the_wrong_clock = several_for(cast.jo, after=HALF_AN_HOUR)
        clock_of_workers(+AN_HOUR)
    until_sent(2 * SEVERAL)
    repeats = len(service.received) - 2 * SEVERAL  # of what was under way: its lease is over
    assert repeats <= SEVERAL
    clock_of_workers(-AN_HOUR)
    late = several_for(cast.jo, after=-AN_HOUR)
    until_sent(3 * SEVERAL)
    clock_of_workers(0)
    time.sleep(A_WHILE)
    check_nothing_lost(service, [phone], ids(under_way, due_by_the_wrong_clock, late))
    assert len(service.received) == 3 * SEVERAL + repeats, "one was sent a second time"
    assert one.poll() is None
