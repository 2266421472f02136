"""One's own sign-ins, a new password, and showing again that it is oneself."""

import datetime as dt
import html
import re

import pytest
from cast import PASSWORD, address
from test_keeping import hidden_fields
from visitor import Visitor

from webapp import clock
from webapp.access import PROOF_LASTS
from webapp.accounts.models import KnownBrowser, SignIn, SignInTries
from webapp.accounts.passwords import is_guessed_first, matches
from webapp.people.models import User

NEW = {"password": "three quiet lamps outside", "again": "three quiet lamps outside"}


def sign_in(visitor, name, password=PASSWORD, **fields):
    return visitor.send("/sign-in", {"email": address(name), "password": password, **fields})


def long_ago(user) -> None:
    SignIn.update(proved_at=clock.now() - PROOF_LASTS - dt.timedelta(seconds=1)).where(
        SignIn.user == user
    ).execute()


def test_the_list_shows_where_one_is_signed_in(client, cast):
    android = "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/156.0 Mobile Safari/537.36"
    client.send("/sign-in", {"email": address("jo"), "password": PASSWORD}, headers={"User-Agent": android})
    page = client.get("/accounts/sign-ins").text
    assert "Chrome on Android" in page and "This one" in page


def test_a_lost_phone_is_signed_out_at_its_next_request(client_of, cast):
    here, lost = client_of(cast.jo), client_of(cast.jo)
    assert lost.get("/").status_code == 200
    theirs = max(SignIn.select(), key=lambda one: one.created_at)
    assert here.send(f"/accounts/sign-ins/{theirs.id}/ending").status_code == 303
    assert (lost.get("/").status_code, here.get("/").status_code) == (303, 200)


def test_all_others_at_once(client_of, cast):
    here, *others = (client_of(cast.jo) for _ in range(3))
    somebody = client_of(cast.ana)
    here.send("/accounts/sign-ins/ending")
    assert [one.get("/accounts/").status_code for one in others] == [303, 303]
    assert (here.get("/accounts/").status_code, somebody.get("/accounts/").status_code) == (200, 200)


def test_nobody_ends_anothers(client_of, cast):
    ana, jo = client_of(cast.ana), client_of(cast.jo)
    jos = SignIn.get(SignIn.user == cast.jo)
    assert ana.send(f"/accounts/sign-ins/{jos.id}/ending").status_code == 404
    assert jo.get("/").status_code == 200


def test_a_new_password_ends_other_sign_ins_and_changes_this_ones_secret(client_of, cast):
    here, other = client_of(cast.jo), client_of(cast.jo)
    before = here.get_cookie("waymark").value
    copy = Visitor(here.application)
    copy.set_cookie("waymark", before)
    assert here.send("/accounts/password", NEW).status_code == 303
    assert matches(User.by_email(address("jo")).password_hash, NEW["password"])
    assert [one.get("/accounts/").status_code for one in (here, other, copy)] == [200, 303, 303]


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "x7#kQ9!mZ2$pL4",  # one letter less than 15
        "passwordpassword",
        "aaaaaaaaaaaaaaaaaaaa",
        "qwertyuiopasdfgh",
        "123456789012345678",
        "jorivera jorivera",
        "jo@example.org",
        "waymark recovery",
    ],
)
def test_a_password_that_is_guessed_first_is_refused(client_of, cast, password):
    answer = client_of(cast.jo).send("/accounts/password", {"password": password, "again": password})
    assert answer.status_code == 422
    assert matches(User.by_email(address("jo")).password_hash, PASSWORD)


@pytest.mark.parametrize(
    "password",
    ["three quiet lamps outside", "кот сидит на крыше дома", "x7#kQ9!mZ2$pL4v", "🌲🌊🌙 four small boats"],
)
def test_a_good_one_needs_no_special_letters(password):
    assert not is_guessed_first(password, ("jo@example.org", "Jo Rivera"))


def test_a_long_one_is_kept_slowly_and_compared_exactly(client_of, client, cast):
    words = " ".join(["three quiet lamps outside", "a boat made of paper", "Tuesday rain", "an old bell"])
    assert len(words) > 64
    jo = client_of(cast.jo)
    assert jo.send("/accounts/password", {"password": words, "again": words}).status_code == 303
    assert User.by_email(address("jo")).password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    for other in (words.upper(), f"{words} ", f" {words}", words[:-1], words[:64], words + "\0"):
        assert sign_in(client, "jo", other).status_code == 422
        SignInTries.delete().execute()
    assert sign_in(client, "jo", words).status_code == 303


def test_it_is_hidden_while_it_is_typed_and_a_password_manager_may_fill_it_in(client):
    box = re.search(r'<input[^>]*name="password"[^>]*>', client.get("/sign-in").text)[0]
    assert 'type="password"' in box and 'autocomplete="current-password"' in box


@pytest.mark.parametrize("url", ["/accounts/password", "/accounts/authenticator", "/accounts/passkeys/new"])
def test_after_five_minutes_it_asks_whether_it_is_them(client_of, cast, url):
    jo = client_of(cast.jo)
    assert jo.get(url).status_code == 200
    long_ago(cast.jo)
    assert jo.get(url).location == f"/accounts/proof?next={url}".replace("=/", "=/")
    assert jo.send(f"/accounts/proof?next={url}", {"password": "wrong"}).status_code == 422
    assert jo.send(f"/accounts/proof?next={url}", {"password": PASSWORD}).location == url
    assert jo.get(url).status_code == 200


def test_what_was_typed_before_the_question_comes_back_after_it(client_of, cast):
    jo = client_of(cast.jo)
    form = {"name": "Max", "email": "max@example.org", "relation": "brother", "items": ["session_times"]}
    form |= {"purpose": "To plan our week & more", "until": "2026-12-24", "signature": "Jo Rivera"}
    long_ago(cast.jo)
    asked = jo.send("/guests/sharing/new", form)
    assert asked.status_code == 401 and "What you typed is kept" in asked.text
    assert "To plan our week" not in html.unescape(asked.text), "sealed until then"
    back = jo.post(
        "/accounts/proof",
        data={**hidden_fields(asked.text), "password": PASSWORD},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert "To plan our week & more" in html.unescape(back.text)
    fields = hidden_fields(back.text)
    assert (
        jo.post("/guests/sharing/new", data=fields, headers={"Sec-Fetch-Site": "same-origin"}).status_code
        == 303
    )


def test_a_strangers_guesses_lock_no_known_phone_out(client, app, cast):
    stranger = Visitor(app)
    sign_in(client, "jo", own_phone="y")
    client.send("/sign-out")
    for _guess in range(SignInTries.FREE + 3):
        sign_in(stranger, "jo", "wrong")
    assert sign_in(stranger, "jo").status_code == 422, "even with the right password"
    assert sign_in(client, "jo").status_code == 303


def test_a_known_phone_is_slowed_down_by_its_own_guesses(client, cast):
    sign_in(client, "jo", own_phone="y")
    client.send("/sign-out")
    for _guess in range(SignInTries.FREE):
        sign_in(client, "jo", "wrong")
    assert sign_in(client, "jo").status_code == 422


def test_a_shared_phone_is_not_remembered(client, cast):
    answer = sign_in(client, "jo")
    assert KnownBrowser.COOKIE not in str(answer.headers.getlist("Set-Cookie"))
    assert KnownBrowser.select().count() == 0
