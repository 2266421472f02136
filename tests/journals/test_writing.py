"""Writing a journal: what is kept, for whom, and what comes back when it is refused."""

import pytest
from journal_entries import CANARY, WORDS, reread, write, written

from webapp import audit
from webapp.database import new_id
from webapp.journals.models import JournalEntry


def only_entry() -> JournalEntry:
    (entry,) = JournalEntry.select()
    return entry


def test_it_keeps_ratings_and_words_privately(jo, cast):
    answer = write(jo, mood="4", craving="0", anxiety="10", words="Slept well.\r\nWalked.")
    assert (answer.status_code, answer.location) == (303, "/journals/")
    entry = only_entry()
    assert (entry.mood, entry.craving, entry.anxiety, entry.words) == (4, 0, 10, "Slept well.\nWalked.")
    assert (entry.enrollment_id, entry.visibility, entry.kind) == (
        cast.stay_of(cast.jo).id,
        "private",
        "entry",
    )
    page = jo.get("/journals/").text
    assert "Slept well." in page
    assert "Only you can see it." in page


def test_it_shares_when_asked(jo):
    entry = written(jo, words=WORDS, visibility="shared")
    assert entry.is_shared
    assert entry.shared_at == entry.waiting_since == entry.written_at


def test_the_form_begins_private_and_says_nobody_watches(jo):
    page = jo.get("/journals/new").text
    assert 'value="private" checked' in page
    assert 'value="shared" checked' not in page
    assert "not watched live" in page
    assert "before your next session, in office hours" in page


@pytest.mark.parametrize("fields", [{"mood": "1"}, {"words": "."}])
def test_a_mood_or_a_word_is_enough(jo, fields):
    assert write(jo, **fields).status_code == 303


@pytest.mark.parametrize("fields", [{}, {"craving": "5"}, {"words": " \r\n "}])
def test_it_asks_for_a_mood_or_words(jo, fields):
    answer = write(jo, **fields)
    assert answer.status_code == 422
    assert "Please choose a mood or write a few words." in answer.text
    assert not JournalEntry.select().exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mood", "6"),
        ("mood", "0"),
        ("mood", "1_0"),
        ("mood", "３"),
        ("craving", "11"),
        ("craving", "-1"),
        ("craving", "4.5"),
        ("anxiety", "11"),
        ("anxiety", "ten"),
        ("visibility", "everyone"),
        ("visibility", ""),
        ("words", "a\0b"),
        ("words", "x" * 20_001),
        ("words", "x" * 200_000),
    ],
)
def test_it_refuses_a_forged_value_at_its_field_and_loses_nothing(jo, field, value):
    sent = {"mood": "3", "craving": "7", "words": WORDS, "visibility": "shared", field: value}
    answer = write(jo, **sent)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert not JournalEntry.select().exists()
    shown = answer.text
    if field != "words":
        assert WORDS in shown
    elif "\0" not in value:
        assert value in shown
    if field != "craving":
        assert 'name="craving" value="7" checked' in shown
    if field != "visibility":
        assert 'value="shared" checked' in shown


def test_it_takes_nothing_that_the_form_does_not_ask(jo, cast):
    theirs = cast.stay_of(cast.ana)
    asked = {
        "id": "0" * 26,
        "enrollment": theirs.id,
        "enrollment_id": theirs.id,
        "user": cast.ana.id,
        "kind": "x",
    }
    asked |= dict.fromkeys(("written_at", "shared_at", "waiting_since", "deleted_at"), "2020-01-01T00:00:00")
    assert write(jo, words=WORDS, visibility="private", mood="3", **asked).status_code == 303
    entry = only_entry()
    assert (entry.enrollment_id, entry.kind) == (cast.stay_of(cast.jo).id, "entry")
    assert entry.id != "0" * 26 and entry.written_at.year > 2020
    assert (entry.shared_at, entry.waiting_since, entry.deleted_at) == (None, None, None)


def test_it_refuses_two_answers_to_one_question_quietly_taking_the_first(jo):
    assert write(jo, mood=["2", "5"]).status_code == 303
    assert only_entry().mood == 2


