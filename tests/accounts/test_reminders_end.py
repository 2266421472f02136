"""Signed out, a phone gets no more reminders, however that came about; a sign-in that only ran out changes nothing."""

import datetime as dt

import pytest
from cast import PASSWORD, address
from visitor import Visitor

from webapp import clock
from webapp.accounts import locking, sign_ins
from webapp.accounts.models import SignIn
from webapp.encryption import digest
from webapp.push.models import Device, LostDevice


@pytest.fixture
def here(client_of, cast):
    """Jo's phone."""
    return with_reminders(client_of(cast.jo))


@pytest.fixture
def lost(client_of, cast, here):
    """Another phone of Jo's, out of reach."""
    return with_reminders(client_of(cast.jo))


@pytest.fixture
def anas(client_of, cast):
    return with_reminders(client_of(cast.ana))


def sign_in_of(visitor) -> SignIn:
    newest = SignIn.select().where(SignIn.user == visitor.user.id).order_by(SignIn.created_at.desc())
    return newest.first()


def with_reminders(visitor) -> Visitor:
    visitor.sign_in = sign_in_of(visitor)
    where = digest("push endpoint", visitor.sign_in.id)
    visitor.device = Device.create(
        user=visitor.user, endpoint_digest=where, label="A phone", sign_in=visitor.sign_in.id
    )
    return visitor


def reminded() -> set[str]:
    assert not LostDevice.select().exists(), "who ended it need not be told"
    return {device.id for device in Device.select()}


def test_by_its_own_button(here, lost, anas):
    here.send("/sign-out")
    assert reminded() == {lost.device.id, anas.device.id}


def test_from_another_phone(here, lost, anas):
    here.send(f"/accounts/sign-ins/{lost.sign_in.id}/ending")
    assert reminded() == {here.device.id, anas.device.id}


def test_nobody_ends_anothers(here, anas):
    assert here.send(f"/accounts/sign-ins/{anas.sign_in.id}/ending").status_code == 404
    assert reminded() == {here.device.id, anas.device.id}


def test_with_all_others_also_where_the_sign_in_had_run_out(here, lost, anas):
    SignIn.update(expires_at=clock.now() - dt.timedelta(days=1)).where(SignIn.id == lost.sign_in.id).execute()
    here.send("/accounts/sign-ins/ending")
    assert reminded() == {here.device.id, anas.device.id}


def test_by_a_new_password(here, lost, anas):
    here.send("/accounts/password", {"password": "three quiet lamps", "again": "three quiet lamps"})
    assert reminded() == {here.device.id, anas.device.id}


def test_by_an_operator(here, lost, anas):
    locking.sign_out(here.user)
    assert reminded() == {anas.device.id}


def test_everywhere(here, lost, anas):
    sign_ins.end_all(here.user)
    assert reminded() == {anas.device.id}


def test_a_sign_in_that_ran_out_goes_on_being_reminded(here):
    SignIn.update(expires_at=clock.now() - dt.timedelta(days=1)).execute()
    assert here.get("/").status_code == 303
    assert reminded() == {here.device.id}


@pytest.mark.parametrize("again", ["jo", "ana"])
def test_signed_in_anew_in_the_place_of_another_sign_in_nobodys_reminders_end(here, again):
    here.get("/")
    here.send("/sign-in", {"email": address(again), "password": PASSWORD})
    assert reminded() == {here.device.id}
    if again == "jo":
        here.send("/sign-out")
        assert reminded() == set(), "it went along to the new sign-in"
