"""Help now answers everybody, whatever state they, the app or its database are in; every refusal leads to it."""

import os
import sqlite3

import pytest
from flask import abort
from flask.testing import FlaskClient
from principals import PRINCIPALS
from visitor import Visitor

from webapp import create_app, database
from webapp.accounts.views import limiter

PATHS = ("/help-now", "/steady", "/steady/longer-out-breathing")  # and what steadies without a sign-in
REFUSALS = (400, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 501, 503)


@pytest.fixture
def backend(backends):
    return backends("sqlite")


def _as_it_is(app, tmp_path):
    yield


def _locked(app, tmp_path):
    other = sqlite3.connect(app.config["DATABASE_URL"].removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    yield
    other.close()


def _elsewhere(url: str):
    working = database.db.obj
    database.db.close()
    database.open_database(url)
    yield
    database.db.close()
    database.db.initialize(working)
    database.connect()


def _missing(app, tmp_path):
    yield from _elsewhere(f"sqlite:///{tmp_path / 'no such folder' / 'gone.db'}")


def _corrupt(app, tmp_path):
    (tmp_path / "corrupt.db").write_bytes(b"SQLite format 3\0" + os.urandom(8192))
    yield from _elsewhere(f"sqlite:///{tmp_path / 'corrupt.db'}")


def _full(app, tmp_path):
    database.db.execute_sql("PRAGMA max_page_count = 1")  # no page more than there are
    yield
    database.db.execute_sql("PRAGMA max_page_count = 1073741823")


STATES = (_as_it_is, _locked, _missing, _corrupt, _full)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__.strip("_"))
def test_it_answers_every_principal_while_the_database_is(app, matrix, tmp_path, state):
    expected = {path: matrix.clients["nobody"].get(path).data for path in PATHS}
    assert b"tel:988" in expected["/help-now"] and b"<script" not in expected["/help-now"]
    for _in_this_state in state(app, tmp_path):
        for key in PRINCIPALS:
            for path in PATHS:
                answer = FlaskClient.open(matrix.clients[key], path)
                assert (answer.status_code, answer.data) == (200, expected[path]), (key, path)


def test_it_never_asks_the_database(matrix, queries):
    for key, client in matrix.clients.items():
        for path in PATHS:
            assert queries(lambda client=client, path=path: FlaskClient.open(client, path)) == 0, (key, path)


def test_it_answers_after_a_form_token_was_refused_and_with_junk_for_cookies(app, cast, client_of):
    jo = client_of(cast.jo)
    refused = jo.post("/journals/", data={"csrf_token": "old"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert refused.status_code == 400 and "/help-now" in refused.text
    assert jo.get("/help-now").status_code == 200
    for value in ("junk", "eyJhIjoxfQ.AAAA.BBBB", "\xff" * 500):
        jo.set_cookie(app.config["SESSION_COOKIE_NAME"], value)
        jo.set_cookie("known", value)
        assert jo.get("/help-now").status_code == 200


def test_it_answers_who_made_too_many_tries(app):
    database.disconnect()
    limited = create_app({**app.config, "RATELIMIT_ENABLED": True})
    visitor = Visitor(limited)
    try:
        statuses = [visitor.send("/sign-in").status_code for _try in range(101)]
        assert statuses[-1] == 429 and "/help-now" in visitor.send("/sign-in").text
        assert visitor.get("/help-now").status_code == 200
    finally:
        limiter.reset()
        limiter.enabled = False


@pytest.mark.parametrize("code", REFUSALS)
@pytest.mark.parametrize("who", ["jo", "kim", "sam", None])
def test_every_refusal_leads_to_it_and_tells_nothing_of_itself(app, cast, client_of, monkeypatch, code, who):
    def refuse():
        abort(code) if code != 500 else 1 / 0

    refuse.guard = app.view_functions["helplines.help_now"].guard
    monkeypatch.setitem(app.view_functions, "accounts.signed_out", refuse)
    monkeypatch.setitem(app.config, "PROPAGATE", False)
    answer = client_of(who and getattr(cast, who)).get("/signed-out")
    assert answer.status_code == code
    assert 'href="/help-now"' in answer.text and "<h1>" in answer.text
    for word in ("Werkzeug", "werkzeug", "Flask", "gunicorn", "Python", "peewee", "Traceback"):
        assert word not in answer.text and word not in str(answer.headers)
