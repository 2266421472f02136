"""A coordinator helps somebody in: by a link, a picture or a code, and never by a password that they know."""

import re

import pytest
from cast import PASSWORD, address

from webapp import clock
from webapp.accounts.models import SignIn
from webapp.accounts.passwords import matches
from webapp.accounts.second_steps import Authenticator
from webapp.audit import AuditRecord
from webapp.people.consents import Invitation
from webapp.people.models import User

NEW = {"password": "three quiet lamps outside", "again": "three quiet lamps outside"}


@pytest.fixture
def desk(client_of, cast):
    """`desk(fields)`: what Robin's page shows after making a link for Jo: (page, path of the link, code)."""
    robin, stay = client_of(cast.robin), cast.stay_of(cast.jo)

    def make(**fields):
        made = robin.send(f"/census/{stay.id}/invitation", fields)
        page = robin.get(made.location).text
        return (
            page,
            re.search(r"/invitations/[\w-]+", page)[0],
            re.search(r">([0-9A-Z]{4}-[0-9A-Z]{4})<", page)[1],
        )

    return make


def test_a_person_chooses_a_new_password_themselves(desk, client, client_of, cast):
    old = client_of(cast.jo)
    page, link, code = desk()
    assert "<svg" in page
    assert "Choose a new password" in client.get(link).text
    assert client.send(link, NEW).status_code == 303
    assert matches(User.by_email(address("jo")).password_hash, NEW["password"])
    assert old.get("/").status_code == 303, "every phone is signed out"
    assert client.get("/").status_code == 200
    assert client.get(link).status_code == 404, "once"
    assert AuditRecord.select().where(AuditRecord.action == "set a new password at the desk").count() == 1


@pytest.mark.parametrize(
    "typed",
    [
        str.lower,
        lambda code: code.replace("-", " "),
        lambda code: f" {code.replace('0', 'O').replace('1', 'l')} ",
    ],
)
def test_the_code_leads_to_the_same_page(desk, client, typed):
    _page, _link, code = desk()
    answer = client.send("/invitations/", {"code": typed(code)})
    assert answer.status_code == 303
    assert "Choose a new password" in client.get(answer.location).text


def test_a_code_that_is_not_open_is_said_so(client, cast):
    answer = client.send("/invitations/", {"code": "AAAA-AAAA"})
    assert answer.status_code == 422 and "AAAA-AAAA" in answer.text


def test_the_link_is_shown_once_and_a_new_one_ends_the_old(desk, client_of, client, cast):
    stay = cast.stay_of(cast.jo)
    _page, first, _code = desk()
    assert "/invitations/" not in client_of(cast.robin).get(f"/census/{stay.id}/invitation").text
    desk()
    assert client.get(first).status_code == 404


def test_it_can_be_taken_back(desk, client_of, client, cast):
    _page, link, _code = desk()
    client_of(cast.robin).send(f"/census/{cast.stay_of(cast.jo).id}/invitation/withdrawal")
    assert client.get(link).status_code == 404


def test_a_second_step_stays_unless_the_desk_says_that_it_is_lost(desk, client, cast):
    Authenticator.create(user=cast.jo.id, secret="A" * 32, confirmed_at=clock.now())
    _page, link, _code = desk()
    assert client.send(link, NEW).location == "/sign-in/second-step"
    _page, link, _code = desk(lost_phone="y")
    assert client.send(link, NEW).location == "/"
    assert Authenticator.of(cast.jo) is None


def test_somebody_new_makes_their_account(client, client_of, cast):
    cast.jo.password_hash = None
    cast.jo.save()
    robin, stay = client_of(cast.robin), cast.stay_of(cast.jo)
    page = robin.get(robin.send(f"/census/{stay.id}/invitation").location).text
    link = re.search(r"/invitations/[\w-]+", page)[0]
    done = client.send(link, {**NEW, "name": "Jo Rivera", "own_phone": "y"})
    assert (done.status_code, done.location) == (303, "/welcome/")
    assert SignIn.get(SignIn.user == cast.jo).on_own_phone


def test_a_link_for_a_new_password_makes_no_account_and_the_other_way_round(desk, client, cast):
    _page, link, _code = desk()
    assert client.send(link, {**NEW, "name": "Mallory"}).status_code == 303
    assert User.by_email(address("jo")).name == "Jo Rivera"
    plain = Invitation.make(user=cast.jo)[1]
    assert client.send(f"/invitations/{plain}", {**NEW, "name": "Jo"}).status_code in (303, 404, 422)
    assert not matches(User.by_email(address("jo")).password_hash, PASSWORD)


def test_only_the_desk_of_the_program_can(client_of, cast):
    for person in (cast.kim, cast.jo, cast.sam, cast.ana):
        assert client_of(person).send(f"/census/{cast.stay_of(cast.jo).id}/invitation").status_code == 404
    assert Invitation.select().count() == 0
