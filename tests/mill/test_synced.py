"""What is acknowledged is on the disk: between the write of a commit and its answer the process waits for the disk.

Kills cannot show this (what a killed process wrote is in the kernel's hands); the calls to the kernel can.
"""

import re
import shutil
import threading

import pytest
import scale
from checks import Broken, demand
from ending import joined
from needs import missing
from servers import Server
from test_killed_servers import new_entry, phones_of

from webapp import database

pytestmark = [pytest.mark.real_clock, pytest.mark.rounds]

WRITES = scale.of(100, least=20)
CALLS = "trace=fdatasync,fsync,pwrite64,sendto,sendmsg,write,recvfrom"
CALL = re.compile(r"^(?P<thread>\d+) +(?:\S+ +)?(?P<name>\w+)\((?P<rest>.*)$")


def traced(installation, tmp_path, **planted: str) -> list[str]:
    """The calls of the processes that answer, while so many things were written one after the other."""
    strace = shutil.which("strace") or missing("strace (Debian's package)")
    trace = tmp_path / "trace"
    with Server(installation) as server, phones_of(installation, server, 1) as (phone,):
        server.start(before=(strace, "-f", "-y", "-s", "24", "-e", CALLS, "-o", str(trace)), **planted)
        dice = scale.chance("synced")
        for _write in range(WRITES):
            one = new_entry(dice)
            assert phone.post(one.path, one.fields, one.key).status == 303
    return trace.read_text(errors="replace").splitlines()


def check_synced(calls: list[str]) -> int:
    """Each answer to a write comes after the log was written and then waited for, in the same thread; how many."""
    written, synced, acknowledged = set(), set(), 0
    for line in calls:
        found = CALL.match(line)
        if found is None:
            continue
        thread, name, rest = found["thread"], found["name"], found["rest"]
        if name == "pwrite64" and "-wal>" in rest:
            written.add(thread)
            synced.discard(thread)
        if name in ("fdatasync", "fsync") and "-wal>" in rest:
            synced.add(thread)
        if name in ("sendto", "sendmsg", "write") and '"HTTP/1.1 303' in rest:
            demand(thread in written, "an answer with nothing written before it")
            demand(thread in synced, "an answer before the disk had what was written")
            acknowledged += 1
            written.discard(thread)
            synced.discard(thread)
    return acknowledged


def test_each_acknowledged_write_waited_for_the_disk(installation, tmp_path):
    acknowledged = check_synced(traced(installation, tmp_path))
    assert acknowledged == WRITES
    scale.tell("disk before answer", f"{acknowledged} of {WRITES} answers came after their fdatasync")


def test_it_sees_commits_that_do_not_wait_for_the_disk(installation, tmp_path):
    calls = traced(installation, tmp_path, MILL_FAULT="not_synced")
    with pytest.raises(Broken, match="before the disk had"):
        check_synced(calls)


def settings_of_a_connection() -> dict:
    names = ("synchronous", "foreign_keys", "journal_mode", "secure_delete")
    return {name: database.db.execute_sql(f"PRAGMA {name}").fetchone()[0] for name in names}


def test_every_connection_waits_for_the_disk_and_knows_its_keys(app):
    wanted = {"synchronous": 2, "foreign_keys": 1, "journal_mode": "wal", "secure_delete": 1}
    found = [settings_of_a_connection()]

    def in_a_thread():
        with database.connection():
            found.append(settings_of_a_connection())

    thread = threading.Thread(target=in_a_thread, daemon=True)
    thread.start()
    joined(thread)
    database.disconnect()
    with database.connection():
        found.append(settings_of_a_connection())
    database.connect()
    assert found == [wanted] * 3
