"""Signing in and out: server-side, without telling who exists, and slower after wrong guesses."""

import datetime as dt
import re

import pyotp
import pytest
import time_machine
from cast import PASSWORD, address

import config
from webapp import clock
from webapp.accounts.models import SignIn, SignInTries
from webapp.accounts.second_steps import Authenticator
from webapp.audit import AuditRecord


def sign_in(visitor, email, password=PASSWORD, url="/sign-in", **fields):
    return visitor.send(url, {"email": email, "password": password, **fields})


def cookies_of(response) -> list[str]:
    return response.headers.getlist("Set-Cookie")


def test_it_signs_a_person_in(client, cast):
    response = sign_in(client, address("jo"))
    assert (response.status_code, response.location) == (303, "/")
    assert client.get("/accounts/").status_code == 200
    assert AuditRecord.get(AuditRecord.action == "signed in").actor == cast.jo.id


def test_the_address_may_be_typed_in_any_case(client, cast):
    assert sign_in(client, "  JO@Example.ORG ").status_code == 303


@pytest.mark.parametrize(
    "email, password",
    [(address("jo"), "a wrong password"), ("nobody@example.org", PASSWORD), (address("jo"), "x" * 2000)],
    ids=["wrong password", "unknown address", "endless password"],
)
def test_it_does_not_tell_who_exists(client, cast, email, password):
    response = sign_in(client, email, password)
    assert response.status_code == 422
    assert "do not match" in response.text
    assert email in response.text and password not in response.text
    assert SignIn.select().count() == 0


def test_unknown_and_known_get_the_same_page(client, cast):
    def page(email):
        text = sign_in(client, email, "a wrong password").text.replace(email, "")
        return re.sub(r'(name="(csrf_token|once)"[^>]*value=)"[^"]*"', r"\1", text)

    assert page(address("jo")) == page("nobody@example.org")


def test_a_person_without_password_cannot_sign_in(client, cast):
    cast.jo.password_hash = None
    cast.jo.save()
    assert sign_in(client, address("jo")).status_code == 422


def test_a_switched_off_account_cannot_sign_in_and_loses_its_sign_ins(client_of, client, cast):
    browser = client_of(cast.jo)
    cast.jo.active = False
    cast.jo.save()
    assert sign_in(client, address("jo")).status_code == 422
    assert browser.get("/accounts/").location.startswith("/sign-in")


def test_guesses_after_the_fifth_must_wait(client, cast):
    with time_machine.travel(
        clock.now(), tick=False
    ):  # the first wait is a second: a busy machine takes longer
        for _guess in range(SignInTries.FREE):
            sign_in(client, address("jo"), "wrong")
        too_soon = sign_in(client, address("jo"))
    assert too_soon.status_code == 422
    assert "do not match" in too_soon.text, "even the right one, and no other words"
    SignInTries.update(wait_until=clock.now() - dt.timedelta(seconds=1)).execute()
    assert sign_in(client, address("jo")).status_code == 303
    assert SignInTries.select().count() == 0
    assert AuditRecord.select().where(AuditRecord.action == "refused sign-in").count() == SignInTries.FREE


def test_the_wait_grows_for_unknown_addresses_too(client, cast):
    waits = []
    for _guess in range(SignInTries.FREE + 3):
        SignInTries.update(wait_until=None).execute()
        sign_in(client, "nobody@example.org", "wrong")
        tries = SignInTries.get()
        waits.append(tries.wait_until and (tries.wait_until - tries.last_at).total_seconds())
    assert waits == [None] * (SignInTries.FREE - 1) + [1, 2, 4, 8]


def test_a_guess_at_one_person_does_not_slow_another(client, cast):
    for _guess in range(SignInTries.FREE + 1):
        sign_in(client, address("ana"), "wrong")
    assert sign_in(client, address("jo")).status_code == 303


