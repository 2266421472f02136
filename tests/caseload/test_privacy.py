"""Private means private: the canary of a private entry is in no answer to anybody but its writer."""

import re

from all_pages import pages_of, stored_bytes
from journal_entries import CANARY, WORDS, answer, written

from webapp import database
from webapp.journals.models import JournalEntry
from webapp.people.models import Enrollment
from webapp.push.models import Device

SHARED_CANARY = "vermilionotter"


def test_a_private_entry_is_in_no_page_of_staff_guests_or_other_participants(app, jo, cast, client_of):
    entry = written(jo, words=WORDS, mood="1", craving="9")
    ids = [entry.id, entry.enrollment_id, cast.jo.id]
    for person in (cast.kim, cast.lee, cast.robin, cast.sam, cast.ana):
        looked_at = 0
        for url, page in pages_of(app, client_of(person), ids):
            assert CANARY not in page.text, (person.name, url)
            if entry.id not in url:
                assert entry.id not in page.text, (person.name, url)
            looked_at += page.status_code == 200
        assert looked_at >= 2
    # The search itself can find: its writer's pages hold the word.
    assert any(CANARY in page.text for _url, page in pages_of(app, jo, ids))


def test_private_entries_are_not_counted(jo, cast, client_of):
    """The pages of a clinician are the same bytes, whether there are private entries or none."""
    kim, stay = client_of(cast.kim), cast.stay_of(cast.jo)
    Device.create(user=cast.jo, endpoint_digest="one")  # nothing on the list tells how long it has waited
    pages = ("/caseload/", f"/caseload/{stay.id}")
    before = [without_tokens(kim.get(page).text) for page in pages]
    for _ in range(3):
        written(jo, words=WORDS)
    assert [without_tokens(kim.get(page).text) for page in pages] == before


def without_tokens(page: str) -> str:
    return re.sub(r'name="(csrf_token|once)" type="hidden" value="[^"]*"', "", page)


def test_a_private_entry_answers_as_if_it_did_not_exist(jo, cast, client_of):
    entry, kim = written(jo, words=WORDS), client_of(cast.kim)
    unknown = kim.get(f"/caseload/entries/{database.new_id()}")
    private = kim.get(f"/caseload/entries/{entry.id}")
    assert (private.status_code, private.data) == (unknown.status_code, unknown.data)
    assert unknown.status_code == 404
    for end in ("answer", "review"):
        assert (
            kim.send(
                f"/caseload/entries/{entry.id}/{end}", {"words": "I saw it", "revision": "1"}
            ).status_code
            == 404
        )


def test_a_shared_entry_is_for_the_writers_care_team_alone(app, jo, cast, client_of):
    entry = written(jo, words=SHARED_CANARY, visibility="shared")
    ids = [entry.id, entry.enrollment_id, cast.jo.id]
    for person in (cast.lee, cast.robin, cast.sam, cast.ana):
        for url, page in pages_of(app, client_of(person), ids):
            assert SHARED_CANARY not in page.text, (person.name, url)
    lee = client_of(cast.lee)
    for end in ("answer", "review"):
        assert (
            lee.send(f"/caseload/entries/{entry.id}/{end}", {"words": "Hello", "revision": "1"}).status_code
            == 404
        )
    assert SHARED_CANARY in client_of(cast.kim).get(f"/caseload/entries/{entry.id}").text


def test_the_participants_page_lists_what_is_shared_and_no_more(jo, cast, client_of):
    shared, private = written(jo, words=WORDS, visibility="shared"), written(jo, words=WORDS)
    kim, stay = client_of(cast.kim), cast.stay_of(cast.jo)
    page = kim.get(f"/caseload/{stay.id}").text
    assert shared.id in page
    assert private.id not in page
    assert CANARY not in page
    assert client_of(cast.lee).get(f"/caseload/{stay.id}").status_code == 404


def test_the_database_holds_no_word_of_it(app, backend, jo, cast, client_of):
    """Not the words, not the answer, not a rating: not in the file, not in its log, not in a dump."""
    secret = written(jo, words=WORDS, mood="2")
    entry = written(jo, words=SHARED_CANARY, visibility="shared")
    answer(client_of(cast.kim), entry, f"{CANARY} seen")
    jo.send(f"/journals/{secret.id}/edit", {"words": WORDS + " twice", "visibility": "private"})
    stored = stored_bytes(backend)
    assert entry.id.encode() in stored, "the search looks where the rows are"
    for word in (CANARY, SHARED_CANARY, '"mood":', '"words":'):
        assert word.encode() not in stored


def test_the_writers_stay_owns_the_seal(jo, cast):
    """Moved to another stay, an entry does not open."""
    entry = written(jo, words=WORDS)
    other = Enrollment.get(Enrollment.participant == cast.ana)
    JournalEntry.update(enrollment=other).where(JournalEntry.id == entry.id).execute()
    moved = JournalEntry.get_by_id(entry.id)
    assert moved.words != WORDS and moved.is_damaged
