"""What family is shown beyond sessions, what they send, learn and keep; each item by itself, and nothing else."""

import datetime as dt

import pytest
from cast import give_consent

from webapp import clock
from webapp.audit import AuditRecord
from webapp.content_files import ContentError
from webapp.guests.lessons import all_lessons, read_lesson
from webapp.guests.models import AddressedEntry, GuestCheck, HowToHelp, Milestone
from webapp.journals.models import ENTRY, PRIVATE, JournalEntry
from webapp.people.consents import (
    ATTENDANCE,
    CONFIRMED,
    ENTRIES,
    HOW_TO_HELP,
    ITEMS,
    LEARNING,
    MILESTONES,
    REVOKED,
    SESSION_TIMES,
    Consent,
    ConsentItem,
)
from webapp.people.family import ENCOURAGEMENT, QUESTION, GuestWords
from webapp.people.models import Membership, Program

WORDS = "Heron by the river."


@pytest.fixture
def consent():
    return Consent.get()


def open_items(consent, *items):
    ConsentItem.delete().where(ConsentItem.consent == consent).execute()
    for item in items:
        ConsentItem.create(consent=consent, item=item)


@pytest.fixture
def written(stay, consent):
    """Something of each item."""
    HowToHelp.write(stay, {"signs": "I go quiet.", "helps": "A walk.", "not_helpful": "", "whom_to_call": ""})
    Milestone.create(enrollment=stay.id, on_day="2026-11-01", words="I rang my sister.")
    entry = JournalEntry.write(stay, ENTRY, {"words": WORDS, "mood": 2, "craving": 9}, PRIVATE)
    AddressedEntry.create(consent=consent.id, entry=entry.id)
    return entry


SHOWS = {
    MILESTONES: "I rang my sister.",
    HOW_TO_HELP: "I go quiet.",
    ENTRIES: WORDS,
    ATTENDANCE: "came to",
    LEARNING: "Lessons for families",
}


@pytest.mark.parametrize("item", SHOWS)
def test_each_item_shows_its_own_and_nothing_of_the_others(sam, stay, consent, written, item):
    open_items(consent, item)
    page = sam.get(f"/guests/{stay.id}").text
    assert {one for one, said in SHOWS.items() if said in page} == {item}
    assert "out of 10" not in page and "9 of 10" not in page, "ratings never"


def test_all_of_them_and_the_preview_is_that_page(sam, jo, stay, consent, written):
    open_items(consent, *ITEMS)
    page, preview = sam.get("/guests/").text, jo.get(f"/guests/sharing/{consent.id}/preview").text
    for said in (WORDS, "I rang my sister.", "I go quiet.", "42 CFR part 2"):
        assert said in page and said in preview


def test_taken_back_at_the_next_request(sam, jo, stay, consent, written):
    open_items(consent, ENTRIES)
    url = f"/guests/sharing/entries/{written.id}"
    assert WORDS in sam.get("/guests/").text
    jo.send(url)
    assert WORDS not in sam.get("/guests/").text
    jo.send(url, {"people": [consent.id]})
    assert WORDS in sam.get("/guests/").text
    written.remove()
    assert WORDS not in sam.get("/guests/").text, "deleted for everyone"
    said = [line.action for line in AuditRecord.select().where(AuditRecord.about == written.id)]
    assert "took an entry back" in said and "showed an entry" in said


def test_words_are_shown_only_to_who_agreed_to_that_item(jo, stay, consent, written):
    open_items(consent, MILESTONES)
    assert jo.send(f"/guests/sharing/entries/{written.id}", {"people": [consent.id]}).status_code == 422
    assert "Nobody to show them to yet" in jo.get(f"/guests/sharing/entries/{written.id}").text


def test_nobody_shows_anothers_entry(client_of, cast, consent, written):
    ana = client_of(cast.ana)
    assert ana.send(f"/guests/sharing/entries/{written.id}", {"people": [consent.id]}).status_code == 404


def test_a_participant_writes_how_to_help_and_milestones(jo, sam, stay, consent):
    open_items(consent, HOW_TO_HELP, MILESTONES)
    assert (
        jo.send("/guests/sharing/how-to-help", {"signs": "I stay in bed.", "helps": "Coffee."}).status_code
        == 303
    )
    assert (
        jo.send("/guests/sharing/milestones", {"words": "A month here.", "on_day": "2026-11-02"}).status_code
        == 303
    )
    page = sam.get("/guests/").text
    assert "I stay in bed." in page and "A month here." in page
    jo.send(f"/guests/sharing/milestones/{Milestone.get().id}/removal")
    assert "A month here." not in sam.get("/guests/").text


