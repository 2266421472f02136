"""What the server gives the service worker, and the pages that it keeps."""

import json
import re

import pytest
from flask import Flask

from webapp import database

OF_OFFLINE = tuple(
    f"/offline/{name}" for name in ("saved", "answered", "waiting", "unsaved", "leaving", "left", "locked")
)
KEPT_PAGES = ("/help-now", "/offline", *OF_OFFLINE)
PUBLIC_PAGES = ("/manifest.webmanifest", "/sw.js", *KEPT_PAGES)


def fact(text: str, name: str):
    """A constant that the server put in front of the worker's source."""
    return json.loads(re.search(rf"^const {name} = (.+);$", text, re.MULTILINE)[1])


@pytest.fixture
def worker(client):
    return client.get("/sw.js")


@pytest.fixture
def database_away(app: Flask):
    """The app while nothing answers where its database should be."""
    at_home = database.db.obj
    database.db.close()
    database.open_database("sqlite:////no/such/folder/waymark.db")
    yield app
    database.db.initialize(at_home)


def test_it_may_control_the_whole_site_and_is_never_stale(worker):
    assert worker.mimetype == "text/javascript"
    assert worker.headers["Service-Worker-Allowed"] == "/"
    assert worker.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("address", PUBLIC_PAGES)
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_asking_again_costs_no_bytes(client, address, encoding):
    asking = {"Accept-Encoding": encoding, "Sec-Fetch-Site": "same-origin"}
    first = client.get(address, headers=asking)
    again = client.get(address, headers={**asking, "If-None-Match": first.headers["ETag"]})
    assert first.data and (again.status_code, again.data) == (304, b"")
    assert "Accept-Language" in first.headers["Vary"]
    changed = client.get(address, headers={**asking, "If-None-Match": 'W/"of-an-older-one"'})
    assert changed.status_code == 200 and changed.data


@pytest.mark.parametrize("address", ["/", "/journals/", "/schedule/", "/accounts/", "/exercises/"])
def test_no_page_of_a_person_may_be_kept_by_a_cache(cast, client_of, address):
    answer = client_of(cast.jo).get(address)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers


def test_it_keeps_public_files_and_public_pages_only(worker):
    for address in fact(worker.text, "SHELL"):
        assert address in KEPT_PAGES or address.startswith(("/static/", "/steady"))


def test_everything_it_keeps_can_be_fetched_without_a_cookie(client, worker):
    for address in fact(worker.text, "SHELL"):
        response = client.get(address, buffered=True)
        assert response.status_code == 200, address
        assert "Set-Cookie" not in response.headers, address


def test_the_kept_pages_refer_to_kept_files_only(client, worker):
    shell = fact(worker.text, "SHELL")
    for page in KEPT_PAGES:
        used = re.findall(r'(?:href|src)="(/static/[^"#]+)', client.get(page).text)
        assert used and set(used) <= set(shell)


@pytest.mark.parametrize("page", PUBLIC_PAGES)
def test_it_is_the_same_for_everyone(client, client_of, cast, page):
    assert client_of(cast.jo).get(page).data == client.get(page).data


def test_its_version_changes_with_the_crisis_page(app, client, worker):
    country = app.config["HELP_COUNTRY"]
    app.config["HELP_COUNTRY"] = "GB"
    try:
        other = client.get("/sw.js")
    finally:
        app.config["HELP_COUNTRY"] = country
    assert fact(other.text, "VERSION") != fact(worker.text, "VERSION")


@pytest.mark.parametrize("page", PUBLIC_PAGES)
def test_it_answers_when_the_database_is_away(database_away, page):
    assert database_away.test_client().get(page).status_code == 200


def test_the_health_check_tells_when_the_database_is_away(database_away):
    response = database_away.test_client().get("/up")
    assert (response.status_code, response.text) == (503, "unavailable")


def test_the_forms_that_may_wait_are_those_marked(worker):
    patterns = fact(worker.text, "SENT_LATER")

    def may_wait(path):
        return any(re.search(pattern, path) for pattern in patterns)

    assert all(map(may_wait, ("/journals/", "/journals/check-ins", "/exercises/box-breathing/practices")))
    assert not any(map(may_wait, ("/sign-in", "/sign-out", "/accounts/", "/guests/sharing/new")))
