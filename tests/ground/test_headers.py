"""The same strict headers on every answer."""

import pytest

import config
from webapp.formatting import asset

PATHS = (
    "/",
    "/sign-in",
    "/help-now",
    "/up",
    "/no-such-page",
    "/manifest.webmanifest",
    "/sw.js",
    asset("css/base.css"),
)


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_strict(client, path):
    with client.get(path) as answer:
        headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/journals/", "/accounts/", "/schedule/"])
def test_private_pages_are_kept_nowhere(cast, client_of, path):
    answer = client_of(cast.jo).get(path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


def test_static_files_are_kept_for_ever(client):
    with client.get(asset("css/base.css")) as answer:
        headers = answer.headers
    assert "immutable" in headers["Cache-Control"]


def test_a_form_from_another_site_is_refused(cast, client_of):
    jo = client_of(cast.jo)
    for site in ("cross-site", "same-site"):
        answer = jo.send("/journals/", {"mood": "3"}, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403


def test_a_foreign_host_name_is_refused(client):
    assert client.get("/sign-in", base_url="http://evil.example").status_code == 400


@pytest.mark.parametrize("referrer", ["http://[", "http://localhost/", "\xff"])
@pytest.mark.parametrize("host", ["localhost", "evil.example"])
def test_a_page_named_as_junk_or_of_a_foreign_host_breaks_nothing(client, host, referrer):
    came_from = {"Referer": referrer, "Origin": referrer, "Sec-Fetch-Site": "same-origin"}
    expected = 200 if host == "localhost" else 400
    assert client.get("/sign-in", base_url=f"http://{host}", headers=came_from).status_code == expected
    del came_from["Sec-Fetch-Site"]
    answer = client.post("/sign-in", base_url=f"http://{host}", headers=came_from)
    assert answer.status_code in (400, 401, 422)


def test_over_https_cookies_are_bound_to_the_host(app):
    settings = config.load({"DATA_DIR": str(app.config["DATA_DIR"]), "PUBLIC_URL": "https://care.example"})
    assert settings["SESSION_COOKIE_NAME"] == "__Host-waymark"
    assert settings["SESSION_COOKIE_SECURE"] is True
