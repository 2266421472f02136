"""Listed words bring ways to help to the writer, and nothing to anybody else unless the program said so before."""

import datetime as dt
import json

import pytest
from journal_entries import reread, write, written
from risk_sentences import NOTHING_LISTED, SENTENCES

from webapp.formatting import STATIC
from webapp.journals.risk_words import path_of, phrase_list, plain_words
from webapp.signals.models import Signal

HARD = "I do not want to wake up tomorrow"


@pytest.fixture
def marks(cast):
    """The program marks shared entries."""
    program = cast.program
    program.tells_of_risk_words = True
    program.save()


@pytest.mark.parametrize(("sentence", "leads_to"), SENTENCES)
def test_it_finds_what_is_listed_and_leads_to_the_right_help(sentence, leads_to):
    listed = phrase_list(path_of("en"))
    assert listed.first_help(listed.found_in([sentence])) == leads_to


@pytest.mark.parametrize("sentence", NOTHING_LISTED)
def test_ordinary_words_bring_up_nothing(sentence):
    assert phrase_list(path_of("en")).found_in([sentence]) == {}


def test_two_boxes_make_no_phrase_together():
    assert phrase_list(path_of("en")).found_in(["I want to", "die Katze"]) == {}


@pytest.mark.parametrize("file", sorted((STATIC / "risk-words").glob("*.json")), ids=lambda file: file.stem)
def test_every_list_names_its_owner_and_its_day_and_is_written_as_it_is_matched(file):
    read = json.loads(file.read_text(encoding="utf-8"))
    assert read["owner"]
    assert read["language"] == file.stem
    assert dt.date.fromisoformat(read["written_on"])
    assert read["verified_on"] is None or dt.date.fromisoformat(read["verified_on"])
    phrases = [one for family in read["families"].values() for one in family["phrases"]]
    assert len(phrases) == len(set(phrases))
    assert [one for one in (*phrases, *read["but_not"]) if plain_words(one) != one] == []
    assert {family["leads_to"] for family in read["families"].values()} == {"help", "medical"}
    assert {name for name, one in read["families"].items() if one["leads_to"] == "medical"} == {
        "overdose",
        "withdrawal",
    }


def test_a_language_without_a_list_has_the_first_ones():
    assert path_of("xx") == path_of("en")


def test_the_card_follows_saving_and_blocks_nothing(jo):
    answer = write(jo, words=HARD)
    assert answer.status_code == 303
    page = jo.get(answer.location).text
    assert "Would you like someone to talk to now?" in page
    assert "/help-now" in page
    plain = answer.location.split("?")[0]
    assert "Would you like someone" not in jo.get(plain).text, "not each time that it is read again"


def test_medical_words_lead_to_medical_help_first(jo):
    page = jo.get(write(jo, words=f"{HARD}. I took too many pills.").location).text
    assert "a doctor comes first" in page
    assert "Would you like someone" not in page


def test_answers_and_own_words_count_too(jo):
    assert "saved" in write(jo, template="thoughts", answer_thought="nobody would miss me").location
    assert "saved" in write(jo, mood="1", own_emotions="better off dead").location
    assert write(jo, words="A walk by the river.").location == "/journals/"


def test_the_person_can_turn_the_card_off(jo):
    assert "<risk-words" in jo.get("/journals/new").text
    jo.send("/journals/ways", {"usual_dial": "private"})
    assert "<risk-words" not in jo.get("/journals/new").text
    answer = write(jo, words=HARD)
    assert answer.location == "/journals/"


def test_nobody_is_told_unless_the_program_said_so(jo):
    written(jo, words=HARD, visibility="shared")
    assert not Signal.select().exists()
    assert "Your program marks" not in jo.get("/journals/new").text


def test_a_program_that_marks_says_so_before_and_marks_what_is_shared(jo, marks):
    for page in ("/journals/new", "/journals/ways"):
        assert "Your program marks shared entries" in jo.get(page).text
    entry = written(jo, words=HARD, visibility="shared")
    (signal,) = Signal.select()
    assert signal.about == entry.id
    assert signal.reasons == {
        "words": {"wish_to_be_dead": ["do not want to wake up", "not wake up tomorrow"][:1]}
    }


def test_what_is_private_is_never_marked(jo, marks):
    entry = written(jo, words=HARD)
    jo.send("/journals/drafts", {"draft": "a" * 26, "words": HARD, "visibility": "shared"})
    jo.send(f"/journals/{entry.id}/edit", {"words": HARD + "!", "visibility": "private", "revision": "1"})
    assert not Signal.select().exists()


def test_the_mark_follows_the_entry(jo, marks):
    entry = written(jo, words=HARD)

    def marked():
        return Signal.select().where(Signal.about == entry.id).exists()

    for dial, holds in (("shared", True), ("private", False), ("raised", True)):
        jo.send(f"/journals/{entry.id}/sharing", {"visibility": dial})
        assert marked() is holds, dial
    jo.send(f"/journals/{entry.id}/deletion")
    assert not marked()
    jo.send(f"/journals/{entry.id}/restoration")
    assert marked()
    revision = reread(entry).revision
    jo.send(
        f"/journals/{entry.id}/edit", {"words": "Better now.", "visibility": "shared", "revision": revision}
    )
    assert not marked()


def test_no_page_claims_that_anything_is_detected(jo):
    for page in ("/journals/new", "/journals/ways", f"/journals/{written(jo, words=HARD).id}?saved=yes"):
        text = jo.get(page).text.partition("<main")[2].lower()
        assert not [word for word in ("detect", "monitor", "alert", "24/7", "notified") if word in text]