def test_signing_in_gives_a_new_sign_in_and_a_new_form_token(client, client_of, cast):
    client.get("/sign-in")
    with client.session_transaction() as before:
        old_token = before["csrf_token"]
    old = client.token()
    sign_in(client, address("jo"))
    client.get("/accounts/")
    with client.session_transaction() as after:
        assert after["csrf_token"] != old_token
    stale = client.post(
        "/accounts/", data={"csrf_token": old, "name": "X"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert stale.status_code == 400


def test_the_form_token_comes_with_the_sign_in_and_no_later_answer_brings_another(client, cast):
    """Two answers at once, each with a cookie of its own, would make the forms of one of them worthless."""
    sign_in(client, address("jo"))
    for page in ("/", "/offline/token", "/accounts/"):
        assert "Set-Cookie" not in client.get(page).headers, page


def test_a_cookie_planted_before_signing_in_is_not_signed_in(app, client, cast):
    client.get("/sign-in")
    planted = client.get_cookie("waymark").value
    sign_in(client, address("jo"))
    assert client.get_cookie("waymark").value != planted
    client.set_cookie("waymark", planted)
    assert client.get("/accounts/").status_code == 303


def test_signing_in_again_ends_the_sign_in_before(client, cast):
    sign_in(client, address("jo"))
    first = client.get_cookie("waymark").value
    sign_in(client, address("jo"))
    assert SignIn.select().count() == 1
    client.set_cookie("waymark", first)
    assert client.get("/accounts/").status_code == 303


def test_a_cookie_copied_before_sign_out_is_dead_after_it(client_of, cast):
    browser = client_of(cast.jo)
    copied = browser.get_cookie("waymark").value
    response = browser.send("/sign-out")
    assert (response.status_code, response.location) == (303, "/signed-out")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    browser.set_cookie("waymark", copied)
    assert browser.get("/accounts/").location.startswith("/sign-in")
    assert "You are signed out" in browser.get("/signed-out").text


def test_the_cookie_is_closed_to_scripts_and_other_sites(client, cast):
    sign_in(client, address("jo"), own_phone="y")
    (cookie,) = cookies_of(client.get("/sign-in")) or cookies_of(
        sign_in(client, address("jo"), own_phone="y")
    )
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie


def test_over_https_the_cookie_is_secure_and_bound_to_the_host(tmp_path):
    settings = config.load({"DATA_DIR": str(tmp_path), "PUBLIC_URL": "https://waymark.example.org"})
    assert settings["SESSION_COOKIE_SECURE"] and settings["SESSION_COOKIE_NAME"].startswith("__Host-")


@pytest.mark.parametrize(
    "own_phone, lasts", [({}, dt.timedelta(hours=12)), ({"own_phone": "y"}, dt.timedelta(days=14))]
)
def test_only_an_own_phone_stays_signed_in(client, cast, own_phone, lasts):
    cookie = cookies_of(sign_in(client, address("jo"), **own_phone))[-1]
    row = SignIn.get()
    assert abs(row.expires_at - row.created_at - lasts) < dt.timedelta(seconds=1)
    assert ("Expires=" in cookie) is bool(own_phone)
    assert (row.idle_minutes is None) is bool(own_phone)


@pytest.mark.parametrize("own_phone", [{}, {"own_phone": "y"}])
def test_every_sign_in_ends_however_much_it_is_used(client, cast, own_phone):
    sign_in(client, address("jo"), **own_phone)
    SignIn.update(expires_at=clock.now() + dt.timedelta(seconds=2)).execute()
    assert client.get("/accounts/").status_code == 200
    SignIn.update(expires_at=clock.now()).execute()
    assert client.get("/accounts/").status_code == 303


def test_staff_are_never_kept_signed_in(client, cast):
    sign_in(client, address("kim"), own_phone="y")
    secret = Authenticator.propose(cast.kim).secret
    client.send("/sign-in/authenticator", {"code": pyotp.TOTP(secret).at(clock.now())})
    assert SignIn.get().idle_minutes == 15


def test_an_idle_sign_in_on_a_shared_phone_ends(client, cast):
    sign_in(client, address("jo"))
    SignIn.update(seen_at=clock.now() - dt.timedelta(minutes=14)).execute()
    assert client.get("/accounts/").status_code == 200
    SignIn.update(seen_at=clock.now() - dt.timedelta(minutes=15)).execute()
    assert client.get("/accounts/").status_code == 303


@pytest.mark.parametrize(
    "target, leads_to",
    [
        ("/journals/", "/journals/"),
        ("/schedule/?week=2026-05-04", "/schedule/?week=2026-05-04"),
        ("//evil.example/", "/"),
        ("///evil.example/", "/evil.example/"),
        ("////evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("\\\\evil.example/", "/"),
        ("/\t/evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("//[", "/"),
        ("evil", "/"),
        ("", "/"),
    ],
)
def test_after_signing_in_it_stays_on_this_site(client, cast, target, leads_to):
    client.get("/sign-in")
    response = client.send(
        "/sign-in", {"email": address("jo"), "password": PASSWORD}, query_string={"next": target}
    )
    assert (response.status_code, response.location) == (303, leads_to)


def test_a_page_for_the_signed_in_leads_to_signing_in_and_back(client, cast):
    response = client.get("/schedule/?week=2026-05-04")
    assert response.status_code == 303
    page = client.get(response.location).text
    assert "next=/schedule/?week%3D2026-05-04" in page.replace("%2F", "/").replace("%3F", "?")


def test_a_person_changes_their_name_and_zone(client_of, cast):
    browser = client_of(cast.jo)
    assert browser.send("/accounts/", {"name": "Joey", "time_zone": "Europe/Berlin"}).status_code == 303
    page = browser.get("/accounts/").text
    assert 'value="Joey"' in page and 'selected value="Europe/Berlin"' in page


@pytest.mark.parametrize("zone", ["Nowhere/Land", "UTC+3", "../etc/passwd"])
def test_it_refuses_a_zone_that_is_none_and_keeps_what_was_typed(client_of, cast, zone):
    response = client_of(cast.jo).send("/accounts/", {"name": "Joey", "time_zone": zone})
    assert response.status_code == 422 and 'value="Joey"' in response.text
    assert cast.jo.name == "Jo Rivera"
