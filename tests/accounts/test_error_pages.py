"""Errors: plain, kind, with help in reach, and standing without the database."""

import contextlib

import peewee
import pytest
from flask import render_template
from flask.testing import FlaskClient

from webapp import database
from webapp.accounts.models import SignIn

PAGES = ["404.html", "410.html", "413.html", "500.html", "503.html", "damaged.html", "error.html"]


@pytest.mark.parametrize("page", PAGES)
def test_each_page_renders_for_nobody_and_offers_help(app, page):
    with app.test_request_context("/"):
        text = render_template(f"errors/{page}", code=400)
    assert "/help-now" in text and "<h1>" in text
    assert "Error" not in text and not any(code in text for code in ("404", "410", "413", "500", "503"))


@pytest.mark.parametrize("code", [400, 403, 405, 409, 415, 422, 429])
def test_other_refusals_have_words_and_no_codes(app, code):
    with app.test_request_context("/"):
        assert f"{code}" not in render_template("errors/error.html", code=code)


def test_a_wrong_address_gets_the_plain_page(client_of, cast):
    for browser in (client_of(cast.jo), client_of(cast.sam)):
        answer = browser.get("/no/such/page")
        assert answer.status_code == 404 and "There is nothing here" in answer.text


def test_a_wrong_verb_gets_a_plain_page(client_of, cast):
    answer = client_of(cast.jo).delete("/accounts/", headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code in (400, 405) and "That did not work" in answer.text


def test_too_much_is_refused_kindly(client_of, cast):
    answer = client_of(cast.jo).send("/accounts/", {"name": "x" * 1_100_000, "time_zone": ""})
    assert answer.status_code == 413 and "too big" in answer.text


def test_without_a_database_it_asks_to_wait_and_still_helps(app, client_of, cast, tmp_path):
    browser, working = client_of(cast.jo), database.db.obj
    database.db.close()
    database.open_database(f"sqlite:///{tmp_path / 'missing' / 'gone.db'}")
    try:
        answer = FlaskClient.open(browser, "/accounts/")
        assert answer.status_code == 503 and "Please give us a moment" in answer.text
        assert answer.headers["Retry-After"] == "5"
        assert FlaskClient.open(browser, "/help-now").status_code == 200
    finally:
        database.db.initialize(working)
        database.connect()


def test_a_fault_of_ours_tells_nothing_and_offers_help(app, client_of, cast, monkeypatch, caplog):
    def broken(**_arguments):
        raise ZeroDivisionError("canary")

    broken.guard = app.view_functions["today.home"].guard
    monkeypatch.setitem(app.view_functions, "accounts.account", broken)
    app.config["PROPAGATE"] = False
    try:
        answer = client_of(cast.jo).get("/accounts/")
    finally:
        app.config["PROPAGATE"] = True
    assert answer.status_code == 500 and "/help-now" in answer.text
    assert not [word for word in ("canary", "ZeroDivision", "Traceback", ".py") if word in answer.text]
    assert "ZeroDivisionError" in caplog.text and "canary" not in caplog.text


def test_a_database_that_fails_half_way_asks_to_wait(client_of, cast):
    browser = client_of(cast.jo)
    if database.is_sqlite():
        SignIn.drop_table()
    else:
        with contextlib.suppress(peewee.OperationalError):
            database.db.execute_sql("SELECT pg_terminate_backend(pg_backend_pid())")
    answer = FlaskClient.open(browser, "/accounts/")
    database.connect()
    assert answer.status_code == 503 and "Please give us a moment" in answer.text