@pytest.mark.parametrize(
    "fields",
    [
        {"words": "", "on_day": "2026-11-02"},
        {"words": "Soon", "on_day": "2027-01-01"},
        {"words": "x", "on_day": "02/11/26"},
        {"words": "y" * 201, "on_day": "2026-11-02"},
    ],
)
def test_a_milestone_that_cannot_be_is_refused_with_what_was_typed(jo, fields):
    answer = jo.send("/guests/sharing/milestones", fields)
    assert answer.status_code == 422 and fields["words"] in answer.text
    assert Milestone.select().count() == 0


def test_a_note_reaches_today_and_can_be_put_away(sam, jo, stay):
    assert sam.send(f"/guests/{stay.id}/encouragement", {"words": "I saw that you went."}).status_code == 303
    assert "I saw that you went." in jo.get("/").text and "A note from Sam Rivera" in jo.get("/").text
    jo.send(f"/guests/words/{GuestWords.get().id}/knowing")
    assert "I saw that you went." not in jo.get("/").text


def test_a_muted_guest_notices_nothing(sam, jo, stay, consent):
    jo.send(f"/guests/sharing/{consent.id}/notes", {"mute": "y"})
    answer = sam.send(f"/guests/{stay.id}/encouragement", {"words": "Hello there."})
    assert answer.status_code == 303
    assert "Hello there." not in jo.get("/").text
    jo.send(f"/guests/sharing/{consent.id}/notes", {"mute": ""})
    assert "Hello there." in jo.get("/").text


def test_of_a_question_the_participant_learns_that_it_was_asked_and_not_what(sam, jo, stay):
    sam.send(f"/guests/{stay.id}/question", {"words": "Is the loud music a sign?"})
    today = jo.get("/").text
    assert "Sam Rivera asked your care team something" in today and "loud music" not in today
    assert "Is the loud music a sign?" in sam.get("/guests/").text, "the guest sees their own"
    jo.send(f"/guests/words/{GuestWords.get().id}/knowing")
    assert "asked your care team" not in jo.get("/").text


@pytest.mark.parametrize("kind", [ENCOURAGEMENT, QUESTION])
def test_three_a_day_are_enough_and_the_words_come_back(sam, stay, kind):
    for number in range(3):
        assert sam.send(f"/guests/{stay.id}/{kind}", {"words": f"Words {number}"}).status_code == 303
    refused = sam.send(f"/guests/{stay.id}/{kind}", {"words": "Once more"})
    assert refused.status_code == 422 and "Once more" in refused.text
    GuestWords.update(sent_at=clock.now() - dt.timedelta(days=2)).execute()
    assert sam.send(f"/guests/{stay.id}/{kind}", {"words": "Once more"}).status_code == 303


@pytest.mark.parametrize("words", ["", "   ", "x" * 1001])
def test_empty_or_endless_words_are_refused(sam, stay, words):
    assert sam.send(f"/guests/{stay.id}/question", {"words": words}).status_code == 422


def test_after_the_end_a_guest_can_send_nothing(sam, stay, consent):
    Consent.update(state=REVOKED).execute()
    for url in (f"/guests/{stay.id}/encouragement", f"/guests/{stay.id}/question", "/guests/learning"):
        assert sam.get(url).status_code == 404
    assert sam.send(f"/guests/{stay.id}/question", {"words": "Hello?"}).status_code == 404


def test_lessons_are_for_who_was_given_them(sam, stay, consent):
    open_items(consent, SESSION_TIMES)
    assert sam.get("/guests/learning").status_code == 404
    open_items(consent, LEARNING)
    assert "Boundaries that hold" in sam.get("/guests/learning").text
    for lesson in all_lessons():
        assert sam.get(f"/guests/learning/{lesson.slug}").status_code == 200
    assert sam.get("/guests/learning/tough-love").status_code == 404


