"""A consent, a place on a care team, an account, a sign-in: each ends while somebody reads by it."""

import contextlib

import peewee
import pytest
from cast import give_consent
from racing import READERS, nothing_after, same_browser
from visitor import Visitor

from webapp import clock
from webapp.accounts import sign_ins
from webapp.accounts.models import SignIn
from webapp.database import writing
from webapp.guests.sharing import stop
from webapp.people.consents import ITEMS, Consent
from webapp.people.models import CareTeamMember, User

pytestmark = pytest.mark.rounds
NOT_FOUND, TO_SIGN_IN = 404, 303


def several(make) -> list[Visitor]:
    return [make() for _reader in range(READERS)]


def written(change) -> None:
    """On SQLite readers whose reading is audited may leave a writer no turn: it asks again, as a person would."""
    for _try in range(10):
        with contextlib.suppress(peewee.OperationalError), writing():
            change()
            return
    raise AssertionError("the end was never written")


def test_what_a_guest_asks_after_the_stop_shows_nothing(app, cast):
    stay, sam = cast.stay_of(cast.jo), cast.sam
    consents = []

    def begin():
        Consent.delete().execute()
        consents.append(give_consent(stay, sam, ITEMS))
        return several(lambda: Visitor(app, sam))

    nothing_after(begin, lambda: written(lambda: stop(consents[-1])), f"/guests/{stay.id}", NOT_FOUND)


def test_what_a_clinician_asks_after_leaving_the_care_team_shows_nothing(app, cast):
    stay, kim = cast.stay_of(cast.jo), cast.kim
    clients = several(lambda: Visitor(app, kim))

    def begin():
        CareTeamMember.update(until=None).execute()
        return clients

    def leave():
        CareTeamMember.update(until=clock.now()).where(CareTeamMember.clinician == kim).execute()

    nothing_after(begin, lambda: written(leave), f"/caseload/{stay.id}", NOT_FOUND)


def test_what_an_account_asks_after_it_is_disabled_shows_nothing(app, cast):
    stay, kim = cast.stay_of(cast.jo), cast.kim
    clients = several(lambda: Visitor(app, kim))

    def begin():
        User.update(active=True).execute()
        return clients

    def disable():
        User.update(active=False).where(User.id == kim.id).execute()

    nothing_after(begin, lambda: written(disable), f"/caseload/{stay.id}", TO_SIGN_IN)


def test_it_sees_an_end_that_ends_nothing(app, cast):
    clients = several(lambda: Visitor(app, cast.kim))

    def begin():
        User.update(active=True).execute()
        return clients

    with pytest.raises(AssertionError):
        nothing_after(begin, lambda: None, f"/caseload/{cast.stay_of(cast.jo).id}", TO_SIGN_IN, rounds=1)


def test_what_a_browser_asks_after_it_signed_out_shows_nothing(app, cast):
    browsers = []

    def begin():
        browsers.append(Visitor(app, cast.jo))
        return several(lambda: same_browser(browsers[-1]))

    def sign_out():
        assert browsers[-1].send("/sign-out").status_code == TO_SIGN_IN

    nothing_after(begin, sign_out, "/journals/", TO_SIGN_IN)


def test_what_other_browsers_ask_after_all_were_signed_out_shows_nothing(app, cast):
    jo = cast.jo
    jo.sign_in = None  # she does it from a browser that is none of these

    def begin():
        SignIn.delete().execute()
        return several(lambda: Visitor(app, jo))

    nothing_after(begin, lambda: written(lambda: sign_ins.end_others(jo)), "/journals/", TO_SIGN_IN)
