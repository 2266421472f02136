"""Passkeys: at our own address only, for their own person only, each question answered once."""

import json

import pytest
from cast import PASSWORD, address
from soft_passkey import SoftPasskey

from webapp import clock
from webapp.accounts import passkeys
from webapp.accounts.models import SignIn
from webapp.accounts.passkeys import NotAccepted, Passkey, PasskeyChallenge
from webapp.audit import AuditRecord


@pytest.fixture(autouse=True)
def at_localhost(app):
    before = app.config["PUBLIC_URL"]
    app.config["PUBLIC_URL"] = "http://localhost"
    yield
    app.config["PUBLIC_URL"] = before


@pytest.fixture
def add(app):
    """`add(user, key)`: keep what the key answers to a question of ours."""

    def keep(user, key):
        with app.app_context():
            passkeys.add(user, key.made(passkeys.options_for_new(user)), "Phone")

    return keep


@pytest.fixture
def key(cast, add):
    """Jo's passkey, made a moment ago."""
    key = SoftPasskey()
    add(cast.jo, key)
    return key


def question(client) -> str:
    return json.dumps(client.send("/sign-in/passkey/question").json)


def sign_in(client, answer, **fields):
    return client.send("/sign-in/passkey", {"credential": answer, **fields})


def test_it_signs_its_person_in(client, cast, key):
    assert sign_in(client, key.answered(question(client))).location == "/"
    assert SignIn.get().user_id == cast.jo.id
    assert client.get("/").status_code == 200
    assert Passkey.get().sign_count == 1


def test_it_is_both_steps_for_staff(client, cast, add):
    key = SoftPasskey()
    add(cast.kim, key)
    assert sign_in(client, key.answered(question(client))).location == "/"
    assert SignIn.get().second_at is not None
    assert client.get("/caseload/").status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"origin": "https://waymark.example"},
        {"origin": "http://localhost.evil.example"},
        {"host": "evil.example"},
    ],
)
def test_one_of_another_address_opens_nothing(client, cast, add, key, elsewhere):
    key.__dict__.update(elsewhere)
    assert sign_in(client, key.answered(question(client))).location == "/sign-in"
    with pytest.raises(NotAccepted):
        add(cast.jo, SoftPasskey(**elsewhere))
    assert (SignIn.select().count(), Passkey.select().count()) == (0, 1)


def test_each_question_is_answered_once_and_soon(client, cast, key):
    asked = question(client)
    answer = key.answered(asked)
    assert sign_in(client, answer).location == "/"
    client.send("/sign-out")
    assert sign_in(client, answer).location == "/sign-in"
    asked = question(client)
    PasskeyChallenge.update(expires_at=clock.now()).execute()
    assert sign_in(client, key.answered(asked)).location == "/sign-in"


def test_a_question_that_we_did_not_ask_is_not_answered(client, cast, key):
    made_up = json.dumps({"challenge": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    assert sign_in(client, key.answered(made_up)).location == "/sign-in"


def test_what_another_key_signed_opens_nothing(client, cast, key):
    forged = SoftPasskey()
    forged.id, forged.count = key.id, key.count
    assert sign_in(client, forged.answered(question(client))).location == "/sign-in"
    assert sign_in(client, key.answered(question(client))).location == "/"


def test_a_phone_that_does_not_ask_who_is_there_opens_nothing(client, cast, key):
    key.verifies = False
    assert sign_in(client, key.answered(question(client))).location == "/sign-in"


def test_a_copy_that_counts_back_is_noticed(client, cast, key):
    sign_in(client, key.answered(question(client)))
    client.send("/sign-out")
    key.count = 0
    assert sign_in(client, key.answered(question(client))).location == "/sign-in"


def test_somebody_elses_key_takes_no_second_step(client, cast, key):
    client.send("/sign-in", {"email": address("kim"), "password": PASSWORD})
    assert sign_in(client, key.answered(question(client))).location == "/sign-in"
    assert SignIn.select().count() == 0


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "null", '{"rawId": 5}', "x" * 5000, '{"response": {"clientDataJSON": "!!"}}']
)
def test_what_is_no_answer_is_refused(client, cast, key, answer):
    assert sign_in(client, answer).location == "/sign-in"


def test_a_removed_one_and_one_of_a_closed_account_open_nothing(client, client_of, cast, key):
    cast.jo.active = False
    cast.jo.save()
    assert sign_in(client, key.answered(question(client))).location == "/sign-in"
    cast.jo.active = True
    cast.jo.save()
    client_of(cast.jo).send(f"/accounts/passkeys/{Passkey.get().id}/removal")
    assert sign_in(client, key.answered(question(client))).location == "/sign-in"
    said = {line.action for line in AuditRecord.select().where(AuditRecord.actor == cast.jo.id)}
    assert {"added a passkey", "removed a passkey"} <= said


def test_nobody_removes_anothers(client_of, cast, key):
    assert client_of(cast.ana).send(f"/accounts/passkeys/{Passkey.get().id}/removal").status_code == 404


def test_the_database_keeps_no_id_of_it_in_the_clear(cast, key):
    row = Passkey.get()
    assert key.id not in bytes(row.sealed)
    assert row.credential_digest != row.credential_id


def test_it_proves_again_that_it_is_oneself(client_of, cast, key):
    jo = client_of(cast.jo)
    SignIn.update(proved_at=0).execute()
    asked = question(jo)
    done = jo.send("/accounts/proof/passkey?next=/accounts/password", {"credential": key.answered(asked)})
    assert done.location == "/accounts/password"
    assert jo.get("/accounts/password").status_code == 200
