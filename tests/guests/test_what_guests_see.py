"""What a guest sees: the matrix of a consent's states and items, and nothing beyond it."""

import datetime as dt

import pytest
from cast import give_consent

from webapp import clock
from webapp.audit import AuditRecord
from webapp.guests.shared import FEDERAL_NOTICE
from webapp.people.consents import (
    ACCEPTED,
    CONFIRMED,
    FAMILY_SESSIONS,
    INVITED,
    REVOKED,
    SESSION_TIMES,
    Consent,
    ConsentItem,
)
from webapp.people.models import Membership
from webapp.timetables.models import ProgramSession

NOTHING = "Nothing is shared with you at the moment."
FAMILY = "Family Education"
ITEM_SETS = [(FAMILY_SESSIONS,), (SESSION_TIMES,), (FAMILY_SESSIONS, SESSION_TIMES)]
MS = dt.timedelta(milliseconds=1)


@pytest.fixture
def consent(cast):
    return Consent.get(Consent.guest == cast.sam)


def share(consent, items, state=CONFIRMED, ends_in=dt.timedelta(days=60)):
    Consent.update(state=state, expires_at=clock.now() + ends_in).where(Consent.id == consent.id).execute()
    ConsentItem.delete().where(ConsentItem.consent == consent).execute()
    for item in items:
        ConsentItem.create(consent=consent, item=item)


def pages(browser, cast):
    return browser.get("/guests/"), browser.get(f"/guests/{cast.stay_of(cast.jo).id}")


@pytest.mark.parametrize("items", ITEM_SETS, ids=" + ".join)
def test_a_consent_in_force_opens_exactly_its_items(client_of, cast, consent, items):
    share(consent, items)
    for page in pages(client_of(cast.sam), cast):
        assert page.status_code == 200
        assert (FAMILY in page.text) is (FAMILY_SESSIONS in items)
        assert ("Busy" in page.text) is (SESSION_TIMES in items)
        assert FEDERAL_NOTICE in page.text and "Please do not copy, forward or post it." in page.text
        assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("items", ITEM_SETS, ids=" + ".join)
@pytest.mark.parametrize(
    "state, ends_in",
    [
        (INVITED, dt.timedelta(days=60)),
        (ACCEPTED, dt.timedelta(days=60)),
        (REVOKED, dt.timedelta(days=60)),
        (CONFIRMED, -MS),
        (CONFIRMED, dt.timedelta(0)),
        (ACCEPTED, -MS),
        (REVOKED, -MS),
    ],
    ids=[
        "invited",
        "accepted",
        "revoked",
        "expired",
        "expires now",
        "accepted too late",
        "revoked and expired",
    ],
)
def test_any_other_state_opens_nothing_and_gives_no_reason(client_of, cast, consent, state, ends_in, items):
    share(consent, items, state, ends_in)
    home, page = pages(client_of(cast.sam), cast)
    assert home.status_code == 200 and NOTHING in home.text
    assert page.status_code == 404
    for answer in (home, page):
        assert "Jo" not in answer.text and FAMILY not in answer.text and "Busy" not in answer.text
    assert AuditRecord.select().where(AuditRecord.action.startswith("guests.")).count() == 0


def test_the_empty_page_is_the_same_for_every_reason(client_of, cast, consent):
    browser, seen = client_of(cast.sam), set()
    for state, ends_in in ((ACCEPTED, dt.timedelta(1)), (REVOKED, dt.timedelta(1)), (CONFIRMED, -MS)):
        share(consent, ITEM_SETS[0], state, ends_in)
        seen.add(browser.get("/guests/").text)
    assert len(seen) == 1


def test_a_consent_without_items_opens_nothing(client_of, cast, consent):
    share(consent, ())
    assert client_of(cast.sam).get(f"/guests/{cast.stay_of(cast.jo).id}").status_code == 404


def test_stopping_works_at_the_next_request(client_of, cast, consent):
    guest, participant = client_of(cast.sam), client_of(cast.jo)
    assert FAMILY in guest.get("/guests/").text
    assert participant.send(f"/guests/sharing/{consent.id}/revocation").status_code == 303
    home, page = pages(guest, cast)
    assert NOTHING in home.text and page.status_code == 404


def test_the_end_of_the_stay_ends_sharing(client_of, cast):
    stay = cast.stay_of(cast.jo)
    stay.ended_on = clock.today("UTC") - dt.timedelta(days=2)
    stay.save()
    home, page = pages(client_of(cast.sam), cast)
    assert NOTHING in home.text and page.status_code == 404


def test_only_times_means_no_title_no_place_no_link(client_of, cast, consent):
    share(consent, (SESSION_TIMES,))
    stay = cast.stay_of(cast.jo)
    starts_at = clock.now() + dt.timedelta(days=3)
    ProgramSession.create(
        program=cast.program,
        enrollment=stay,
        title="Secret title",
        kind="individual",
        topic="Secret topic",
        local_date=clock.local(starts_at, cast.program.time_zone).date(),
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(hours=1),
        place="Secret place",
        telehealth="https://secret.example/",
        guests_welcome=True,
    )
    page = client_of(cast.sam).get("/guests/").text
    assert "Busy" in page and "Secret" not in page and "secret.example" not in page
    titles = {one.title for one in ProgramSession.select(ProgramSession.title).distinct()}
    assert not [title for title in titles if title in page]


