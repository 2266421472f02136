"""Keys, passwords, codes and secret addresses: in no log however talkative, in the database digested or sealed."""

import re

import pytest
from cast import PASSWORD, address, give_consent
from marks import disguises_of
from places import journal, on_disk
from push_service import push_service_for
from visitor import Visitor

from webapp.accounts.models import SignInLink
from webapp.accounts.second_steps import Authenticator, RecoveryCode
from webapp.audit import AuditRecord
from webapp.calendars.models import Feed
from webapp.people.consents import INVITED, Invitation
from webapp.push.models import Device

NEW_PASSWORD = "three quiet lamps outside"
WRONG = "not the password at all 17"


def _hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}"[^>]*value="([^"]+)"', page)[1]


def _signed_in(app, cast) -> tuple[Visitor, dict]:
    """Jo gets in by the real form, after one wrong password."""
    visitor = Visitor(app)
    page = visitor.get("/sign-in").text
    fields = {"csrf_token": _hidden(page, "csrf_token"), "email": address("jo"), "own_phone": "y"}
    secrets = {"a form token from before": fields["csrf_token"]}
    for password in (WRONG, PASSWORD):
        answer = visitor.post(
            "/sign-in", data={**fields, "password": password}, headers={"Sec-Fetch-Site": "same-origin"}
        )
    assert answer.status_code == 303
    with visitor.session_transaction() as session:
        secrets |= {"the sign-in's secret": session["_user_id"], "the form token": session["csrf_token"]}
    for name in ("waymark", "waymark-phone", *(cookie.key for cookie in visitor._cookies.values())):
        cookie = visitor.get_cookie(name)
        if cookie is not None and len(cookie.value) > 20:
            secrets[f"the cookie {name}"] = cookie.value
    return visitor, secrets


def _everything_secret(app, cast, service) -> dict[str, str]:
    """Each secret that a person, a phone or the installation has, by what it is; all of them used once."""
    jo, secrets = _signed_in(app, cast)
    secrets |= {"a password": PASSWORD, "a wrong password": WRONG, "a new password": NEW_PASSWORD}
    jo.send("/accounts/password", {"password": NEW_PASSWORD, "again": NEW_PASSWORD})
    jo.get("/accounts/authenticator")
    authenticator = Authenticator.get(Authenticator.user == cast.jo)
    secrets["an authenticator's secret"] = authenticator.secret
    codes = jo.send("/accounts/authenticator", {"code": authenticator.code_now()}).text
    found = re.findall(r"\b[0-9a-z]{5}-?[0-9a-z]{5}\b", codes)
    assert len(found) >= 10 and RecoveryCode.left(cast.jo) == 10
    secrets |= {f"recovery code {number}": code for number, code in enumerate(found[:10])}
    phone = service.subscription()
    Device.subscribe(cast.jo, phone)
    secrets |= {"a push address": phone["endpoint"], "a phone's key": phone["keys"]["auth"]}
    invitation, token = Invitation.make(consent=give_consent(cast.stay_of(cast.ana), cast.sam, state=INVITED))
    secrets |= {
        "an invitation's link": token,
        "an invitation's code": invitation.code.replace("-", "").lower(),
    }
    secrets["a sign-in link"] = SignInLink.make(cast.jo)
    secrets["a calendar link"] = Feed.make(cast.stay_of(cast.jo), real_titles=False)[1]
    nobody = Visitor(app)
    for path in (f"/invitations/{token}", f"/calendars/{secrets['a calendar link']}.ics"):
        assert nobody.get(path).status_code == 200
    nobody.send("/invitations/", {"code": invitation.code})
    master = app.config["MASTER_KEYS"].partition(":")[2]
    return secrets | {"the master key": master, "the key of form tokens": app.config["SECRET_KEY"]}


@pytest.fixture
def with_service(app, tmp_path):
    with push_service_for(app, tmp_path) as service, app.app_context():
        yield service


def _where(secrets: dict[str, str], data: bytes) -> list[str]:
    return sorted(
        name for name, secret in secrets.items() if any(one in data for one in disguises_of(secret))
    )


def test_no_secret_lies_in_the_database_or_in_a_log(app, backend, cast, with_service):
    with journal() as said:
        secrets = _everything_secret(app, cast, with_service)
    assert len(secrets) > 25 and all(len(secret) >= 8 for secret in secrets.values())
    assert AuditRecord.select().count() > 3 and len(said.lines) > 50
    assert _where(secrets, said.data) == []
    assert _where(secrets, on_disk(backend)) == []


def test_it_notices_a_secret_that_is_kept_or_logged(app, backend, cast, with_service):
    with journal() as said:
        secrets = _everything_secret(app, cast, with_service)
        app.logger.info("cookie %s", secrets["the sign-in's secret"])
    Device.update(last_failure=secrets["a push address"]).execute()
    assert _where(secrets, said.data) == ["a push address", "the sign-in's secret"][1:]
    assert _where(secrets, on_disk(backend)) == ["a push address"]
