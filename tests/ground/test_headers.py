"""The same strict headers on every answer."""

import pytest

import config
from webapp import create_app, database
from webapp.formatting import asset
from webapp.headers import FIXED

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


@pytest.mark.parametrize("host", ["evil.example", "localhost:99999"])
def test_an_unknown_host_is_refused_before_anything_else_is(client, host):
    """No page can be made for it, also not the one that refuses what another site sends."""
    answer = client.post(
        "/sign-in", environ_overrides={"HTTP_HOST": host}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert (answer.status_code, answer.text) == (400, "Unknown host.")


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


def test_error_and_static_answers_carry_all_headers(cast, client, client_of):
    """404, 405, 400, 413, redirects, files that are there and that are not."""
    jo = client_of(cast.jo)
    answers = [
        client.get("/nowhere"),
        client.get("/static/css/nowhere.css"),
        client.put("/sign-in"),
        client.get("/"),
        client.get("/sign-in", base_url="http://evil.example"),
        client.get(asset("js/app.js")),
        jo.post("/accounts/", data={"name": "x" * 2_000_000}),
        jo.post("/journals/"),
        jo.get("/journals/0123456789abcdefghjkmnpqrs"),
    ]
    assert {answer.status_code for answer in answers} >= {200, 303, 400, 404, 405, 413}
    for answer in answers:
        lacking = [name for name, value in FIXED.items() if answer.headers.get(name) != value]
        assert not lacking, (answer.request.path, answer.status_code, lacking)
        public = answer.request.path.startswith("/static/") and answer.status_code == 200
        assert public or answer.headers["Cache-Control"] == "no-store", answer.request.path
        answer.close()


def test_over_https_every_answer_asks_for_https_from_then_on(app):
    """Pages and static files alike, for a year at least."""
    settings = config.load({"DATA_DIR": str(app.config["DATA_DIR"]), "PUBLIC_URL": "https://care.example"})
    database.disconnect()
    over_https = create_app(
        {**app.config, **settings, "DATABASE_URL": app.config["DATABASE_URL"]}
    ).test_client()
    for path in ("/sign-in", "/nowhere", asset("css/base.css")):
        with over_https.get(path, base_url="https://care.example") as answer:
            assert "max-age=63072000; includeSubDomains" in answer.headers["Strict-Transport-Security"], path


def test_no_answer_opens_itself_to_other_sites(cast, client_of):
    jo = client_of(cast.jo)
    for path in (
        "/",
        "/journals/export.json",
        "/offline/token",
        "/manifest.webmanifest",
        asset("css/base.css"),
    ):
        with jo.get(path, headers={"Origin": "https://evil.example"}) as answer:
            assert not [name for name, _value in answer.headers if name.startswith("Access-Control-")], path


def test_every_answer_says_what_it_is(app, cast, client_of):
    jo = client_of(cast.jo)
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and not rule.arguments:
            kind = jo.get(rule.rule).headers["Content-Type"]
            assert "charset=utf-8" in kind or kind.startswith(("application/", "image/")), (rule.rule, kind)


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config",
        "/.env",
        "/config.py",
        "/static/",
        "/static/../config.py",
        "/var/secrets.json",
        "/%2e%2e/config.py",
    ],
)
def test_no_file_of_the_project_is_served(client, path):
    assert client.get(path).status_code == 404
