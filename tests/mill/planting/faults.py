"""Faults planted into the app as it runs, by the name in MILL_FAULT: each is one that a checker must find."""

import io
import os
import shutil
import threading
import time
from contextlib import contextmanager, nullcontext

from flask import make_response
from flask_login import current_user
from peewee import SqliteDatabase
from playhouse.migrate import SchemaMigrator

from webapp import Waymark, database, encryption, idempotency, worker
from webapp.audit import recording
from webapp.backups import files
from webapp.database import writing
from webapp.encryption import DataKey
from webapp.erasures import asking
from webapp.people import erasures
from webapp.push import exchanges
from webapp.reminders import sending
from webapp.reminders.models import SENT, Reminder


def install() -> None:
    globals()[f"plant_{os.environ['MILL_FAULT']}"]()


def plant_key_in_a_second_transaction() -> None:
    """The entry is there before the key that keeps a repeat from writing it again."""

    def first_time(view, arguments, key, fingerprint):
        with writing():
            response = make_response(view(**arguments))
        if key and response.status_code == 303:
            with writing():
                idempotency.Answered.create(
                    user=current_user.id, key=key, fingerprint=fingerprint, location=response.location
                )
        return response

    idempotency._first_time = first_time


def plant_answer_before_commit() -> None:
    """A write is acknowledged at once, and carried out a moment later."""
    carry_out = Waymark.wsgi_app

    def answer(app, environ, start_response):
        if environ["REQUEST_METHOD"] != "POST":
            return carry_out(app, environ, start_response)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        later = {**environ, "wsgi.input": io.BytesIO(body)}

        def write():
            time.sleep(0.05)
            b"".join(carry_out(app, later, lambda *answered: None))

        threading.Thread(target=write).start()
        start_response("303 SEE OTHER", [("Location", "/journals/"), ("Content-Length", "0")])
        return [b""]

    Waymark.wsgi_app = answer


def plant_no_audit_line() -> None:
    """What happens to whose record is not written down."""
    recording._add = lambda line: None


def plant_replay_writes_twice() -> None:
    """A repeat is carried out as if it were the first time."""

    def forget(key, fingerprint):
        known = (idempotency.Answered.user == current_user.id) & (idempotency.Answered.key == key)
        idempotency.Answered.delete().where(known).execute()

    idempotency._repeated = forget


def plant_marked_before_sent() -> None:
    """A reminder counts as sent while it is still to be sent, and is so for a while."""
    hand_over = sending.Sender._hand_over

    def marking(sender, one):
        Reminder.update(outcome=SENT, sent_at=one.reminder.due_at).where(
            Reminder.id == one.reminder.id
        ).execute()
        time.sleep(0.2)
        hand_over(sender, one)

    sending.Sender._hand_over = marking


def plant_not_synced() -> None:
    """A commit does not wait for the disk."""
    database.SQLITE_PRAGMAS["synchronous"] = 0


def plant_disk_full_when_told() -> None:
    """As long as the file MILL_FULL exists, the database can't grow."""
    begin = SqliteDatabase.begin

    def beginning(db, *arguments, **options):
        (pages,) = db.execute_sql("PRAGMA page_count").fetchone()
        most = pages if os.path.exists(os.environ["MILL_FULL"]) else 2**30
        db.execute_sql(f"PRAGMA max_page_count = {most}")
        return begin(db, *arguments, **options)

    SqliteDatabase.begin = beginning


def plant_migration_in_pieces() -> None:
    """A migration's statements are written one by one, not together or not at all."""
    SchemaMigrator.migration_context = lambda migrator, atomic: nullcontext()


def plant_keys_named_before_they_are_wrapped() -> None:
    """A data key's row names the new master key in one transaction, and is wrapped by it in the next."""

    def rewrap(most):
        ring = encryption._ring
        rows = list(DataKey.select().where(DataKey.master != ring.first).limit(most))
        for row in rows:
            master, wrapped = ring.wrap(row.id, ring.unwrap(row.id, row.master, bytes(row.wrapped)))
            for change in ({"master": master}, {"wrapped": wrapped}):
                with writing():
                    DataKey.update(**change).where(DataKey.id == row.id).execute()
        return len(rows)

    encryption.rewrap = rewrap


def plant_backup_in_place_before_its_keys() -> None:
    """A backup's data has its name while it is still to be proved, and its keys are still to come."""
    new = files.new

    @contextmanager
    def new_in_its_place(file):
        with new(file) as target:
            yield target
        if file.suffix == f".{files.DATA}":
            shutil.copy(files.draft_of(file), file)

    files.new = new_in_its_place


def plant_erasure_in_pieces() -> None:
    """What an erasure destroys goes one by one, not together or not at all."""
    erasures.writing = asking.writing = nullcontext


def plant_other_waits() -> None:
    """A worker plans each second, and gives up after one when another holds the database, or when it is to stop.

    A push service has a minute for its answer: what is sent twice was not so because the machine was busy.
    """
    worker.PLAN_EVERY = worker.PLAN_BESIDE_SENDING_EVERY = worker.AFTER_TROUBLE = database.PATIENCE = 1
    worker.LONGEST_FAREWELL = 1
    exchanges.CONNECT_SECONDS = exchanges.TOTAL_SECONDS = 60


def plant_soon_again() -> None:
    """A chore that failed is tried again a second later."""
    worker.AGAIN_AFTER = 1
