"""Places at which a process ends at once, by `kill -9`: planted from the tests' side, the app has none.

MILL_FAIL_AT names the place, MILL_FAIL_AFTER says at which passing; MILL_WHOLE_GROUP takes the others of the group
along. Where it ended is written to MILL_TOLD before. In a web server only what happens while it answers a request
counts. In a command each statement for the database is a step, and so is each change of a file in MILL_STEPS_IN; if it
ends by itself, MILL_TOLD has how many steps there were.
"""

import atexit
import os
import signal
import sys
import threading
from importlib import import_module

import flask
import peewee

WITHIN_REQUESTS = ("after_insert", "before_commit", "after_commit", "before_answer")
STEP = "step"
AFTER_SEND = "after_send_before_mark"
WATCHED_TABLES = ('INTO "journal_entry"', 'INTO "audit_record"')
CHANGES_OF_FILES = ("os.rename", "os.remove", "os.link", "os.truncate", "os.mkdir", "shutil.move")

_of_thread = threading.local()
_lock = threading.Lock()


class Failpoint:
    """One place, and how often it is passed before the end."""

    def __init__(self, place: str, nth: int, told: str):
        self.place, self.nth, self.told = place, nth, told
        self.passed = 0

    def pass_by(self, place: str) -> None:
        if place != self.place:
            return
        with _lock:
            self.passed += 1
            if self.passed == self.nth:
                self.tell()
                os.kill(0 if "MILL_WHOLE_GROUP" in os.environ else os.getpid(), signal.SIGKILL)

    def tell(self) -> None:
        with open(self.told, "a") as told:
            told.write(f"{self.place} {self.passed}\n")


def install() -> None:
    place, nth = os.environ["MILL_FAIL_AT"], int(os.environ.get("MILL_FAIL_AFTER", "0"))
    one = Failpoint(place, nth, os.environ["MILL_TOLD"])
    if place in WITHIN_REQUESTS:
        _watch_requests(one)
    if place == STEP:
        _watch_steps(one, os.environ["MILL_STEPS_IN"])
    if place == AFTER_SEND:
        _watch_sending(one)


def _watch_requests(one: Failpoint) -> None:
    answer, commit, execute = flask.Flask.wsgi_app, peewee.Database.commit, peewee.Database.execute_sql

    def answering(app, environ, start_response):
        _of_thread.in_request = environ["PATH_INFO"] != "/up"
        try:
            answered = answer(app, environ, start_response)
            if _is_in_request():
                one.pass_by("before_answer")
            return answered
        finally:
            _of_thread.in_request = False

    def committing(db):
        if _is_in_request():
            one.pass_by("before_commit")
        commit(db)
        if _is_in_request():
            one.pass_by("after_commit")

    def executing(db, sql, params=None):
        cursor = execute(db, sql, params)
        if _is_in_request() and any(table in sql for table in WATCHED_TABLES):
            one.pass_by("after_insert")
        return cursor

    flask.Flask.wsgi_app, peewee.Database.commit, peewee.Database.execute_sql = (
        answering,
        committing,
        executing,
    )


def _is_in_request() -> bool:
    return getattr(_of_thread, "in_request", False)


def _watch_steps(one: Failpoint, folder: str) -> None:
    execute, commit = peewee.Database.execute_sql, peewee.Database.commit

    def executing(db, sql, params=None):
        one.pass_by(STEP)
        return execute(db, sql, params)

    def committing(db):
        one.pass_by(STEP)
        commit(db)
        one.pass_by(STEP)

    def changing(event, arguments):
        changes = event in CHANGES_OF_FILES or (event == "open" and _is_writing(arguments))
        paths = [str(argument) for argument in arguments]
        if changes and one.told not in paths and any(path.startswith(folder) for path in paths):
            one.pass_by(STEP)

    peewee.Database.execute_sql, peewee.Database.commit = executing, committing
    sys.addaudithook(changing)
    atexit.register(one.tell)


def _is_writing(arguments) -> bool:
    _path, _mode, flags = arguments
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))


def _watch_sending(one: Failpoint) -> None:
    """Between the push service's answer and the line that says so."""
    import_module("webapp")
    sending = import_module("webapp.reminders.sending")
    record = sending.record

    def recording(worker, tries):
        one.pass_by(AFTER_SEND)
        return record(worker, tries)

    sending.record = recording