def test_family_sessions_come_with_place_and_video_link_and_say_when_cancelled(client_of, cast):
    stay = cast.stay_of(cast.jo)
    ProgramSession.update(guests_welcome=False).execute()
    for days, title, status in ((2, "Family evening", "scheduled"), (4, "Family brunch", "cancelled")):
        starts_at = clock.now() + dt.timedelta(days=days)
        ProgramSession.create(
            program=cast.program,
            enrollment=stay,
            title=title,
            kind="individual",
            local_date=clock.local(starts_at, cast.program.time_zone).date(),
            starts_at=starts_at,
            ends_at=starts_at + dt.timedelta(hours=1),
            place="Garden room",
            telehealth="https://meet.example/family",
            status=status,
            guests_welcome=True,
        )
    page = client_of(cast.sam).get("/guests/").text
    assert "Family evening" in page and "Garden room" in page and 'href="https://meet.example/family"' in page
    assert "Family brunch" in page and page.count("Cancelled") == 1
    assert page.count("Join by video") == 1


def test_nothing_beyond_the_last_shared_day_is_shown(client_of, cast, consent):
    share(consent, (SESSION_TIMES,), ends_in=dt.timedelta(hours=1))
    page = client_of(cast.sam).get("/guests/").text
    assert page.count("Busy ") <= 2  # today, and tomorrow if the hour passes midnight there


def test_a_guest_of_two_sees_a_list_and_two_pages_that_do_not_mix(client_of, cast, consent):
    share(consent, (FAMILY_SESSIONS,))
    give_consent(cast.stay_of(cast.ana), cast.sam, items=(SESSION_TIMES,))
    browser = client_of(cast.sam)
    home = browser.get("/guests/").text
    assert (
        "Jo" in home
        and "Ana" in home
        and FAMILY not in home
        and "Busy" not in home
        and FEDERAL_NOTICE in home
    )
    about_jo = browser.get(f"/guests/{cast.stay_of(cast.jo).id}").text
    about_ana = browser.get(f"/guests/{cast.stay_of(cast.ana).id}").text
    assert FAMILY in about_jo and "Busy" not in about_jo and "Ana" not in about_jo
    assert "Busy" in about_ana and FAMILY not in about_ana and "Jo" not in about_ana


def test_one_consent_does_not_open_another_stay(client_of, cast):
    assert client_of(cast.sam).get(f"/guests/{cast.stay_of(cast.ana).id}").status_code == 404


@pytest.mark.parametrize("forged", ["0" * 26, "jo", "0" * 25, "O" * 26, "%00" * 26, "..%2f..%2fetc"])
def test_forged_ids_are_nowhere(client_of, cast, forged):
    assert client_of(cast.sam).get(f"/guests/{forged}").status_code == 404


@pytest.mark.parametrize("name", ["jo", "ana", "kim", "lee", "robin"])
def test_others_have_no_guest_page(client_of, cast, name):
    browser = client_of(getattr(cast, name))
    assert browser.get("/guests/").status_code == 404
    assert browser.get(f"/guests/{cast.stay_of(cast.jo).id}").status_code == 404


def test_the_unknown_and_the_forbidden_look_alike(client_of, cast):
    browser = client_of(cast.sam)
    unknown, forbidden = (
        browser.get("/guests/" + "0" * 26),
        browser.get(f"/guests/{cast.stay_of(cast.ana).id}"),
    )
    assert unknown.text == forbidden.text


def test_signed_out_it_asks_to_sign_in(client, cast):
    assert client.get("/guests/").location.startswith("/sign-in")


@pytest.mark.parametrize(
    "path", ["/", "/schedule/", "/journals/", "/caseload/", "/census/", "/guests/sharing", "/exercises/"]
)
def test_a_guest_opens_nothing_else(client_of, cast, path):
    assert client_of(cast.sam).get(path).status_code in (404, 303)


def test_each_visit_is_written_down(client_of, cast):
    browser, stay = client_of(cast.sam), cast.stay_of(cast.jo)
    browser.get("/guests/")
    browser.get(f"/guests/{stay.id}")
    lines = [
        (one.actor, one.action, one.enrollment)
        for one in AuditRecord.select().where(AuditRecord.enrollment == stay.id)
    ]
    assert lines[-2:] == [(cast.sam.id, "guests.home", stay.id), (cast.sam.id, "guests.shared", stay.id)]


def test_a_guest_who_is_staff_elsewhere_gains_nothing_from_it(client_of, cast, consent):
    Membership.create(user=cast.sam, program=cast.program, role="clinician")
    share(consent, (FAMILY_SESSIONS,), REVOKED)
    assert NOTHING in client_of(cast.sam).get("/guests/").text


def test_only_the_first_name_as_given_is_shown(client_of, cast):
    page = client_of(cast.sam).get("/guests/").text
    assert "<h1>Jo</h1>" in page and "Rivera" not in page
