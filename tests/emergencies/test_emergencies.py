"""A look in an emergency: an hour, reading only, told at once, reviewed by somebody else."""

import datetime as dt

import pytest
from journal_entries import CANARY

from webapp import clock
from webapp.audit import AuditRecord
from webapp.journals.models import ENTRY, PRIVATE, SHARED, JournalEntry
from webapp.people.emergencies import EmergencyAccess
from webapp.people.models import Membership

REASON = {"kind": "danger", "reason": "Their sister called: nobody has heard from them since noon."}


@pytest.fixture
def stay(cast):
    """Jo's, with a shared and a private entry."""
    stay = cast.stay_of(cast.jo)
    JournalEntry.write(stay, ENTRY, {"words": "Shared words."}, SHARED)
    JournalEntry.write(stay, ENTRY, {"words": CANARY}, PRIVATE)
    return stay


def opened(lee, stay, fields=REASON):
    return lee.send(f"/emergencies/{stay.id}/opening", fields)


def test_with_a_reason_it_shows_what_is_shared_and_nothing_private(lee, stay):
    assert lee.get(f"/emergencies/{stay.id}").status_code == 404
    assert opened(lee, stay).status_code == 303
    page = lee.get(f"/emergencies/{stay.id}").text
    assert "Shared words." in page and CANARY not in page
    assert "It closes" in page


@pytest.mark.parametrize(
    "fields",
    [{}, {"kind": "danger"}, {"kind": "danger", "reason": "Because."}, {"kind": "nosy", "reason": "x" * 30}],
)
def test_it_refuses_without_a_reason_and_keeps_what_was_typed(lee, stay, fields):
    answer = opened(lee, stay, fields)
    assert answer.status_code == 422
    assert fields.get("reason", "") in answer.text
    assert EmergencyAccess.select().count() == 0


def test_it_ends_after_an_hour_and_not_a_second_later(lee, stay):
    opened(lee, stay)
    for left, status in ((1, 200), (0, 404)):
        EmergencyAccess.update(ends_at=clock.now() + dt.timedelta(seconds=left)).execute()
        assert lee.get(f"/emergencies/{stay.id}").status_code == status


def test_a_second_opening_gives_no_second_hour(lee, stay):
    opened(lee, stay)
    ends_at = EmergencyAccess.get().ends_at
    opened(lee, stay)
    assert (EmergencyAccess.select().count(), EmergencyAccess.get().ends_at) == (1, ends_at)


def test_it_can_be_closed_at_once(lee, stay):
    opened(lee, stay)
    lee.send(f"/emergencies/{stay.id}/ending")
    assert lee.get(f"/emergencies/{stay.id}").status_code == 404


def test_it_opens_nothing_else(lee, stay):
    opened(lee, stay)
    entry = JournalEntry.shared().get()
    for url in (f"/caseload/{stay.id}", f"/caseload/entries/{entry.id}"):
        assert lee.get(url).status_code == 404
    assert lee.send(f"/caseload/entries/{entry.id}/answer", {"words": "Hello"}).status_code == 404


def test_who_left_the_program_sees_nothing(lee, stay, cast):
    opened(lee, stay)
    Membership.delete().where(Membership.user == cast.lee).execute()
    assert lee.get(f"/emergencies/{stay.id}").status_code == 404


def test_the_participant_is_told_at_once_until_they_know(lee, stay, cast, client_of):
    opened(lee, stay)
    jo = client_of(cast.jo)
    told = jo.get("/").text
    assert "Lee Brandt opened what you share" in told and "Somebody may be in danger" in told
    jo.send(f"/emergencies/{EmergencyAccess.get().id}/knowing")
    assert "Lee Brandt opened" not in jo.get("/").text


def test_a_coordinator_is_told_and_reviews_it(lee, stay, cast, client_of):
    opened(lee, stay)
    robin = client_of(cast.robin)
    assert "1 look wants a review" in robin.get("/census/").text
    assert "Lee Brandt looked at what Jo Rivera shares" in robin.get("/emergencies/reviews").text
    url = f"/emergencies/reviews/{EmergencyAccess.get().id}"
    assert "nobody has heard from them" in robin.get(url).text
    assert robin.send(url, {"finding": ""}).status_code == 422
    assert robin.send(url, {"finding": "The sister's call is in the log."}).status_code == 303
    assert "None is waiting" in robin.get("/emergencies/reviews").text


def test_nobody_reviews_their_own(lee, stay, cast):
    Membership.create(user=cast.lee, program=stay.program, role="coordinator")
    opened(lee, stay)
    lee.send(f"/emergencies/reviews/{EmergencyAccess.get().id}", {"finding": "All was well."})
    assert EmergencyAccess.get().reviewed_at is None


def test_without_a_review_in_a_week_there_is_no_other(lee, stay, cast):
    opened(lee, stay)
    EmergencyAccess.update(
        began_at=clock.now() - dt.timedelta(days=8), ends_at=clock.now() - dt.timedelta(days=8)
    ).execute()
    assert opened(lee, stay).status_code == 422
    assert "not reviewed in time" in lee.get("/emergencies/").text
    EmergencyAccess.get().review(cast.robin, "Fine.")
    assert opened(lee, stay).status_code == 303


def test_ones_own_caseload_needs_none_and_ones_own_stay_has_none(client_of, cast, stay):
    assert client_of(cast.kim).get(f"/emergencies/{stay.id}/opening").location == f"/caseload/{stay.id}"
    Membership.create(user=cast.jo, program=stay.program, role="clinician")
    assert client_of(cast.jo).get(f"/emergencies/{stay.id}/opening").status_code == 404


def test_each_step_is_on_the_trail_and_no_reason_is(lee, stay):
    opened(lee, stay)
    lee.get(f"/emergencies/{stay.id}")
    lines = list(AuditRecord.select().where(AuditRecord.enrollment == stay.id))
    assert {"opened in an emergency", "emergencies.participant"} <= {line.action for line in lines}
    assert "sister" not in str([line.__data__ for line in lines])


def test_the_reason_is_sealed(lee, stay):
    opened(lee, stay)
    assert b"sister" not in bytes(EmergencyAccess.get().sealed)
