"""PostgreSQL killed under load and started again: what was acknowledged is there, and the app goes on by itself."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import psycopg
import pytest
import scale
from checks import Broken, check_writes, checked, demand
from ending import joined
from phones import NO_ANSWER, Phone, Write, signed_in
from servers import Server, busyness
from serving.processes import wait_until
from test_killed_servers import new_entry

from webapp import database

pytestmark = [pytest.mark.real_clock, pytest.mark.rounds]

ROUNDS = scale.of(50, least=2)
WRITERS = 4
RECOVERS_WITHIN = 10  # seconds after PostgreSQL takes connections again
CAREFUL = ("fsync", "synchronous_commit", "full_page_writes")


@pytest.fixture
def backend(backends):
    return backends("postgresql")


class PostgreSQL:
    """The tests' own server, which for this once waits for the disk as a real one does."""

    def __init__(self, backend):
        self._backend, self._server = backend, backend.server
        self._data = Path(backend.server.pgdata)

    def __enter__(self) -> "PostgreSQL":
        self._be_careful("on")
        return self

    def __exit__(self, *exception) -> None:
        self._be_careful("off")

    def _be_careful(self, value: str) -> None:
        for setting in CAREFUL:
            self._server.psql(f"ALTER SYSTEM SET {setting} = {value}")
        self._server.psql("SELECT pg_reload_conf()")  # each connection hears of it in its own time

    def are(self, value: str) -> bool:
        """Whether all the settings that make it wait for the disk have that value."""
        return {value} == {self._backend.maintenance.execute(f"SHOW {one}").fetchone()[0] for one in CAREFUL}

    def kill(self) -> None:
        """`kill -9` to it and all its processes."""
        postmaster = int((self._data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        processes = (postmaster, *map(int, children))
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        wait_until(lambda: not any(map(_is_alive, processes)), 60, "PostgreSQL's end")
        # Where nobody buries the dead, their numbers are still taken; after a real crash they are not.
        for left in ("postmaster.pid", ".s.PGSQL.5432.lock"):
            (self._data / left).unlink(missing_ok=True)
        with contextlib.suppress(psycopg.Error):
            self._backend.maintenance.close()

    def start(self) -> None:
        wait_until(self._runs, 60, "PostgreSQL's start")
        self._backend.maintenance = psycopg.connect(self._server.get_uri(), autocommit=True)

    def _runs(self) -> bool:
        """Its package starts it, and waits less long than a busy machine may need."""
        try:
            self._server.ensure_postgres_running()
        except (subprocess.TimeoutExpired, AssertionError):
            return False
        return True


def _is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Insistent(threading.Thread):
    """Writes, and sends each thing again until it is acknowledged: also while the database is away."""

    def __init__(self, phone: Phone, dice, ended: threading.Event):
        super().__init__(daemon=True)
        self._phone, self._dice, self._ended = phone, dice, ended
        self.written: list[Write] = []
        self.put_off, self.error = 0, None

    def run(self) -> None:
        try:
            while not self._ended.is_set():
                self.written.append(new_entry(self._dice))
                self._insist(self.written[-1])
        except BaseException as error:
            self.error = error
        finally:
            self._phone.hang_up()

    def _insist(self, write: Write) -> None:
        while not write.is_acknowledged and not self._ended.is_set():
            with contextlib.suppress(*NO_ANSWER):
                answer = self._phone.post(write.path, write.fields, write.key)
                demand(answer.status in (303, 503), f"answered with {answer.status}")
                if answer.status == 303:
                    write.location = answer.location
                    return
            self.put_off += 1
            time.sleep(0.1)


def test_postgresql_killed_under_load_keeps_what_was_acknowledged(installation, backend):
    with PostgreSQL(backend) as postgresql:
        wait_until(lambda: postgresql.are("on"), 60, "waiting for the disk")
        told, slowest = killed_under_load(postgresql, installation, ROUNDS)
    scale.tell(
        "postgresql killed", f"{told}; all write again after {slowest:.1f} s at most, without a restart"
    )
    assert slowest <= RECOVERS_WITHIN * busyness()


def test_it_sees_a_postgresql_that_does_not_wait_for_the_disk(installation, backend):
    postgresql = PostgreSQL(backend)
    wait_until(lambda: postgresql.are("off"), 60, "not waiting for the disk")
    with pytest.raises(Broken, match="an acknowledged write is lost"):
        killed_under_load(postgresql, installation, rounds=20)


def killed_under_load(postgresql: PostgreSQL, installation, rounds: int) -> tuple[str, float]:
    """Kill it so often while phones write; what there is to tell, and the longest time until all wrote again."""
    dice = scale.chance("postgresql killed")
    writes, recovered, put_off = [], [], 0
    with (
        Server(installation) as server,
        signed_in(installation.app, installation.jo, server.port, WRITERS) as phones,
    ):
        server.start()
        for _round in range(rounds):
            ended = threading.Event()
            writers = [Insistent(phone, dice, ended) for phone in phones]
            for writer in writers:
                writer.start()
            time.sleep(dice.uniform(0.1, 0.6))
            database.disconnect()
            postgresql.kill()
            demand(server.ask("/help-now") == 200, "help was not shown")
            postgresql.start()
            recovered.append(until_all_write(writers))
            ended.set()
            joined(*writers)
            for writer in writers:
                if writer.error:
                    raise writer.error
                writes += writer.written
                put_off += writer.put_off
            checked(check_writes, installation.stay, writes)
    acknowledged = sum(write.is_acknowledged for write in writes)
    told = f"{rounds} kills; {acknowledged} of {len(writes)} writes acknowledged, each there once; {put_off} put off"
    return told, max(recovered)


def until_all_write(writers: list[Insistent]) -> float:
    """After how many seconds each of them has written something new."""
    began, before = time.monotonic(), [acknowledged(writer) for writer in writers]
    while any(acknowledged(writer) <= count for writer, count in zip(writers, before, strict=True)):
        for writer in writers:
            if writer.error:
                raise writer.error
        demand(time.monotonic() - began < 60, "not all write again")
        time.sleep(0.05)
    return time.monotonic() - began


def acknowledged(writer: Insistent) -> int:
    return sum(write.is_acknowledged for write in writer.written)
