"""Choosing an exercise, practising it and looking back, on both databases."""

import datetime as dt
import re

import pytest
from pictures import png

from webapp.database import db
from webapp.exercises.catalogue import all_exercises, find_exercise
from webapp.exercises.models import Practice

ONE_MINUTE = dt.timedelta(minutes=1)


def practise(visitor, slug="reasons-card", **fields):
    return visitor.send(f"/exercises/{slug}/practices", fields)


def test_the_library_lists_every_exercise_with_its_minutes(jo):
    page = jo.get("/exercises/").text

    for exercise in all_exercises():
        assert f'href="/exercises/{exercise.slug}"' in page
        assert f"{exercise.minutes} min" in page


@pytest.mark.parametrize("exercise", all_exercises(), ids=lambda exercise: exercise.slug)
def test_every_exercise_shows_its_cautions_first_then_how_to_stop(jo, exercise):
    page = jo.get(f"/exercises/{exercise.slug}").text

    stop = page.index("You can stop at any moment.")
    assert all(page.index(str(words)) < stop for words in exercise.caution_words)
    assert stop < page.index("<form")
    assert 'href="/help-now"' in page
    assert "style=" not in page


def test_breathing_can_be_followed_without_javascript(jo):
    page = jo.get("/exercises/box-breathing").text

    assert re.search(r"Breathe in,\s+4 seconds", page)
    assert "Repeat 15 times" in page


def test_an_unknown_exercise_is_not_found(jo):
    assert jo.get("/exercises/levitation").status_code == 404
    assert practise(jo, "levitation", before="3").status_code == 404


def test_a_practice_is_saved_sealed_and_shown_to_its_person(jo, cast):
    answer = practise(
        jo, before="8", after="0", note="Quiet now.\r\nTwo lines.", answer_reason_one="Mia", share="y"
    )

    assert answer.status_code == 303
    practice = Practice.get()
    assert answer.location == f"/exercises/practices/{practice.id}"
    assert (practice.enrollment_id, practice.slug) == (cast.stay_of(cast.jo).id, "reasons-card")
    assert (practice.before, practice.after, practice.visibility) == (8, 0, "shared")
    assert practice.note == "Quiet now.\nTwo lines."
    assert practice.answers == {"reason_one": "Mia"}
    assert practice.started_at <= practice.finished_at
    page = jo.get(answer.location).text
    assert all(
        words in page for words in ("Saved.", "Quiet now.", "My first reason", "Mia", "Shared with your care")
    )
    row = db.execute_sql("SELECT * FROM practice").fetchone()
    assert b"Mia" not in b"".join(bytes(value) for value in row if isinstance(value, bytes | memoryview))


def test_everything_can_be_skipped_and_stays_private(jo):
    assert practise(jo, "five-senses").status_code == 303

    practice = Practice.get()
    assert (practice.before, practice.after, practice.note, practice.answers) == (None, None, "", {})
    assert practice.visibility == "private"
    assert "Only you can see this" in jo.get(f"/exercises/practices/{practice.id}").text


def test_sent_twice_it_is_written_once(jo):
    answers = [practise(jo, once="a-key-of-one-page-load", before="5") for _ in range(2)]

    assert answers[0].location == answers[1].location
    assert Practice.select().count() == 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("before", "11", "choose one of the answers"),
        ("after", "٣", "choose one of the answers"),
        ("note", "x" * 200_000, "longer than can be saved"),
        ("answer_reason_two", "y" * 201, "under 200 letters"),
        ("note", "null\0byte", "type it again"),
    ],
)
def test_it_refuses_what_cannot_be_and_gives_back_what_was_typed(jo, field, value, words):
    answer = practise(jo, **{"answer_reason_one": "For my sister", "after": "4", field: value})

    assert answer.status_code == 422
    assert words in answer.text.split(f'id="{field}-error"')[1].split("</p>")[0]
    assert "For my sister" in answer.text
    assert Practice.select().count() == 0


