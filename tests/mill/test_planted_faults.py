"""Each checker proves itself first: with its fault planted into the real app, it must turn red."""

import random
import threading

import pytest
from checks import Broken, check_writes, checked
from ending import joined
from jobs import Job, mill
from phones import Writer, signed_in
from servers import Server
from serving.processes import wait_until
from test_killed_jobs import OldInstallation
from test_killed_servers import (
    Item,
    Reader,
    Turning,
    check_items,
    check_readings,
    join_all,
    new_entry,
    phones_of,
    send_all,
    shared_entries,
)

pytestmark = [pytest.mark.real_clock, pytest.mark.rounds]

DICE = random.Random()


def written(server, phones, makers, seconds):
    """What was sent until the server ended, by a failpoint or at the latest after so long."""
    writers = [Writer(*one, threading.Event()) for one in zip(phones, makers, strict=True)]
    for writer in writers:
        writer.start()
    server.wait_for_death(seconds)
    server.kill()
    joined(*writers)
    return [write for writer in writers for write in writer.written]


def new_entries():
    return [lambda: new_entry(DICE)] * 2


@pytest.mark.parametrize(
    ("fault", "failpoint", "said"),
    [
        (None, "after_commit", None),
        ("key_in_a_second_transaction", "after_commit", "1 entries, and key False"),
        ("answer_before_commit", "before_commit", "an acknowledged write is lost"),
    ],
)
def test_it_sees_a_key_apart_from_its_entry_and_an_answer_before_the_commit(
    installation, fault, failpoint, said
):
    planted = {"MILL_FAIL_AT": failpoint, "MILL_FAIL_AFTER": "3"}
    with Server(installation) as server, phones_of(installation, server, 2) as phones:
        server.start(**planted, **({"MILL_FAULT": fault} if fault else {}))
        writes = written(server, phones, new_entries(), seconds=20)
    assert server.told.read_text() == f"{failpoint} 3\n"
    if said is None:
        checked(check_writes, installation.stay, writes)
    else:
        with pytest.raises(Broken, match=said):
            checked(check_writes, installation.stay, writes)


def test_it_sees_a_change_without_its_audit_line(installation):
    turning = Turning(installation.stay)
    with Server(installation) as server, phones_of(installation, server, 1) as phones:
        server.start(MILL_FAULT="no_audit_line")
        writer = Writer(phones[0], turning.maker(), threading.Event())
        writer.start()
        wait_until(lambda: any(one.is_acknowledged for one in writer.written), 60, "a turn")
        server.kill()
        joined(writer)
    with pytest.raises(Broken, match="turns, 0 lines"):
        checked(check_writes, installation.stay, writer.written, 1)


def test_it_sees_a_reading_without_its_audit_line(installation):
    entries = shared_entries(installation.stay)
    with (
        Server(installation) as server,
        signed_in(installation.app, installation.kim, server.port, 1) as (phone,),
    ):
        server.start(MILL_FAULT="no_audit_line")
        reader = Reader(phone, entries, DICE)
        reader.start()
        wait_until(lambda: reader.read, 60, "a reading")
        server.kill()
        joined(reader)
    with pytest.raises(Broken, match="readings, 0 lines"):
        checked(check_readings, installation.kim, reader.asked, reader.read)


def test_it_sees_a_repeat_that_is_written_twice(installation):
    items = [Item(DICE) for _item in range(2)]
    items[0].copies = 3
    with Server(installation) as server, phones_of(installation, server, 1) as phones:
        server.start(MILL_FAULT="replay_writes_twice")
        join_all(send_all(phones, items, DICE))
    with pytest.raises(Broken, match="3 entries"):
        checked(check_items, installation.stay, items)


def test_it_sees_a_migration_that_is_done_by_half(installation):
    old = OldInstallation(installation)
    job = Job("migration", ("migrate",), old.prepare, old.check, old.finish)
    with pytest.raises(Broken, match="the schema is another one"):
        mill(job, installation, rounds=20, MILL_FAULT="migration_in_pieces")
