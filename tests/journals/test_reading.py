"""Reading one's journal: pages of it, and what became of what was shared."""

import pytest
from journal_entries import WORDS, answer, review_of, written

from webapp import clock
from webapp.database import new_id
from webapp.journals import answers_unseen
from webapp.journals.models import JournalEntry
from webapp.journals.paging import PAGE, page_of


def test_an_empty_journal_offers_to_write(jo):
    page = jo.get("/journals/").text
    assert "Nothing here yet" in page
    assert "/journals/new" in page


def test_pages_hold_every_entry_once_even_when_written_at_the_same_moment(jo, cast):
    stay, now = cast.stay_of(cast.jo), clock.now()
    for number in range(2 * PAGE + 3):
        JournalEntry.create(enrollment=stay, written_at=now, words=f"number {number}")
    seen, before = [], None
    while True:
        page = page_of(JournalEntry.of(stay), before)
        seen += [entry.id for entry in page.entries]
        before = page.older
        if before is None:
            break
        assert jo.get(f"/journals/?before={before}").status_code == 200
    assert len(seen) == len(set(seen)) == 2 * PAGE + 3


def test_an_entry_written_while_paging_shifts_nothing(cast):
    stay = cast.stay_of(cast.jo)
    for number in range(PAGE + 1):
        JournalEntry.create(enrollment=stay, words=f"number {number}")
    first = page_of(JournalEntry.of(stay))
    JournalEntry.create(enrollment=stay, words="newer")
    second = page_of(JournalEntry.of(stay), first.older)
    assert len(second.entries) == 1
    assert second.entries[0].id not in {entry.id for entry in first.entries}


@pytest.mark.parametrize("mark", ["1", "x-y", "-1-" + "a" * 26, "1" * 30 + "-" + "a" * 26, "１-" + "a" * 26])
def test_a_mark_that_is_none_is_not_found(jo, mark):
    assert jo.get("/journals/", query_string={"before": mark}).status_code == 404


def test_it_tells_shared_read_and_answered(jo, kim, cast):
    entry = written(jo, words=WORDS, visibility="shared")
    assert "not read yet" in jo.get(f"/journals/{entry.id}").text
    kim.get(f"/caseload/entries/{entry.id}")
    assert "Kim Osei read it on" in jo.get(f"/journals/{entry.id}").text
    assert "Read" in jo.get("/journals/").text
    answer(kim, entry, "That took courage.")
    assert "Answered" in jo.get("/journals/").text
    page = jo.get(f"/journals/{entry.id}").text
    assert "Kim Osei wrote back" in page
    assert "That took courage." in page


def test_an_answer_is_new_until_it_is_opened(jo, kim, cast):
    stay, entry = cast.stay_of(cast.jo), written(jo, words=WORDS, visibility="shared")
    answer(kim, entry)
    (unseen,) = answers_unseen(stay)
    assert unseen.entry_id == entry.id
    jo.get(f"/journals/{entry.id}")
    assert answers_unseen(stay) == []
    assert review_of(entry).seen_at is not None


def test_a_changed_answer_is_new_again(jo, kim, cast):
    entry = written(jo, words=WORDS, visibility="shared")
    answer(kim, entry)
    jo.get(f"/journals/{entry.id}")
    answer(kim, entry, "In other words.", once=new_id())
    assert len(answers_unseen(cast.stay_of(cast.jo))) == 1


def test_an_answer_stays_with_its_reader_after_they_withdraw(jo, kim):
    entry = written(jo, words=WORDS, visibility="shared")
    answer(kim, entry, "That took courage.")
    jo.send(f"/journals/{entry.id}/edit", {"words": WORDS, "visibility": "private"})
    page = jo.get(f"/journals/{entry.id}").text
    assert "That took courage." in page
    assert "Only you can open it now." in page


def test_the_number_of_queries_does_not_grow_with_entries_and_drafts(jo, queries):
    def fill(number):
        for _ in range(number):
            written(jo, words=WORDS, visibility="raised")
            jo.send("/journals/drafts", {"draft": new_id(), "words": "begun"})

    fill(1)
    few = [queries(lambda path=path: jo.get(path)) for path in ("/journals/", "/journals/new")]
    fill(6)
    assert [queries(lambda path=path: jo.get(path)) for path in ("/journals/", "/journals/new")] == few