def test_a_worksheet_of_100_kb_is_kept_whole_or_comes_back_whole(jo):
    activity = find_exercise("thought-check").activity
    keys = [one.key for one in activity.questions if one.type == "words"][:5]
    too_long = "w" * 100_000
    refused = practise(jo, "thought-check", **{f"answer_{keys[0]}": too_long})
    assert refused.status_code == 422
    assert too_long in refused.text
    assert Practice.select().count() == 0

    spread = {f"answer_{key}": key + "w" * (100_000 // len(keys) - 40) for key in keys}
    assert practise(jo, "thought-check", **spread).status_code == 303
    assert Practice.get().answers == {name.removeprefix("answer_"): words for name, words in spread.items()}


def test_a_drawing_is_kept_and_shown(jo):
    answer = practise(jo, "weather-inside", drawing=png(), answer_words="Wind")

    assert Practice.get().drawing == png()
    page = jo.get(answer.location).text
    assert f'src="data:image/png;base64,{png()}"' in page
    assert "In words" in page and "Wind" in page


def test_a_bogus_drawing_is_refused_and_the_words_come_back(jo):
    answer = practise(jo, "weather-inside", drawing="<script>", answer_words="Wind")

    assert answer.status_code == 422
    assert "could not be read" in answer.text
    assert "Wind" in answer.text
    assert Practice.select().count() == 0


def test_a_body_beyond_all_bounds_is_refused(jo):
    assert practise(jo, "weather-inside", drawing="A" * 20_000_000).status_code == 413
    assert Practice.select().count() == 0


def test_a_drawing_is_not_taken_where_none_is_asked(jo):
    practise(jo, "reasons-card", drawing=png())

    assert Practice.get().drawing is None


def test_the_clock_of_the_page_is_believed_only_within_reason(jo):
    for started in ("0000000000000", "9999999999999", "soon"):
        practise(jo, "five-senses", started=started)

    assert all(practice.finished_at - practice.started_at < ONE_MINUTE for practice in Practice.select())


@pytest.mark.parametrize("other", ["ana", "kim", "sam", "robin"])
def test_a_practice_is_its_persons_alone(jo, cast, client_of, other):
    where = practise(jo, note="mine", share="y").location

    assert client_of(getattr(cast, other)).get(where).status_code == 404


def test_nobody_practises_without_signing_in(client):
    assert client.get("/exercises/").status_code == 303
    assert practise(client, before="3").status_code == 401
    assert Practice.select().count() == 0


def test_past_practices_stand_on_the_exercises_page(jo):
    practise(jo, "five-senses", before="9", after="4")

    assert "9 → 4" in jo.get("/exercises/five-senses").text
    assert "9 → 4" not in jo.get("/exercises/here-and-now").text


def test_staff_queries_hold_only_what_was_shared(jo, cast):
    practise(jo, note="mine")
    practise(jo, note="ours", share="y")

    assert [practice.note for practice in Practice.shared_in([cast.stay_of(cast.jo).id])] == ["ours"]
    assert list(Practice.shared_in([cast.stay_of(cast.ana).id])) == []


def test_a_wave_keeps_its_ratings_and_draws_them(jo):
    answer = practise(jo, "urge-surfing", answer_urge_0="8", answer_urge_120="3")

    assert Practice.get().answers == {"urge_0": 8, "urge_120": 3}
    page = jo.get(answer.location).text
    assert "<circle" in page and "After 2:00 minutes" in page


def test_no_more_cards_are_kept_than_may_be_picked(jo):
    activity = next(one.activity for one in all_exercises() if one.slug == "values-compass")
    titles = [card.title for card in activity.cards]

    assert practise(jo, "values-compass", answer_picked=titles[:2]).status_code == 303
    assert Practice.get().answers == {"picked": titles[:2]}
    assert practise(jo, "values-compass", answer_picked=["No card of ours"]).status_code == 422
    refused = practise(jo, "values-compass", answer_picked=titles[: activity.pick + 1])
    assert refused.status_code == 422
    assert f"Please pick {activity.pick} at most." in refused.text
    assert Practice.select().count() == 1


@pytest.mark.parametrize(
    ("slug", "field"), [("urge-surfing", "answer_urge_0"), ("container", "answer_put_in")]
)
def test_it_refuses_an_answer_that_was_not_offered(jo, slug, field):
    assert practise(jo, slug, **{field: "11"}).status_code == 422
    assert Practice.select().count() == 0
