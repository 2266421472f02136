"""Deleting asks, can be undone for a day, and is then final."""

import datetime as dt

from journal_entries import CANARY, WORDS, answer, reread, review_of, written

from webapp import clock
from webapp.database import new_id
from webapp.journals import purge
from webapp.journals.models import JournalEntry
from webapp.journals.writing import rewrite

DAY = dt.timedelta(hours=24)


def delete(visitor, entry, **fields):
    return visitor.send(f"/journals/{entry.id}/deletion", fields)


def test_it_asks_first(jo):
    entry = written(jo, words=WORDS)
    assert "Delete this entry?" in jo.get(f"/journals/{entry.id}/deletion").text
    assert not reread(entry).is_deleted


def test_a_deleted_entry_is_nowhere_but_in_the_offer_to_undo(jo, kim):
    entry = written(jo, words=WORDS, visibility="shared")
    answer = delete(jo, entry)
    assert (answer.status_code, answer.location) == (303, f"/journals/?deleted={entry.id}")
    offer = jo.get(answer.location).text
    assert f"/journals/{entry.id}/restoration" in offer
    assert CANARY not in offer
    for path in ("", "/edit", "/deletion"):
        assert jo.get(f"/journals/{entry.id}{path}").status_code == 404
    assert jo.send(f"/journals/{entry.id}/edit", {"words": "x", "visibility": "private"}).status_code == 404
    assert delete(jo, entry).status_code == 404
    assert kim.get(f"/caseload/entries/{entry.id}").status_code == 404
    assert entry.id not in kim.get("/caseload/").text


def test_undo_brings_it_back_as_it_was(jo, kim):
    entry = written(jo, words=WORDS, visibility="shared")
    delete(jo, entry)
    answer = jo.send(f"/journals/{entry.id}/restoration")
    assert (answer.status_code, answer.location) == (303, f"/journals/{entry.id}")
    assert CANARY in jo.get(answer.location).text
    assert entry.id in kim.get("/caseload/").text


def test_a_double_tap_on_delete_is_answered_the_same(jo):
    entry, once = written(jo, words=WORDS), new_id()
    first, second = delete(jo, entry, once=once), delete(jo, entry, once=once)
    assert (
        (first.status_code, first.location) == (second.status_code, second.location) == (303, first.location)
    )


def test_after_a_day_it_cannot_be_undone(jo):
    entry = written(jo, words=WORDS)
    delete(jo, entry)
    JournalEntry.update(deleted_at=clock.now() - DAY).where(JournalEntry.id == entry.id).execute()
    assert jo.send(f"/journals/{entry.id}/restoration").status_code == 404
    assert "restoration" not in jo.get(f"/journals/?deleted={entry.id}").text


def test_an_edit_on_another_phone_does_not_bring_it_back(jo):
    entry = written(jo, words=WORDS)
    elsewhere = reread(entry)
    delete(jo, entry)
    rewrite(elsewhere, {"words": "other words"}, "private")
    assert reread(entry).is_deleted


def test_the_purge_removes_what_is_due_and_its_answer(jo, kim):
    old, new, kept = (written(jo, words=WORDS, visibility="shared") for _ in range(3))
    answer(kim, old)
    for entry in (old, new):
        delete(jo, entry)
    now = clock.now()
    JournalEntry.update(deleted_at=now - DAY).where(JournalEntry.id == old.id).execute()
    assert purge(now) == 1
    assert {entry.id for entry in JournalEntry.select()} == {new.id, kept.id}
    assert review_of(old) is None
    assert purge(now) == 0
