"""What a participant shares: a consent step by step, its link, who accepted, who opened it, and its end."""

import datetime as dt
import html
import re

import pytest
from cast import address, give_consent

from webapp import clock
from webapp.access import PROOF_LASTS
from webapp.accounts.models import SignIn
from webapp.audit import AuditRecord
from webapp.guests.sharing import last_day, sign
from webapp.guests.statement import VERSION
from webapp.people.consents import (
    ACCEPTED,
    CONFIRMED,
    FAMILY_SESSIONS,
    INVITED,
    REVOKED,
    SESSION_TIMES,
    Consent,
    Invitation,
)

NEW = "/guests/sharing/new"
ACCOUNT = {"name": "Max", "password": "a password of my own", "again": "a password of my own"}


@pytest.fixture
def until(cast):
    return clock.today(cast.program.time_zone) + dt.timedelta(days=30)


@pytest.fixture
def typed(until):
    return {
        "name": "Max Berg",
        "email": "max@example.org",
        "relation": "my uncle",
        "items": [FAMILY_SESSIONS, SESSION_TIMES],
        "purpose": "So that he can come along",
        "until": until.isoformat(),
    }


def signed(browser, typed):
    """Sign what was typed; the new consent and the link's path."""
    answer = browser.send(NEW, {**typed, "signature": "Jo Rivera"})
    assert answer.status_code == 303
    page = browser.get(answer.location).text
    path = re.search(r"/invitations/[\w-]+", page)[0]
    return Consent.select().order_by(Consent.signed_at.desc()).first(), path


def count(state=None):
    return Consent.select().where(Consent.state == state if state else True).count()


def test_nothing_is_signed_on_a_phone_that_was_left_lying_open(jo, typed):
    before = count()
    SignIn.update(proved_at=clock.now() - PROOF_LASTS - dt.timedelta(seconds=1)).execute()
    assert jo.send(NEW, {**typed, "signature": "Jo Rivera"}).status_code == 401
    assert count() == before


def test_nobody_is_shared_with_at_first(client_of, cast):
    assert "You share with nobody" in client_of(cast.ana).get("/guests/sharing").text


def test_the_list_says_who_sees_what_until_when_and_how_often(client_of, cast, jo):
    for _visit in range(2):
        client_of(cast.sam).get("/guests/")
    page = jo.get("/guests/sharing").text
    assert "Sam Rivera" in page and "Sessions families are welcome at" in page and "Opened 2 times" in page


def test_the_whole_text_is_read_before_it_is_signed(jo, cast, typed):
    before = count()
    page = html.unescape(jo.send(NEW, typed).text)
    assert count() == before  # reading signs nothing
    for element in (
        "I, Jo Rivera, let Evening Program show",
        "Max Berg (my uncle), max@example.org",
        "Sessions families are welcome at; Times of all my sessions",
        "So that he can come along",
        "Until the end of",
        "I can stop sharing at any time",
        "It can't undo",
        "My care is the same if I don't",
    ):
        assert element in page
    assert "When is Jo busy?" in page and "Family Education" in page  # what the guest would see


def test_signing_keeps_the_text_as_signed(jo, cast, typed, until):
    consent, _path = signed(jo, typed)
    assert (consent.state, consent.guest, consent.text_version) == (INVITED, None, VERSION)
    assert consent.items == (FAMILY_SESSIONS, SESSION_TIMES)
    assert (consent.guest_name, consent.guest_email, consent.signature) == (
        "Max Berg",
        "max@example.org",
        "Jo Rivera",
    )
    assert last_day(consent) == until
    cast.jo.name = "Somebody Else"
    cast.jo.save()
    assert "I, Jo Rivera, let Evening Program show" in html.unescape(
        jo.get(f"/guests/sharing/{consent.id}").text
    )


def test_going_back_keeps_what_was_typed_and_signs_nothing(jo, typed):
    before = count()
    page = jo.send(NEW, {**typed, "signature": "", "change": "yes"})
    assert page.status_code == 200 and 'value="Max Berg"' in page.text and 'value="my uncle"' in page.text
    assert count() == before


def test_an_unsigned_one_is_refused_with_the_text_still_there(jo, typed):
    before = count()
    page = jo.send(NEW, {**typed, "signature": "  "})
    assert page.status_code == 422 and "to sign" in page.text and "Max Berg (my uncle)" in page.text
    assert count() == before


@pytest.mark.parametrize("days", [0, 180])
def test_it_may_end_today_or_in_180_days(jo, cast, typed, days):
    until = clock.today(cast.program.time_zone) + dt.timedelta(days=days)
    consent, _path = signed(jo, {**typed, "until": until.isoformat()})
    assert consent.expires_at == clock.day_bounds(until, cast.program.time_zone)[1]


