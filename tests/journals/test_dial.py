"""The dial of an entry: for whom it is, turned with one tap, honoured at once."""

import pytest
from journal_entries import WORDS, answer, reread, written

from webapp import audit
from webapp.journals.models import JournalEntry
from webapp.people.models import User
from webapp.signals.models import Signal


def turn(visitor, entry, dial):
    return visitor.send(f"/journals/{entry.id}/sharing", {"visibility": dial})


def test_one_tap_shares_raises_and_takes_back(jo, kim):
    entry = written(jo, words=WORDS)
    for dial, opens in (("shared", 200), ("raised", 200), ("private", 404), ("raised", 200), ("shared", 200)):
        assert turn(jo, entry, dial).status_code == 303
        kept = reread(entry)
        assert (kept.dial, kept.raised_at is not None) == (dial, dial == "raised")
        assert kim.get(f"/caseload/entries/{entry.id}").status_code == opens
        assert f'value="{dial}" aria-pressed="true"' in jo.get(f"/journals/{entry.id}").text
    assert reread(entry).edited_at is None
    said = [line.action for line in audit.AuditRecord.select().where(audit.AuditRecord.about == entry.id)]
    assert [one for one in said if one.endswith(" entry")] == [
        "shared entry",
        "withdrew entry",
        "shared entry",
    ]


def test_taking_it_back_leaves_nothing_waiting_and_no_signal(jo, cast):
    entry = written(jo, words=WORDS, visibility="raised")
    Signal.show(cast.stay_of(cast.jo), entry.id, {"words": {}})
    turn(jo, entry, "private")
    kept = reread(entry)
    assert (kept.waiting_since, kept.shared_at, kept.raised_at) == (None, None, None)
    assert not Signal.select().exists()


def test_an_answer_stays_with_its_reader_after_it_was_taken_back(jo, kim):
    entry = written(jo, words=WORDS, visibility="shared")
    answer(kim, entry, "That took courage.")
    turn(jo, entry, "private")
    assert "That took courage." in jo.get(f"/journals/{entry.id}").text


def test_the_list_says_that_it_is_to_be_talked_about(jo):
    written(jo, words=WORDS, visibility="raised")
    assert "to talk about" in jo.get("/journals/").text


def test_an_edit_opened_before_it_was_taken_back_does_not_share_it_again(jo):
    entry = written(jo, words=WORDS, visibility="shared")
    page = jo.get(f"/journals/{entry.id}/edit").text
    assert 'name="dial_was" type="hidden" value="shared"' in page
    turn(jo, entry, "private")
    sent = {"words": "changed", "visibility": "shared", "dial_was": "shared", "revision": "1"}
    assert jo.send(f"/journals/{entry.id}/edit", sent).status_code == 303
    assert (reread(entry).words, reread(entry).dial) == ("changed", "private")


@pytest.mark.parametrize("dial", ["", "everyone", "PRIVATE", "shared\0"])
def test_a_forged_dial_changes_nothing(jo, dial):
    entry = written(jo, words=WORDS)
    assert turn(jo, entry, dial).status_code == 422
    assert reread(entry).dial == "private"


def test_only_its_writer_turns_it(jo, kim, cast, client_of):
    entry = written(jo, words=WORDS, visibility="shared")
    for other in (kim, client_of(cast.ana), client_of(cast.robin)):
        assert turn(other, entry, "private").status_code == 404
    assert reread(entry).is_shared


def test_a_person_says_where_it_usually_begins(jo, cast):
    assert 'value="private" checked' in jo.get("/journals/new").text
    written(jo, words="from here on", visibility="shared", from_now_on="y")
    for page in ("/journals/new", "/journals/check-ins", "/"):
        assert 'value="shared" checked' in jo.get(page).text
    jo.send("/journals/ways", {"usual_dial": "raised", "wants_help_card": "y"})
    assert 'value="raised" checked' in jo.get("/journals/new").text
    assert b"raised" not in bytes(User.get_by_id(cast.jo.id).sealed)


def test_a_form_that_says_nothing_of_it_is_private_whatever_is_usual(jo):
    jo.send("/journals/ways", {"usual_dial": "shared"})
    jo.send("/journals/check-ins", {"mood": "3"})
    assert not JournalEntry.get().is_shared
