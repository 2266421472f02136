"""What was revoked is written down outside the database before anybody is told."""

import logging

from webapp import clock
from webapp.calendars.models import Feed
from webapp.database import writing
from webapp.guests.sharing import stop
from webapp.people import endings
from webapp.people.consents import Consent
from webapp.people.endings import Ending
from webapp.people.erasures import Erasure


def noted(house) -> list[tuple[str, str]]:
    return [(one.kind, one.id) for one in endings.read(house.ledger)[0]]


def test_a_revocation_and_an_ended_link_are_written_down(house, cast):
    consent = Consent.get()
    stop(consent)
    feed, _secret = Feed.make(cast.stay_of(cast.jo), real_titles=False)
    feed.revoke()
    assert noted(house) == [("revoked-consent", consent.id), ("ended-calendar-link", feed.id)]


def test_a_consent_that_was_over_is_not_written_down_again(house, cast):
    stop(Consent.get())
    stop(Consent.get())
    assert len(noted(house)) == 1


def test_it_is_on_disk_before_the_transaction_commits(house, cast):
    with writing():
        endings.note(endings.REVOKED_CONSENT, "one")
        assert not house.ledger.exists()
    assert noted(house) == [("revoked-consent", "one")]


def test_what_is_taken_back_is_not_written_down(house, cast):
    try:
        with writing():
            endings.note(endings.REVOKED_CONSENT, "one")
            raise KeyError
    except KeyError:
        pass
    assert not house.ledger.exists()


def test_a_file_that_cannot_be_written_keeps_nobody_from_ending_anything(house, cast, caplog, tmp_path):
    endings.configure(tmp_path)  # a folder
    with caplog.at_level(logging.ERROR):
        stop(Consent.get())
    assert Consent.get().state == "revoked"
    assert "not written down; a restore would undo them" in caplog.text


def test_the_file_is_for_nobody_else(house, cast):
    stop(Consent.get())
    assert house.ledger.stat().st_mode & 0o777 == 0o600


def test_a_line_reads_as_it_was_written():
    now = clock.now().replace(microsecond=0)
    for ending in (
        Ending(now, endings.REVOKED_CONSENT, "abc"),
        Ending(now, endings.ERASURE, "abc", {"due_at": 1, "enrollment": None}),
    ):
        assert Ending.parse(str(ending)) == ending


def test_an_erasure_is_written_down_with_all_that_becomes_of_it(house, cast):
    stay = cast.stay_of(cast.jo)
    first = Erasure.withdraw(stay)
    Erasure.bring_back(stay)
    second = Erasure.withdraw(stay, at_once=True)
    second.carry_out()
    assert [kind for kind, _id in noted(house)] == ["erasure", "erasure-taken-back", "erasure", "erasure"]
    assert {its_id for _kind, its_id in noted(house)} == {first.id, second.id}
    assert endings.read(house.ledger)[0][-1].row == second.line()
