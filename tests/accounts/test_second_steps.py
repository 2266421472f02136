"""The second step: staff have one, others may; a code opens once, and nothing opens before it."""

import datetime as dt

import pyotp
import pytest
from cast import PASSWORD, address

from webapp import clock
from webapp.accounts.models import HalfSignIn, SignIn
from webapp.accounts.second_steps import Authenticator, RecoveryCode, confirm, take
from webapp.audit import AuditRecord

STEP = dt.timedelta(seconds=30)


def sign_in(visitor, name):
    return visitor.send("/sign-in", {"email": address(name), "password": PASSWORD})


def code_of(user, later=dt.timedelta(0)) -> str:
    return pyotp.TOTP(Authenticator.get(Authenticator.user == user.id).secret).at(clock.now() + later)


def second_step(visitor, code, url="/sign-in/second-step"):
    return visitor.send(url, {"code": code})


@pytest.fixture
def kims_codes(cast):
    """Kim's recovery codes; her authenticator's code of now is used, as it is after setting up."""
    Authenticator.propose(cast.kim)
    return confirm(cast.kim, code_of(cast.kim))


def test_staff_without_one_set_it_up_before_anything_opens(client, cast):
    first = sign_in(client, "kim")
    assert (first.status_code, first.location) == (303, "/sign-in/authenticator")
    assert client.get("/caseload/").status_code == 303
    page = client.get("/sign-in/authenticator")
    assert Authenticator.propose(cast.kim).secret[:4] in page.text and "<svg" in page.text
    assert second_step(client, "000000", "/sign-in/authenticator").status_code == 422
    done = second_step(client, code_of(cast.kim), "/sign-in/authenticator")
    assert done.text.count("-") >= 10 and "Your recovery codes" in done.text
    assert client.get("/caseload/").status_code == 200
    assert SignIn.get().second_at is not None


def test_the_password_alone_opens_nothing_of_staff(client, cast, kims_codes):
    first = sign_in(client, "kim")
    assert first.location == "/sign-in/second-step"
    assert SignIn.select().count() == 0
    for url in ("/caseload/", "/accounts/", "/"):
        assert client.get(url).location.startswith("/sign-in?next=")


def test_a_code_of_now_signs_in_and_leads_on(client, cast, kims_codes):
    client.send("/sign-in?next=/attendance/", {"email": address("kim"), "password": PASSWORD})
    done = second_step(client, code_of(cast.kim, STEP), "/sign-in/second-step?next=/attendance/")
    assert (done.status_code, done.location) == (303, "/attendance/")
    assert HalfSignIn.select().count() == 0


def test_a_code_opens_once(app, client, cast, kims_codes):
    code = code_of(cast.kim, STEP)
    assert [take(cast.kim, code) for _ in range(3)] == [True, False, False]
    assert not take(cast.kim, code_of(cast.kim)), "nor does an older one after it"


@pytest.mark.parametrize("later", [-2 * STEP, 2 * STEP])
def test_a_code_of_another_time_does_not(cast, kims_codes, later):
    assert not take(cast.kim, code_of(cast.kim, later))


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "٠١٢٣٤٥", "x" * 40])
def test_what_is_no_code_is_refused(client, cast, kims_codes, code):
    sign_in(client, "kim")
    assert second_step(client, code).status_code == 422
    assert SignIn.select().count() == 0


def test_a_recovery_code_opens_once_in_any_case_and_is_on_the_trail(client, cast, kims_codes):
    sign_in(client, "kim")
    assert second_step(client, kims_codes[0].upper()).status_code == 303
    assert RecoveryCode.left(cast.kim) == 9
    assert AuditRecord.select().where(AuditRecord.action == "used a recovery code").count() == 1
    assert not take(cast.kim, kims_codes[0])


def test_no_recovery_code_is_kept_as_it_is(cast, kims_codes):
    kept = {one.code_digest for one in RecoveryCode.select()}
    assert not kept & {code.replace("-", "") for code in kims_codes}


def test_one_persons_code_is_not_anothers(cast, kims_codes):
    assert not take(cast.lee, kims_codes[0])


def test_guessing_ends_after_ten_tries(client, cast, kims_codes):
    sign_in(client, "kim")
    for _try in range(HalfSignIn.MOST_TRIES):
        assert second_step(client, "000000").status_code == 422
    assert second_step(client, code_of(cast.kim, STEP)).location == "/sign-in"
    assert SignIn.select().count() == 0


def test_it_waits_ten_minutes(client, cast, kims_codes):
    sign_in(client, "kim")
    HalfSignIn.update(expires_at=clock.now()).execute()
    assert second_step(client, code_of(cast.kim, STEP)).location == "/sign-in"


def test_a_participant_may_have_one_and_take_it_away(client, client_of, cast):
    jo = client_of(cast.jo)
    assert "<svg" in jo.get("/accounts/authenticator").text
    assert "Your recovery codes" in second_step(jo, code_of(cast.jo), "/accounts/authenticator").text
    assert sign_in(client, "jo").location == "/sign-in/second-step"
    assert jo.send("/accounts/authenticator/removal").status_code == 303
    assert sign_in(client, "jo").location == "/"


def test_staff_keep_theirs(client_of, cast, kims_codes):
    kim = client_of(cast.kim)
    assert "this one stays" in kim.get("/accounts/authenticator").text
    kim.send("/accounts/authenticator/removal")
    assert Authenticator.of(cast.kim)


def test_the_page_of_a_real_authenticator_shows_no_code(client, cast, kims_codes):
    sign_in(client, "kim")
    assert code_of(cast.kim) not in client.get("/sign-in/second-step").text


def test_new_recovery_codes_end_the_old_ones(client_of, cast, kims_codes):
    assert client_of(cast.kim).send("/accounts/recovery-codes").status_code == 200
    assert not take(cast.kim, kims_codes[1])
    assert RecoveryCode.left(cast.kim) == 10