@pytest.mark.parametrize(
    "text, key",
    [
        ("", "front matter"),
        ("---\nid: X\n---\nWords", "title"),
        ("---\nid: X\ntitle: T\nminutes: 99\nsource: s\n---\nWords", "minutes"),
        ("---\nid: X\ntitle: T\nminutes: 5\nsource: s\n---\n<script>x</script>", "body"),
        ("---\nid: X\ntitle: T\nminutes: 5\nsource: s\nmore: 1\n---\nWords", "more"),
    ],
)
def test_a_broken_lesson_is_named(tmp_path, text, key):
    file = tmp_path / "a-lesson.md"
    file.write_text(text)
    with pytest.raises(ContentError, match=key):
        read_lesson(file)


def test_a_guests_own_check_is_theirs_alone(sam, jo, client_of, cast, stay):
    assert sam.send("/guests/check", {"feeling": "2", "words": "Tired to the bone."}).status_code == 303
    assert "Tired to the bone." in sam.get("/guests/check").text
    give_consent(cast.stay_of(cast.ana), cast.jo, items=(SESSION_TIMES,), state=CONFIRMED)
    for other in (jo, client_of(cast.kim), client_of(cast.robin)):
        for url in ("/guests/check", "/", f"/caseload/{stay.id}", "/census/"):
            assert "Tired to the bone." not in other.get(url).text
    mine = GuestCheck.get()
    assert jo.send(f"/guests/check/{mine.id}/removal").status_code == 404
    assert b"Tired" not in bytes(mine.sealed)
    assert AuditRecord.select().where(AuditRecord.about == mine.id).count() == 0
    assert sam.send(f"/guests/check/{mine.id}/removal").status_code == 303


def test_an_empty_check_is_refused(sam):
    assert sam.send("/guests/check", {"words": ""}).status_code == 422


def test_what_was_signed_can_be_printed(jo, consent):
    consent.statement = [["Who may see it", "Sam Rivera (family)"]]
    consent.save()
    page = jo.get(f"/guests/sharing/{consent.id}/signed-text").text
    assert "Sam Rivera (family)" in page and "Signed" in page and "Evening Program" in page


def test_a_question_stands_on_the_care_teams_list_until_it_is_answered(sam, jo, client_of, cast, stay):
    sam.send(f"/guests/{stay.id}/question", {"words": "Is a beer at dinner all right?"})
    kim = client_of(cast.kim)
    assert "Look at a question from their family" in kim.get("/caseload/").text
    url = f"/caseload/questions/{GuestWords.get().id}"
    page = kim.get(url).text
    assert "Is a beer at dinner all right?" in page and "Sam Rivera" in page
    assert kim.send(url, {"words": ""}).status_code == 422
    assert kim.send(url, {"words": "Many families choose not to."}).status_code == 303
    assert "Look at a question" not in kim.get("/caseload/").text
    assert "Many families choose not to." in sam.get("/guests/").text
    assert "Many families choose not to." not in jo.get("/").text
    assert client_of(cast.lee).get(url).status_code == 404


def test_a_note_of_encouragement_is_no_page_of_the_care_team(sam, client_of, cast, stay):
    sam.send(f"/guests/{stay.id}/encouragement", {"words": "For Jo alone."})
    assert client_of(cast.kim).get(f"/caseload/questions/{GuestWords.get().id}").status_code == 404


def test_a_guest_who_works_elsewhere_reaches_by_each_what_it_opens(sam, cast, stay, consent):
    elsewhere = Program.create(name="Day Program", time_zone="UTC", country="US", starts_on="2026-01-05")
    Membership.create(user=cast.sam, program=elsewhere, role="clinician")
    assert sam.get(f"/guests/{stay.id}").status_code == 200
    assert sam.get("/caseload/").status_code == 200
    for url in (f"/caseload/{stay.id}", f"/emergencies/{stay.id}/opening", f"/trends/{stay.id}"):
        assert sam.get(url).status_code == 404
    Consent.update(state=REVOKED).execute()
    assert sam.get(f"/guests/{stay.id}").status_code == 404
    assert sam.get("/caseload/").status_code == 200


def test_after_discharge_nothing_is_open_and_nothing_new_is_signed(sam, jo, stay, consent):
    stay.ended_on = clock.today(stay.program.time_zone) - dt.timedelta(days=1)
    stay.save()
    assert sam.get(f"/guests/{stay.id}").status_code == 404
    assert jo.get(f"/guests/sharing/{consent.id}").status_code == 200
    assert jo.get("/guests/sharing/new").status_code == 303
