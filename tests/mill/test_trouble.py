"""A web server whose database is locked, full or damaged: it refuses clearly, loses nothing, recovers by itself."""

import contextlib
import datetime as dt
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import full_disks
import pytest
import scale
from checks import check_writes, checked, demand
from ending import joined
from phones import Answer, Phone, Write, Writer
from servers import Server, busyness, environment
from serving.processes import ROOT
from test_killed_servers import WRITERS, Turning, new_entry, phones_of

from webapp import clock, database
from webapp.accounts.models import SignIn
from webapp.database import new_id

pytestmark = [pytest.mark.real_clock, pytest.mark.rounds]

SHOWN_WITHIN = 1.0  # seconds, on a machine that does nothing else; who waits for the lock waits for seven
ASKED_BACK_WITHIN = 6  # seconds of Retry-After
ANSWERED_WITHIN = 8  # for who waits for the lock: five seconds, and its turn
LOCKED_FOR = 30 if scale.IS_WHOLE else 7
PAGES = ("/", "/journals/", "/journals/new", "/schedule/", "/help-now")
HOLD = """
import sqlite3, sys, time
held = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
held.execute("COMMIT")
"""


@contextlib.contextmanager
def write_lock_held(installation, seconds: float):
    """By another process, as by a stuck command."""
    file = installation.app.config["DATABASE_URL"].removeprefix("sqlite:///")
    with subprocess.Popen([sys.executable, "-c", HOLD, file, str(seconds)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        yield holder


class Hand:
    """Somebody who writes again and again without JavaScript, and sends again what the answer gave back."""

    def __init__(self, phone: Phone):
        self._phone = phone
        self.written: list[Write] = []
        self.answers: list[tuple[float, Answer]] = []
        self.error = None

    def write(self) -> None:
        one = Write(f"Words that must not be lost, {new_id()}", "private")
        self.written.append(one)
        for _time in range(60):
            began = time.monotonic()
            answer = self._phone.post(one.path, one.fields, one.key)
            self.answers.append((time.monotonic() - began, answer))
            if answer.status == 303:
                one.location = answer.location
                return
            demand(answer.status == 503, f"refused with {answer.status}")
            demand(one.words in answer.text, "the words did not come back")
            demand(0 < int(answer.headers["Retry-After"]) <= ASKED_BACK_WITHIN, "it says too late when")
            time.sleep(0.5)
        raise AssertionError("it never got through")

    def write_while(self, busy) -> None:
        try:
            while busy():
                self.write()
                time.sleep(0.05)
        except BaseException as error:
            self.error = error


def test_a_held_write_lock_stops_no_reading_and_loses_no_words(installation):
    shown = []
    with Server(installation) as server, phones_of(installation, server, 10) as (reader, *others):
        server.start()
        for path in PAGES:
            assert reader.get(path).status == 200, path
        with database.connection():  # long ago, so that each page would like to write that they were here
            SignIn.update(seen_at=clock.now() - dt.timedelta(hours=1)).execute()
        hands = [Hand(phone) for phone in others]
        with write_lock_held(installation, LOCKED_FOR) as holder:
            writing = [
                threading.Thread(target=hand.write_while, args=[lambda: holder.poll() is None], daemon=True)
                for hand in hands
            ]
            for one in writing:
                one.start()
            while holder.poll() is None:
                for path in PAGES:
                    began = time.monotonic()
                    demand(reader.get(path).status == 200, f"{path} was not shown")
                    shown.append(time.monotonic() - began)
                time.sleep(0.1)
            joined(*writing)
        for hand in hands:
            if hand.error:
                raise hand.error
        checked(check_writes, installation.stay, [one for hand in hands for one in hand.written])
    took = [seconds for hand in hands for seconds, _answer in hand.answers]
    refused = sum(answer.status == 503 for hand in hands for _seconds, answer in hand.answers)
    shown.sort()
    scale.tell(
        "write lock held",
        f"{LOCKED_FOR} s: {len(shown)} pages shown, the slowest after {shown[-1]:.2f} s; {refused} of {len(took)} "
        f"forms put off, the slowest answer after {max(took):.1f} s; all written in the end",
    )
    demand(refused > len(hands), "hardly anything was put off")
    demand(shown[-1] <= SHOWN_WITHIN * busyness(), f"a page took {shown[-1]:.1f} s")
    demand(max(took) <= ANSWERED_WITHIN * busyness(), f"a form took {max(took):.1f} s")


RECOVERS_WITHIN = 10  # seconds
BALLAST = "x" * 3000  # that no page of the file has room for


class Limit(full_disks.Limit):
    """No process of the server may write a byte."""

    planted = {}

    def __init__(self, installation, server: Server, folder):
        super().__init__(server.workers)


class Pages:
    """SQLite is told that the file may have no further page, and says that the disk is full."""

    def __init__(self, installation, server: Server, folder):
        self._file = folder / "is-full"
        self.planted = {"MILL_FAULT": "disk_full_when_told", "MILL_FULL": str(self._file)}

    def fill(self) -> None:
        self._file.touch()

    def empty(self) -> None:
        self._file.unlink()


class Tmpfs(full_disks.Tmpfs):
    """The database lies on a small disk."""

    planted = {}

    def __init__(self, installation, server: Server, folder):
        super().__init__(folder / "disk", megabytes=12)
        config = installation.app.config
        file = shutil.copy(config["DATABASE_URL"].removeprefix("sqlite:///"), self.disk / "waymark.db")
        config["DATABASE_URL"] = f"sqlite:///{file}"
        database.open_database(config["DATABASE_URL"])


@pytest.fixture(params=[Limit, Pages, Tmpfs])
def disk(request, installation, tmp_path):
    """(a server, a disk that can be full)"""
    before = installation.app.config["DATABASE_URL"]
    with Server(installation) as server:
        one = request.param(installation, server, tmp_path)
        yield server, one
    database.disconnect()
    installation.app.config["DATABASE_URL"] = before
    database.open_database(before)
    if request.param is Tmpfs:
        one.unmount()


def test_a_full_disk_acknowledges_nothing_and_recovers_by_itself(installation, disk):
    server, disk = disk
    with phones_of(installation, server, 2) as (reader, phone):
        server.start(**disk.planted)
        writes = [write_one(phone) for _write in range(3)]
        disk.fill()
        for _write in range(200):
            writes.append(write_one(phone))
            if not writes[-1].is_acknowledged:
                break
        demand(not writes[-1].is_acknowledged, "it was never full")
        for path in PAGES:
            demand(reader.get(path).status == 200, f"{path} was not shown")
        writes += [write_one(phone) for _write in range(3)]
        demand(not writes[-1].is_acknowledged, "it wrote on a full disk")
        disk.empty()
        began = time.monotonic()
        while not writes[-1].is_acknowledged:
            demand(time.monotonic() - began < RECOVERS_WITHIN, "it did not recover")
            writes.append(write_one(phone))
        recovered = time.monotonic() - began
        checked(check_writes, installation.stay, writes)
    kept = sum(write.is_acknowledged for write in writes)
    scale.tell(
        f"disk full ({type(disk).__name__.lower()})",
        f"{kept} acknowledged and there, {len(writes) - kept} refused; writes again after {recovered:.1f} s",
    )


def write_one(phone: Phone) -> Write:
    one = Write(f"{new_id()} {BALLAST}", "private")
    answer = phone.post(one.path, one.fields, one.key)
    demand(answer.status in (303, 503, 507), f"answered with {answer.status}")
    if answer.status == 303:
        one.location = answer.location
    else:
        demand(one.words in answer.text, "the words did not come back")
    return one


def damage(installation, table: str) -> None:
    """Write nonsense over the first page of a table."""
    file = installation.app.config["DATABASE_URL"].removeprefix("sqlite:///")
    with contextlib.closing(sqlite3.connect(file)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = opened.execute("PRAGMA page_size").fetchone()
        page = 1 if table == "the file itself" else _first_page(opened, table)
    with open(file, "r+b") as raw:
        raw.seek((page - 1) * size)
        raw.write(b"\xa5" * size)


def _first_page(opened, table: str) -> int:
    return opened.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table]).fetchone()[0]


def test_a_damaged_page_is_refused_clearly_and_no_wrong_page_is_shown(installation):
    with Server(installation) as server, phones_of(installation, server, 1) as (phone,):
        server.start()
        assert write_one(phone).is_acknowledged
        server.kill()
        server.start()
        damage(installation, "journal_entry")  # the new server has not read it yet
        phone.hang_up()
        page = phone.get("/journals/")
        assert page.status == 503 and "Please give us a moment" in page.text
        assert not write_one(phone).is_acknowledged
        assert phone.get("/help-now").status == 200
        assert phone.get("/schedule/").status == 200, "what is whole is still shown"
        said = server.log.read_text()
        assert "database: DatabaseError" in said and "Traceback" not in said


def refused_to_start(installation, **settings: str) -> str:
    """What it says."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "webapp", "web"],
        cwd=ROOT,
        env=environment(installation) | settings,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode not in (0, None)
    (line,) = done.stderr.strip().splitlines()
    return line


def test_what_it_cannot_start_with_is_told_in_one_line(installation):
    database.disconnect()
    assert "do not fit this database" in refused_to_start(installation, MASTER_KEYS="first:" + "A" * 43)
    assert "NAME:KEY" in refused_to_start(installation, MASTER_KEYS="first:short")
    missing = dict.fromkeys(("MASTER_KEYS", "SECRET_KEY", "VAPID_KEYS"), "")
    assert "do not fit this database" in refused_to_start(installation, **missing), "new keys are no keys"
    (installation.folder / "secrets.json").write_text("{")
    assert "put back your copy" in refused_to_start(installation, **missing)
    damage(installation, "the file itself")
    assert "The database can't be read" in refused_to_start(installation)


def test_a_lost_log_of_the_database_is_seen_by_the_anchors(installation):
    """What was only in the log is gone without a trace in the file; what was written down elsewhere tells."""
    turning = Turning(installation.stay)
    with database.connection():
        database.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    with Server(installation) as server, phones_of(installation, server, 1) as (phone,):
        server.start()
        make = turning.maker()
        for _turn in range(3):
            one = make()
            assert phone.post(one.path, one.fields, one.key).status == 303
        assert run(installation, "audit", "anchor").returncode == 0
        assert run(installation, "audit", "verify").returncode == 0
        server.kill()
    file = installation.app.config["DATABASE_URL"].removeprefix("sqlite:///")
    for end in ("-wal", "-shm"):
        Path(file + end).unlink()
    seen = run(installation, "audit", "verify")
    assert seen.returncode != 0 and "was anchored" in seen.stderr


def run(installation, *command: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "webapp", *command],
        cwd=ROOT,
        env=environment(installation),
        capture_output=True,
        text=True,
    )


def test_asked_to_stop_under_load_it_finishes_what_it_took(installation):
    with Server(installation) as server, phones_of(installation, server, WRITERS) as phones:
        server.start()
        ended = threading.Event()
        dice = scale.chance("graceful stop")
        writers = [Writer(phone, lambda: new_entry(dice), ended) for phone in phones]
        for writer in writers:
            writer.start()
        time.sleep(1)
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(30) == 0
        took = time.monotonic() - began
        joined(*writers)
        writes = [write for writer in writers for write in writer.written]
        checked(check_writes, installation.stay, writes)
    acknowledged = sum(write.is_acknowledged for write in writes)
    scale.tell(
        "graceful stop", f"{acknowledged} of {len(writes)} acknowledged, each there; ended after {took:.1f} s"
    )
    assert took <= 10