def test_it_ends_with_the_day_where_the_program_is(app, cast):
    stay, day = cast.stay_of(cast.ana), dt.date(2030, 5, 31)
    stay.program.time_zone = "Pacific/Auckland"
    with app.test_request_context():
        consent = sign(stay, "Max", "max@example.org", "uncle", (FAMILY_SESSIONS,), "because", day, "Ana")
    assert consent.expires_at == dt.datetime(2030, 5, 31, 12, tzinfo=dt.UTC)
    assert last_day(consent) == day


@pytest.mark.parametrize("step", [{}, {"signature": "Jo Rivera"}], ids=["first step", "signed at once"])
@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"items": []}, "at least one thing"),
        ({"items": ["journal"]}, "from the answers shown"),
        ({"until": ""}, "choose the last day"),
        ({"until": "2020-01-01"}, "has passed"),
        ({"until": "9999-12-31"}, "within 180 days"),
        ({"until": "2026-W50-1"}, "give a date"),
        ({"until": "٢٠٢٦-١٢-٠١"}, "give a date"),
        ({"email": " JO@example.org"}, "your own address"),
        ({"email": "Sam@Example.org"}, "already share"),
        ({"email": "max"}, "check this address"),
        ({"email": "max@example.org, sam@x.org"}, "check this address"),
        ({"name": ""}, "type their name"),
        ({"name": "\0"}, "saved"),
        ({"relation": ""}, "who they are"),
        ({"purpose": ""}, "say why"),
        ({"purpose": "x" * 201}, "under 200"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else None,
)
def test_it_says_what_is_wrong_and_keeps_what_was_typed(jo, cast, typed, wrong, says, step):
    before = count()
    page = jo.send(NEW, {**typed, **wrong, **step})
    assert page.status_code == 422
    assert says in page.text
    for name in {"name", "relation", "purpose"} - set(wrong):
        assert f'value="{typed[name]}"' in page.text
    assert count() == before and Invitation.select().count() == 0


def test_a_day_too_far_is_refused_by_one_day(jo, cast, typed):
    until = clock.today(cast.program.time_zone) + dt.timedelta(days=181)
    assert jo.send(NEW, {**typed, "until": until.isoformat()}).status_code == 422
    yesterday = clock.today(cast.program.time_zone) - dt.timedelta(days=1)
    assert jo.send(NEW, {**typed, "until": yesterday.isoformat()}).status_code == 422


@pytest.mark.parametrize(
    "state, refused", [(INVITED, True), (ACCEPTED, True), (CONFIRMED, True), (REVOKED, False)]
)
def test_one_live_consent_a_person(jo, cast, typed, state, refused):
    Consent.update(state=state).execute()
    answer = jo.send(NEW, {**typed, "email": address("sam"), "signature": "Jo Rivera"})
    assert answer.status_code == (422 if refused else 303)


def test_an_ended_one_can_be_given_again(jo, cast, typed):
    Consent.update(expires_at=clock.now()).execute()
    assert jo.send(NEW, {**typed, "email": address("sam"), "signature": "Jo Rivera"}).status_code == 303


def test_sent_twice_it_is_signed_once(jo, typed):
    before, fields = count(), {**typed, "signature": "Jo Rivera", "once": "a" * 26}
    first, second = jo.send(NEW, fields), jo.send(NEW, fields)
    assert first.location == second.location
    assert count() == before + 1 and Invitation.select().count() == 1


def test_after_the_stay_there_is_nothing_new_to_share(jo, cast, typed):
    stay = cast.stay_of(cast.jo)
    stay.ended_on = clock.today(cast.program.time_zone) - dt.timedelta(days=2)
    stay.save()
    before = count()
    assert jo.send(NEW, {**typed, "signature": "Jo Rivera"}).location == "/guests/sharing"
    assert count() == before
    assert "Share with someone" not in jo.get("/guests/sharing").text


def test_the_link_is_shown_once(jo, typed):
    consent, _path = signed(jo, typed)
    again = jo.get(f"/guests/sharing/{consent.id}/invitation").text
    assert "/invitations/" not in again and "Make a new link" in again


def test_a_new_link_ends_the_old_one(jo, client, typed):
    consent, old = signed(jo, typed)
    jo.send(f"/guests/sharing/{consent.id}/invitation")
    page = jo.get(f"/guests/sharing/{consent.id}/invitation").text
    new = re.search(r"/invitations/[\w-]+", page)[0]
    assert new != old
    assert client.get(old).status_code == 404 and client.get(new).status_code == 200


