"""What an operator does about an account: from the next request on."""

import re

import pytest
from house import House

from webapp.accounts.models import HalfSignIn, SignInLink
from webapp.people.consents import Invitation
from webapp.people.models import User


@pytest.fixture
def house(app, tmp_path):
    with House(app, tmp_path) as house:
        yield house


def test_signing_somebody_out_ends_all_that_could_let_them_in(house, cast, client_of):
    kim = client_of(cast.kim)
    half, link = HalfSignIn.begin(cast.kim, own_phone=False), SignInLink.make(cast.kim)
    assert kim.get("/caseload/").status_code == 200
    assert "1 sign-ins ended" in house.run("sign-out", "kim@example.org")
    assert kim.get("/caseload/").status_code == 303
    assert HalfSignIn.open_by(half) is None
    assert SignInLink.open_by(link) is None


def test_the_new_link_renews_password_and_second_step(house, cast):
    said = house.run("sign-out", "kim@example.org", "--new-link")
    token = re.search(r"/invitations/(\S+)", said)[1]
    assert Invitation.open_by(token).resets == "both"


def test_a_locked_account_opens_nothing_until_it_is_unlocked(house, cast, client_of):
    kim = client_of(cast.kim)
    house.run("lock-account", "kim@example.org")
    assert kim.get("/caseload/").status_code == 303
    assert not User.by_email("kim@example.org").active
    house.run("lock-account", "kim@example.org", "--unlock")
    assert client_of(cast.kim).get("/caseload/").status_code == 200


def test_a_restore_leaves_it_as_it_was_left_last(house, cast):
    house.run("lock-account", "lee@example.org")
    data, keys = house.backup()
    house.run("lock-account", "kim@example.org")
    house.run("lock-account", "lee@example.org", "--unlock")
    house.restore(data, keys)
    assert not User.by_email("kim@example.org").active
    assert User.by_email("lee@example.org").active


def test_an_unknown_address_is_told(house, cast):
    assert "There is no account for 'nobody@example.org'." in house.run(
        "lock-account", "nobody@example.org", fails=True
    )
