"""Notes of the care team and the flag for supervision: for the care team alone, and gone with the way to the stay."""

import pytest
from all_pages import pages_of, stored_bytes
from journal_entries import WORDS, answer, hidden_in, review_of, written

from webapp import clock
from webapp.audit import AuditRecord
from webapp.journals.notes import EntryNote
from webapp.people.models import CareTeamMember, Cover, Membership

NOTE = "saffronlynx"


@pytest.fixture
def entry(jo, kim):
    entry = written(jo, words=WORDS, visibility="shared")
    kim.get(f"/caseload/entries/{entry.id}")
    return entry


def path(entry, end=""):
    return f"/caseload/entries/{entry.id}{end}"


def note(visitor, entry, words=NOTE):
    return visitor.send(path(entry, "/notes/new"), {"words": words})


def flag(visitor, entry):
    return visitor.send(path(entry, "/supervision"))


def test_a_note_stands_on_the_entry_named_as_what_it_is(kim, entry):
    assert "Only the care team sees this." in kim.get(path(entry, "/notes/new")).text
    sent = note(kim, entry)
    assert (sent.status_code, sent.location) == (303, path(entry))
    page = kim.get(path(entry)).text
    assert NOTE in page and "Only the care team sees this." in page and "Kim Osei" in page


def test_nobody_else_sees_a_note_anywhere(app, backend, cast, client_of, jo, kim, entry):
    note(kim, entry)
    answer(kim, entry)
    ids = [entry.id, entry.enrollment_id]
    for person in (cast.jo, cast.sam, cast.robin, cast.lee, cast.ana):
        for url, page in pages_of(app, client_of(person), ids):
            assert NOTE not in page.text, (person.name, url)
    assert NOTE.encode() not in stored_bytes(backend)
    assert not [line for line in AuditRecord.select().dicts() if NOTE in str(line)]


@pytest.mark.parametrize(
    ("words", "reason"), [("  ", "write a few words"), ("long " * 1000, "longer than"), ("a\0", "saved")]
)
def test_a_note_is_refused_with_its_words(kim, entry, words, reason):
    refused = note(kim, entry, words)
    assert refused.status_code == 422 and reason in refused.text
    assert not EntryNote.select().exists()


def test_the_words_of_a_note_on_an_entry_taken_back_are_not_lost(jo, kim, entry):
    jo.send(f"/journals/{entry.id}/edit", {"words": WORDS, "visibility": "private"})
    assert kim.get(path(entry, "/notes/new")).status_code == 404
    refused = note(kim, entry)
    assert refused.status_code == 409 and NOTE in refused.text
    assert not EntryNote.select().exists()


def test_a_flag_goes_on_the_list_and_off_again(cast, client_of, kim, entry):
    assert "No flags" in kim.get("/caseload/flagged").text
    assert "Coordinators do not." in kim.get(path(entry, "/supervision")).text
    flag(kim, entry)
    page = kim.get("/caseload/flagged").text
    assert entry.id in page and "flagged by Kim Osei" in page and WORDS not in page
    assert "No flags" in client_of(cast.lee).get("/caseload/flagged").text
    assert client_of(cast.robin).get("/caseload/flagged").status_code == 404
    CareTeamMember.create(enrollment=entry.enrollment_id, clinician=cast.lee)
    assert entry.id in client_of(cast.lee).get("/caseload/flagged").text
    flag(kim, entry)
    assert "No flags" in kim.get("/caseload/flagged").text
    assert review_of(entry).flagged_by is None


def test_a_flag_answers_and_reviews_nothing(kim, jo, entry):
    flag(kim, entry)
    assert review_of(entry).reviewed_at is None
    assert "flag" not in jo.get(f"/journals/{entry.id}").text.lower()


def test_an_entry_taken_back_is_off_the_list(jo, kim, entry):
    flag(kim, entry)
    jo.send(f"/journals/{entry.id}/edit", {"words": WORDS, "visibility": "private"})
    assert "No flags" in kim.get("/caseload/flagged").text


def test_an_entry_that_nobody_read_is_read_before_it_is_flagged(jo, kim):
    unread = written(jo, words=WORDS, visibility="shared")
    assert flag(kim, unread).location == path(unread)
    assert review_of(unread) is None


def test_flags_are_gone_through_page_by_page(jo, kim):
    for _ in range(23):
        one = written(jo, words=WORDS, visibility="shared")
        kim.get(path(one))
        flag(kim, one)
    first = kim.get("/caseload/flagged").text
    assert first.count("flagged by Kim Osei") == 20 and "Older flags" in first


@pytest.mark.parametrize("way", ["off the care team", "cover ended", "program left"])
def test_who_no_longer_has_a_way_to_the_stay_finds_nothing_at_the_next_request(cast, client_of, entry, way):
    today = clock.today(cast.program.time_zone)
    cover = Cover.arrange(cast.program, cast.kim, cast.lee, today, today)
    reader = client_of(cast.lee if way == "cover ended" else cast.kim)
    page = hidden_in(reader.get(path(entry)))
    asked = [
        path(entry),
        path(entry, "/notes/new"),
        path(entry, "/supervision"),
        f"/caseload/{entry.enrollment_id}",
    ]
    assert [reader.get(url).status_code for url in asked] == [200] * 4
    if way == "cover ended":
        cover.end()
    elif way == "off the care team":
        CareTeamMember.update(until=clock.now()).where(CareTeamMember.clinician == cast.kim).execute()
    else:
        Membership.delete().where(Membership.user == cast.kim).execute()
    assert [reader.get(url).status_code for url in asked] == [404] * 4
    for end in ("/answer", "/review", "/notes/new", "/supervision", "/talk"):
        assert reader.send(path(entry, end), {**page, "words": NOTE, "raised": "1"}).status_code == 404, end
    assert (
        reader.send(f"/caseload/{entry.enrollment_id}/settlement", {"about": "missed x"}).status_code == 404
    )
    assert not EntryNote.select().exists() and not review_of(entry).is_answered
