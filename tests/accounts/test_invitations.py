"""Invitations: once, for 72 hours, and never for an account that has a password."""

import threading

import pytest
from cast import PASSWORD, address, give_consent

from webapp import clock, database
from webapp.accounts import invitations
from webapp.accounts.passwords import matches
from webapp.people.consents import ACCEPTED, INVITED, Consent, Invitation
from webapp.people.models import User

NEW = {"name": "Max", "password": "a password of my own", "again": "a password of my own"}


@pytest.fixture
def new_guest(cast):
    """An unused invitation from Jo to somebody without an account: (consent, token)."""
    consent = give_consent(cast.stay_of(cast.jo), cast.sam, state=INVITED)
    consent.guest, consent.guest_name, consent.guest_email = None, "Max", "max@example.org"
    consent.save()
    return consent, Invitation.make(consent=consent)[1]


def test_a_guest_makes_an_account_and_sees_nothing_until_confirmed(client, cast, new_guest):
    consent, token = new_guest
    assert "Max" in client.get(f"/invitations/{token}").text
    response = client.send(f"/invitations/{token}", NEW)
    assert response.status_code == 303
    fresh = Consent.get_by_id(consent.id)
    assert (fresh.state, fresh.guest.name) == (ACCEPTED, "Max")
    assert "Nothing is shared with you at the moment." in client.get("/guests/").text


def test_a_participant_makes_an_account_from_their_invitation(client, cast):
    person = User.register("new@example.org", "New")
    token = Invitation.make(user=person)[1]
    client.send(f"/invitations/{token}", NEW)
    assert matches(User.by_email("new@example.org").password_hash, NEW["password"])


def test_it_works_once(client, app, client_of, cast, new_guest):
    _consent, token = new_guest
    client.send(f"/invitations/{token}", NEW)
    assert invitations.accept_as_new(token, "Mallory", "another password") is None
    for visitor in (client, client_of(cast.ana)):
        assert visitor.get(f"/invitations/{token}").status_code == 404
        assert visitor.send(f"/invitations/{token}", NEW).status_code == 404


def test_it_ends_after_72_hours(client, cast, new_guest):
    _consent, token = new_guest
    Invitation.update(expires_at=clock.now()).execute()
    assert client.get(f"/invitations/{token}").status_code == 404
    assert client.send(f"/invitations/{token}", NEW).status_code == 404
    assert User.by_email("max@example.org") is None


def test_a_forged_one_looks_like_an_old_one(client, cast, new_guest):
    _consent, token = new_guest
    Invitation.update(expires_at=clock.now()).execute()
    forged, old = client.get("/invitations/" + "x" * 32), client.get(f"/invitations/{token}")
    assert (forged.status_code, forged.text) == (old.status_code, old.text)


def test_a_stopped_consent_takes_its_invitation_with_it(client, cast, new_guest):
    consent, token = new_guest
    consent.revoke()
    assert client.get(f"/invitations/{token}").status_code == 404


def test_an_ended_consent_cannot_be_accepted(client, cast, new_guest):
    consent, token = new_guest
    Consent.update(expires_at=clock.now()).where(Consent.id == consent.id).execute()
    assert client.send(f"/invitations/{token}", NEW).status_code == 404


def test_it_never_changes_an_account_that_has_a_password(client, cast):
    before = cast.ana.password_hash
    token = Invitation.make(user=cast.ana)[1]
    response = client.send(f"/invitations/{token}", NEW)
    assert response.status_code == 422 and "sign in first" in response.text
    assert User.get_by_id(cast.ana.id).password_hash == before
    assert Invitation.open_by(token) is not None  # a refusal does not use it up


def test_it_never_takes_over_an_account_by_its_address(client, cast, new_guest):
    consent, token = new_guest
    consent.guest_email = address("ana").upper()
    consent.save()
    assert client.send(f"/invitations/{token}", NEW).status_code == 422
    assert User.by_email(address("ana")).name == "Ana Lindqvist"
    assert Consent.get_by_id(consent.id).state == INVITED


def test_somebody_signed_in_accepts_as_themselves(client_of, cast, new_guest):
    consent, token = new_guest
    browser = client_of(cast.ana)
    assert "Ana Lindqvist" in browser.get(f"/invitations/{token}").text
    assert browser.send(f"/invitations/{token}").location == "/guests/"
    fresh = Consent.get_by_id(consent.id)
    assert (fresh.guest_id, fresh.state) == (cast.ana.id, ACCEPTED)
    assert fresh.guest_name == "Max"  # what was signed stays as it was


def test_nobody_accepts_their_own(client_of, cast, new_guest):
    consent, token = new_guest
    assert client_of(cast.jo).send(f"/invitations/{token}").status_code == 404
    assert Consent.get_by_id(consent.id).state == INVITED


@pytest.mark.parametrize(
    "changed, says",
    [
        ({"password": "short", "again": "short"}, "at least 15"),
        ({"again": "a different password"}, "not the same"),
        ({"name": ""}, "what to call you"),
        ({"name": "M" * 61}, "under 60"),
    ],
)
def test_it_says_what_is_wrong_and_keeps_the_link(client, cast, new_guest, changed, says):
    _consent, token = new_guest
    response = client.send(f"/invitations/{token}", {**NEW, **changed})
    assert response.status_code == 422 and says in response.text
    assert Invitation.open_by(token) is not None
    assert NEW["password"] not in response.text


def test_of_two_at_the_same_moment_one_gets_in(app, cast, new_guest):
    _consent, token = new_guest
    start, made = threading.Barrier(2), []

    def accept(name):
        with database.connection():
            start.wait()
            made.append(invitations.accept_as_new(token, name, PASSWORD))

    threads = [threading.Thread(target=accept, args=[name]) for name in ("One", "Two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(user is None for user in made) == [False, True]
    winner = next(user for user in made if user)
    assert User.by_email("max@example.org").name == winner.name
