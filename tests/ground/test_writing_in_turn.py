"""While somebody else holds the database, pages are shown and forms come back (SQLite has one writer at a time)."""

import contextlib
import datetime as dt
import threading
import time

import peewee
import pytest
from visitor import Visitor

from webapp import clock, database
from webapp.accounts.models import SignIn
from webapp.database import PATIENCE, writing
from webapp.journals.models import JournalEntry

WORDS = {"words": "not to be typed again", "visibility": "private", "once": "k" * 26}


@pytest.fixture
def backend(backends):
    return backends("sqlite")


@pytest.fixture
def held(app):
    """Somebody else has the write lock. (By the same library: two in one process do not see each other's locks.)"""
    file = app.config["DATABASE_URL"].removeprefix("sqlite:///")
    with contextlib.closing(peewee.sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


@pytest.fixture
def impatient(monkeypatch):
    """Nobody in these tests waits for seconds."""
    monkeypatch.setattr(database, "PATIENCE", 0.3)
    database.db.execute_sql("PRAGMA busy_timeout = 300")
    yield
    database.db.execute_sql(f"PRAGMA busy_timeout = {PATIENCE * 1000}")


def test_a_form_comes_back_with_its_words_and_its_key(cast, client_of, held, impatient):
    jo = client_of_before(client_of, cast, held)
    answer = jo.send("/journals/", WORDS)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert WORDS["words"] in answer.text and WORDS["once"] in answer.text
    held.execute("ROLLBACK")
    assert jo.send("/journals/", WORDS).status_code == jo.send("/journals/", WORDS).status_code == 303
    assert JournalEntry.select().count() == 1


def test_words_come_back_to_our_own_pages_only(cast, client_of, held, impatient):
    jo = client_of_before(client_of, cast, held)
    answer = jo.send("/journals/", WORDS, headers={"Sec-Fetch-Site": "none"})
    assert answer.status_code == 503 and WORDS["words"] not in answer.text


def test_a_page_is_shown_although_it_cannot_be_marked_as_seen(cast, client_of, held):
    jo = client_of_before(client_of, cast, held, seen=dt.timedelta(hours=1))
    began = time.monotonic()
    assert jo.get("/journals/").status_code == 200
    assert time.monotonic() - began < 2


def client_of_before(client_of, cast, held, seen=dt.timedelta()) -> Visitor:
    """Jo's browser, signed in before the lock was taken."""
    held.execute("ROLLBACK")
    jo = client_of(cast.jo)
    SignIn.update(seen_at=clock.now() - seen).execute()
    held.execute("BEGIN IMMEDIATE")
    return jo


def test_of_many_that_would_wait_most_are_refused_at_once(app, held):
    took, gate = [], threading.Barrier(6)

    def write():
        with database.connection():
            gate.wait()
            began = time.monotonic()
            with contextlib.suppress(peewee.OperationalError), writing():
                raise AssertionError("the lock was free")
            took.append(time.monotonic() - began)

    threads = [threading.Thread(target=write) for _thread in range(6)]
    for thread in threads:
        thread.start()
    time.sleep(2.5)
    refused = len(took)
    for thread in threads:
        thread.join()
    assert refused == 5, "one waits for all"
    assert max(took) < PATIENCE + 2
