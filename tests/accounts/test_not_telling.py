"""Nobody learns from an answer, or from how long it takes, whether an address has an account."""

import os
import re
import statistics
from types import SimpleNamespace

import pytest
from cast import PASSWORD, address, give_consent
from mail_server import MailServer
from own_time import own_seconds

from webapp import clock, mail
from webapp.accounts import views
from webapp.accounts.models import SignInTries
from webapp.people.consents import INVITED, ITEMS, Invitation

PAIRS = int(os.environ.get("SAMENESS_ROUNDS", 9))
CLOSE = 0.005  # seconds between the medians: the bare work for a known address takes some ten times as long
TRIES = 3  # a busy machine may look like a difference once, and not three times
UNKNOWN = "nobody@example.org"


def bare(answer, *given) -> tuple:
    """What an answer says, without what was typed and without what is new in each form."""
    text = re.sub(r'(name="(csrf_token|once)"[^>]*value=)"[^"]*"', r"\1", answer.text)
    for one in given:
        text = text.replace(one, "")
    location = re.sub(r"[0-9a-z]{26}", "ID", answer.headers.get("Location", ""))
    return answer.status_code, location, text


def seconds(ask, typed) -> float:
    begun = own_seconds()
    ask(typed)
    return own_seconds() - begun


def medians(ask, known, unknown) -> list[float]:
    """Of both, asked in turns, so that they meet the same machine."""
    ask(known), ask(unknown)
    taken = [(seconds(ask, known), seconds(ask, unknown)) for _pair in range(PAIRS)]
    return [statistics.median(times) for times in zip(*taken, strict=True)]


def are_close(ask, known, unknown) -> bool:
    for _try in range(TRIES):
        shorter, longer = sorted(medians(ask, known, unknown))
        print(f"medians {(longer - shorter) * 1000:.2f} ms apart, of {longer * 1000:.1f} ms, n={PAIRS}")
        if longer - shorter < CLOSE:
            return True
    return False


@pytest.fixture
def sign_in(client):
    def ask(email):
        SignInTries.delete().execute()
        return client.send("/sign-in", {"email": email, "password": "not the right one"})

    return ask


@pytest.fixture
def ask_for_link(app, client):
    with MailServer() as server:
        app.config.update(SMTP_URL=server.url, MAIL_FROM="desk@example.org")
        mail.init_app(app)
        asked = []

        def ask(email):
            asked.append(email)
            return client.send("/sign-in/link", {"email": email})

        yield ask
        server.wait_for(asked.count(address("lee")))  # nothing is under way when the server goes
        app.config.update(SMTP_URL=None, MAIL_FROM=None)
        mail.init_app(app)


@pytest.fixture
def invite(cast, client_of):
    """Jo shares with an address: does the program know it?"""
    jo = client_of(cast.jo)

    def ask(email):
        typed = {
            "name": "Max",
            "email": email,
            "relation": "uncle",
            "items": list(ITEMS[:2]),
            "purpose": "To come along",
        }
        until = clock.today(cast.program.time_zone).isoformat()
        return jo.send("/guests/sharing/new", {**typed, "until": until})

    return ask


@pytest.fixture
def open_invitation(cast, client):
    """The page of an invitation to an address that has an account, or has none."""

    def ask(email):
        return client.get(f"/invitations/{tokens[email]}")

    stay = cast.stay_of(cast.jo)
    invited = {address("lee"): cast.lee, UNKNOWN: SimpleNamespace(id=None, name=cast.lee.name, email=UNKNOWN)}
    tokens = {}
    for email, guest in invited.items():
        consent = give_consent(stay, cast.lee, state=INVITED)
        consent.guest, consent.guest_email, consent.guest_name = None, email, guest.name
        consent.save()
        tokens[email] = Invitation.make(consent=consent)[1]
    ask.tokens = tokens
    return ask


@pytest.mark.rounds
@pytest.mark.parametrize("door", ["sign_in", "ask_for_link", "invite", "open_invitation"])
def test_known_and_unknown_get_the_same_answer_in_the_same_time(door, request, cast):
    ask = request.getfixturevalue(door)
    given = (address("lee"), UNKNOWN, *getattr(ask, "tokens", {}).values())
    known, unknown = (bare(ask(email), *given) for email in (address("lee"), UNKNOWN))
    assert known == unknown
    assert are_close(ask, address("lee"), UNKNOWN)


def test_it_notices_when_an_unknown_address_is_refused_sooner(sign_in, cast, monkeypatch):
    real = views.matches
    monkeypatch.setattr(views, "matches", lambda hashed, typed: hashed is not None and real(hashed, typed))
    assert not are_close(sign_in, address("lee"), UNKNOWN)


def test_the_right_password_is_taken(client, cast):
    """So that the above refuses for the right reason."""
    answer = client.send("/sign-in", {"email": address("jo"), "password": PASSWORD})
    assert answer.status_code == 303
