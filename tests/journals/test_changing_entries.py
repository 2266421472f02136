"""Changing an entry: earlier versions stay with its writer, and two phones at once lose nothing."""

import threading

import pytest
from journal_entries import reread, written

from webapp import database
from webapp.database import new_id
from webapp.journals.drafts import Draft
from webapp.journals.models import JournalEntry
from webapp.journals.versions import EntryVersion
from webapp.journals.writing import ChangedElsewhere, rewrite


@pytest.fixture
def tablet(cast, client_of):
    """Jo's second phone."""
    return client_of(cast.jo)


def change(visitor, entry, words, revision, **fields):
    sent = {"once": new_id(), "words": words, "visibility": "private", "revision": str(revision), **fields}
    return visitor.send(f"/journals/{entry.id}/edit", sent)


def test_what_it_said_before_stays_with_its_writer(jo, cast, client_of):
    entry = written(jo, words="first words", mood="2", visibility="shared")
    assert "Earlier versions" not in jo.get(f"/journals/{entry.id}").text
    change(jo, entry, "second words", 1, visibility="shared")
    change(jo, entry, "third words", 2, visibility="shared")
    assert "Earlier versions" in jo.get(f"/journals/{entry.id}").text
    page = jo.get(f"/journals/{entry.id}/versions").text
    assert page.index("second words") < page.index("first words")
    assert "third words" not in page
    kim = client_of(cast.kim)
    assert kim.get(f"/journals/{entry.id}/versions").status_code == 404
    assert "first words" not in kim.get(f"/caseload/entries/{entry.id}").text


def test_saving_it_as_it_is_makes_no_version(jo):
    entry = written(jo, words="same", emotions=["calm"], skill_0="a walk", sleep_hours="7")
    page = {"mood": "", "emotions": ["calm"], "skill_0": "a walk", "sleep_hours": "7"}
    assert change(jo, entry, "same", 1, **page).status_code == 303
    assert not EntryVersion.select().exists()
    assert reread(entry).edited_at is None


def test_the_second_of_two_phones_is_shown_both_and_nothing_is_lost(jo, tablet):
    entry = written(jo, words="at first")
    assert 'name="revision" type="hidden" value="1"' in tablet.get(f"/journals/{entry.id}/edit").text
    change(jo, entry, "from the phone", 1)
    answer = change(tablet, entry, "from the tablet", 1, emotions=["proud"])
    assert answer.status_code == 409
    for said in ("from the phone", "from the tablet", "Keep mine", "Keep the other", "Keep both"):
        assert said in answer.text
    assert 'name="revision" value="2"' in answer.text
    assert 'name="emotions" value="proud"' in answer.text
    assert reread(entry).words == "from the phone"


@pytest.mark.parametrize(
    ("keep", "left"),
    [
        ("mine", ["from the tablet"]),
        ("other", ["from the phone"]),
        ("both", ["from the phone", "from the tablet"]),
    ],
)
def test_the_person_chooses(jo, tablet, keep, left):
    entry, page = written(jo, words="at first"), new_id()
    change(jo, entry, "from the phone", 1)
    tablet.send("/journals/drafts", {"draft": page, "entry": entry.id, "words": "from the tablet"})
    change(tablet, entry, "from the tablet", 1, draft=page)
    assert Draft.select().exists(), "until the choice is made"
    assert change(tablet, entry, "from the tablet", 2, draft=page, keep=keep).status_code == 303
    assert sorted(one.words for one in JournalEntry.kept()) == left
    assert not Draft.select().exists()
    if keep == "mine":
        assert {one.words for one in EntryVersion.select()} == {"at first", "from the phone"}


def test_a_third_change_meanwhile_is_shown_again(jo, tablet):
    entry = written(jo, words="at first")
    change(jo, entry, "second", 1)
    change(jo, entry, "third", 2)
    assert change(tablet, entry, "mine", 2, keep="mine").status_code == 409
    assert reread(entry).words == "third"


def test_a_forged_revision_overwrites_nothing(jo):
    entry = written(jo, words="at first")
    for revision in ("0", "99", "x", "1; DROP"):
        assert change(jo, entry, "forged", revision).status_code == 409
    assert reread(entry).words == "at first"


def test_of_two_changes_at_the_same_moment_one_is_refused(jo):
    entry = written(jo, words="at first")
    became, gate = [], threading.Barrier(2)

    def save(words):
        with database.connection():
            own = JournalEntry.get_by_id(entry.id)
            own.words  # noqa: B018 - opened before either has written
            gate.wait()
            try:
                rewrite(own, {"words": words}, "private", "1")
                became.append(words)
            except ChangedElsewhere:
                became.append("refused")
        database.release()

    phones = [threading.Thread(target=save, args=[words]) for words in ("one", "two")]
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join()
    assert sorted(became, key=lambda word: word == "refused")[1] == "refused"
    assert reread(entry).words in became