def test_from_the_link_to_the_first_visit(jo, client, typed):
    consent, path = signed(jo, typed)
    client.send(path, ACCOUNT)
    assert "Nothing is shared with you" in client.get("/guests/").text
    page = jo.get(f"/guests/sharing/{consent.id}/confirmation").text
    assert "Max" in page and "max@example.org" in page
    assert jo.send(f"/guests/sharing/{consent.id}/confirmation").status_code == 303
    assert "Family Education" in client.get("/guests/").text
    assert "Opened by Max" in jo.get(f"/guests/sharing/{consent.id}").text


def test_another_address_is_pointed_out_before_confirming(jo, client_of, cast, typed):
    consent, path = signed(jo, typed)
    client_of(cast.ana).send(path)
    page = jo.get(f"/guests/sharing/{consent.id}/confirmation").text
    assert "Ana Lindqvist" in page and "This account has another address." in page


def test_two_consents_for_one_person_are_not_both_opened(jo, client_of, cast, typed):
    consent, path = signed(jo, typed)
    client_of(cast.sam).send(path)  # Sam has one already, under another address
    jo.send(f"/guests/sharing/{consent.id}/confirmation")
    assert Consent.get_by_id(consent.id).state == ACCEPTED


@pytest.mark.parametrize("state", [INVITED, REVOKED])
def test_only_an_accepted_one_is_confirmed(jo, cast, state):
    consent = Consent.get(Consent.guest == cast.sam)
    Consent.update(state=state).execute()
    jo.send(f"/guests/sharing/{consent.id}/confirmation")
    assert Consent.get_by_id(consent.id).state == state


def test_confirming_cannot_undo_a_stop_at_the_same_moment(app, cast):
    consent = give_consent(cast.stay_of(cast.ana), cast.sam, state=ACCEPTED)
    stale = Consent.get_by_id(consent.id)
    consent.revoke()
    assert not stale.confirm()
    assert Consent.get_by_id(consent.id).state == REVOKED


def test_stopping_says_what_it_cannot_undo(jo, client_of, cast):
    client_of(cast.sam).get("/guests/")
    consent = Consent.get(Consent.guest == cast.sam)
    page = html.unescape(jo.get(f"/guests/sharing/{consent.id}/revocation").text)
    assert "opened this 1 time" in page and "can't be unseen" in page
    assert consent.state == CONFIRMED  # looking stops nothing
    jo.send(f"/guests/sharing/{consent.id}/revocation")
    assert Consent.get_by_id(consent.id).state == REVOKED
    page = jo.get(f"/guests/sharing/{consent.id}").text
    assert "Stopped" in page and "Opened by Sam Rivera" in page  # what was seen stays in the list


def test_every_step_is_written_down(jo, client, typed):
    consent, path = signed(jo, typed)
    client.send(path, ACCOUNT)
    jo.send(f"/guests/sharing/{consent.id}/confirmation")
    jo.send(f"/guests/sharing/{consent.id}/revocation")
    lines = [
        one.action for one in AuditRecord.select().where(AuditRecord.enrollment == consent.enrollment_id)
    ]
    assert lines[-5:] == [
        "signed consent",
        "made invitation",
        "accepted invitation",
        "confirmed consent",
        "revoked consent",
    ]


def test_the_preview_is_the_guests_own_page(jo, client_of, cast):
    consent = Consent.get(Consent.guest == cast.sam)

    def content(page):
        return re.findall(
            r'<header class="page-head">.*?</header>|<section class="next">.*?</section>', page, re.S
        )

    guest = client_of(cast.sam).get("/guests/").text
    assert content(jo.get(f"/guests/sharing/{consent.id}/preview").text) == content(guest)
    consent.revoke()
    guest = client_of(cast.sam).get("/guests/").text
    assert content(jo.get(f"/guests/sharing/{consent.id}/preview").text) == content(guest)


@pytest.mark.parametrize("page", ["", "/preview", "/invitation", "/confirmation", "/revocation"])
@pytest.mark.parametrize("name", ["ana", "kim", "sam", "robin"])
def test_nobody_else_reaches_a_consent(client_of, cast, name, page):
    consent, browser = Consent.get(Consent.guest == cast.sam), client_of(getattr(cast, name))
    assert browser.get(f"/guests/sharing/{consent.id}{page}").status_code == 404
    if page in ("/invitation", "/confirmation", "/revocation"):
        assert browser.send(f"/guests/sharing/{consent.id}{page}").status_code == 404
    assert Consent.get_by_id(consent.id).state == CONFIRMED


def test_the_list_is_of_ones_own(client_of, cast):
    assert "Sam" not in client_of(cast.ana).get("/guests/sharing").text
    for name in ("kim", "sam", "robin"):
        assert client_of(getattr(cast, name)).get("/guests/sharing").status_code == 404
