"""Reading and answering what is shared: once, by the right people, and never at the cost of typed words."""

import pytest
from journal_entries import CANARY, WORDS, answer, hidden_in, reread, review_of, written

from webapp.audit import AuditRecord
from webapp.people.models import CareTeamMember

REPLY = "That took courage. Let us talk on Friday."


@pytest.fixture
def entry(jo):
    return written(jo, words=WORDS, mood="2", craving="7", visibility="shared")


def path(entry, end=""):
    return f"/caseload/entries/{entry.id}{end}"


def withdraw(jo, entry):
    assert jo.send(f"/journals/{entry.id}/edit", {"words": WORDS, "visibility": "private"}).status_code == 303


def test_opening_shows_it_and_marks_it_read_once(kim, cast, entry):
    page = kim.get(path(entry)).text
    assert WORDS in page
    assert "7 of 10" in page
    first = review_of(entry)
    assert first.clinician_id == cast.kim.id
    assert first.reviewed_at is None
    kim.get(path(entry))
    assert review_of(entry).read_at == first.read_at


def test_every_opening_is_audited(kim, cast, entry):
    for _ in range(2):
        kim.get(path(entry))
    lines = AuditRecord.select().where(AuditRecord.about == entry.id, AuditRecord.action == "caseload.entry")
    assert [line.actor for line in lines] == [cast.kim.id] * 2


def test_the_audit_trail_holds_no_word_of_it(kim, entry):
    answer(kim, entry, REPLY)
    assert not [
        line for line in AuditRecord.select().dicts() if CANARY in str(line) or "courage" in str(line)
    ]


def test_an_answer_reviews_the_entry(kim, cast, entry):
    sent = answer(kim, entry, REPLY)
    assert (sent.status_code, sent.location) == (303, "/caseload/")
    review = review_of(entry)
    assert (review.answer, review.answered_by_id) == (REPLY, cast.kim.id)
    assert review.reviewed_at is not None
    assert reread(entry).waiting_since is None
    assert "Your answer is saved." in kim.get("/caseload/").text


def test_it_can_be_marked_reviewed_without_an_answer(kim, entry):
    page = kim.get(path(entry))
    sent = kim.send(path(entry, "/review"), hidden_in(page))
    assert (sent.status_code, sent.location) == (303, "/caseload/")
    assert not review_of(entry).is_answered
    assert review_of(entry).reviewed_at is not None


def test_reviewing_does_not_drop_an_answer_that_was_typed(kim, entry):
    page = kim.get(path(entry))
    refused = kim.send(path(entry, "/review"), {**hidden_in(page), "words": REPLY})
    assert refused.status_code == 422
    assert REPLY in refused.text
    assert review_of(entry).reviewed_at is None


@pytest.mark.parametrize("words", ["", "  \r\n "])
def test_an_empty_answer_is_refused(kim, entry, words):
    refused = answer(kim, entry, words)
    assert refused.status_code == 422
    assert "Please write a few words, or mark it reviewed." in refused.text
    assert not review_of(entry).is_answered


def test_an_answer_that_is_too_long_comes_back(kim, entry):
    words = "long " * 1000
    refused = answer(kim, entry, words)
    assert refused.status_code == 422
    assert words in refused.text
    assert not review_of(entry).is_answered


def test_a_double_tap_answers_once(kim, entry):
    page = hidden_in(kim.get(path(entry)))
    first = kim.send(path(entry, "/answer"), {**page, "words": REPLY})
    answered_at = review_of(entry).answered_at
    second = kim.send(path(entry, "/answer"), {**page, "words": REPLY})
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert review_of(entry).answered_at == answered_at


def test_the_same_clinician_can_change_the_answer(kim, entry):
    answer(kim, entry, REPLY)
    assert REPLY in kim.get(path(entry)).text
    answer(kim, entry, "In other words.")
    assert review_of(entry).answer == "In other words."


def test_a_colleague_reads_the_answer_and_cannot_replace_it(kim, cast, client_of, entry):
    answer(kim, entry, REPLY)
    CareTeamMember.create(enrollment=entry.enrollment_id, clinician=cast.lee)
    lee = client_of(cast.lee)
    page = lee.get(path(entry)).text
    assert "Kim Osei answered" in page
    assert REPLY in page
    refused = lee.send(path(entry, "/answer"), {"words": "My own view.", "revision": "1"})
    assert refused.status_code == 409
    assert "My own view." in refused.text
    assert review_of(entry).answer == REPLY


@pytest.mark.parametrize("leave", ["withdraw", "delete"])
def test_words_for_an_entry_that_was_taken_back_are_not_lost(jo, kim, entry, leave):
    page = hidden_in(kim.get(path(entry)))
    if leave == "withdraw":
        withdraw(jo, entry)
    else:
        jo.send(f"/journals/{entry.id}/deletion")
    assert kim.get(path(entry)).status_code == 404
    refused = kim.send(path(entry, "/answer"), {**page, "words": REPLY})
    assert refused.status_code == 409
    assert "no longer shared with you" in refused.text
    assert REPLY in refused.text
    assert CANARY not in refused.text
    assert not review_of(entry).is_answered
    assert kim.send(path(entry, "/review"), page).status_code == 409


def test_an_entry_changed_meanwhile_is_shown_anew_before_it_is_answered(jo, kim, entry):
    page = hidden_in(kim.get(path(entry)))
    jo.send(f"/journals/{entry.id}/edit", {"words": "It was worse than I said.", "visibility": "shared"})
    for end in ("/review", "/answer"):
        refused = kim.send(path(entry, end), {**page, "words": REPLY})
        assert refused.status_code == 409
        assert "It was worse than I said." in refused.text
        assert REPLY in refused.text
    assert not review_of(entry).is_answered
    assert reread(entry).waiting_since is not None
    sent = kim.send(path(entry, "/answer"), {**hidden_in(refused), "words": REPLY})
    assert sent.status_code == 303
    assert review_of(entry).answer == REPLY


def test_shared_again_after_it_was_withdrawn_it_waits_again(jo, kim, entry):
    answer(kim, entry)
    withdraw(jo, entry)
    assert entry.id not in kim.get("/caseload/").text
    jo.send(f"/journals/{entry.id}/edit", {"words": WORDS, "visibility": "shared"})
    assert entry.id in kim.get("/caseload/").text


def test_reviewing_does_not_undo_a_withdrawal_made_at_the_same_moment(jo, kim, entry):
    kim.get(path(entry))
    review = review_of(entry)  # what a slow request of Kim's still holds
    withdraw(jo, entry)
    review.finish()
    assert not reread(entry).is_shared