def test_any_script_and_direction_comes_back_as_written(jo):
    words = "مرحبا \u202e שלום 🧗🏽 <script>alert(1)</script> {{ 7 * 7 }}"
    entry = written(jo, words=words)
    assert reread(entry).words == words
    page = jo.get(f"/journals/{entry.id}").text
    assert "🧗🏽 &lt;script&gt;alert(1)&lt;/script&gt; {{ 7 * 7 }}" in page


def test_a_double_tap_writes_once_and_two_posts_write_two(jo):
    once = new_id()
    first, second = (write(jo, words=WORDS, once=once) for _ in range(2))
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert JournalEntry.select().count() == 1
    write(jo, words=WORDS)
    assert JournalEntry.select().count() == 2


def test_a_replay_by_the_phones_outbox_writes_once(jo):
    headers = {"Idempotency-Key": "a-key-that-the-phone-made"}
    for _ in range(3):
        answer = jo.send("/journals/", {"words": WORDS, "visibility": "private"}, headers=headers)
        assert answer.status_code == 303
    assert JournalEntry.select().count() == 1


def test_a_refused_form_can_be_sent_again_and_is_written_once(jo):
    once = new_id()
    refused = write(jo, mood="6", words=WORDS, once=once)
    assert refused.status_code == 422
    assert f'value="{once}"' in refused.text
    assert write(jo, mood="5", words=WORDS, once=once).status_code == 303
    assert JournalEntry.select().count() == 1


def test_an_edit_changes_what_is_there_and_says_so(jo):
    entry = written(jo, mood="2", words="Before.")
    page = jo.get(f"/journals/{entry.id}/edit").text
    assert "Before." in page
    assert 'name="mood" value="2" checked' in page
    answer = jo.send(f"/journals/{entry.id}/edit", {"mood": "4", "words": "After.", "visibility": "private"})
    assert (answer.status_code, answer.location) == (303, f"/journals/{entry.id}")
    changed = reread(entry)
    assert (changed.mood, changed.words, changed.written_at) == (4, "After.", entry.written_at)
    assert changed.edited_at is not None
    assert "changed" in jo.get(f"/journals/{entry.id}").text


def test_an_edit_that_is_refused_changes_nothing(jo):
    entry = written(jo, mood="2", words="Before.")
    answer = jo.send(f"/journals/{entry.id}/edit", {"mood": "9", "words": "After.", "visibility": "shared"})
    assert answer.status_code == 422
    assert "After." in answer.text
    assert (reread(entry).words, reread(entry).visibility) == ("Before.", "private")


def test_sharing_and_withdrawing_are_audited(jo):
    entry = written(jo, words=WORDS)
    for visibility in ("shared", "shared", "private"):
        jo.send(f"/journals/{entry.id}/edit", {"words": WORDS, "visibility": visibility})
    said = [line.action for line in audit.AuditRecord.select().where(audit.AuditRecord.about == entry.id)]
    assert said == ["shared entry", "withdrew entry"]
    assert reread(entry).edited_at is None, "nothing in it was changed"


def test_another_participant_finds_nothing(jo, cast, client_of):
    entry = written(jo, words=WORDS, visibility="shared")
    ana = client_of(cast.ana)
    for path in ("", "/edit", "/deletion"):
        assert ana.get(f"/journals/{entry.id}{path}").status_code == 404
    for path in ("/edit", "/deletion", "/restoration"):
        answer = ana.send(f"/journals/{entry.id}{path}", {"words": "mine now", "visibility": "private"})
        assert answer.status_code == 404
    assert CANARY not in ana.get("/journals/").text
    assert reread(entry).words == WORDS


def test_a_stay_that_ended_is_read_only(jo, cast):
    entry = written(jo, words=WORDS)
    stay = cast.stay_of(cast.jo)
    stay.ended_on = stay.admitted_on
    stay.save()
    assert CANARY in jo.get("/journals/").text
    page = jo.get(f"/journals/{entry.id}")
    assert page.status_code == 200
    assert "/edit" not in page.text
    assert write(jo, words="late").status_code == 404
