"""A program's own exercises: a coordinator writes one, looks at it, publishes it; participants do it like any."""

import pytest
from coordinators import fill, send

from webapp import clock
from webapp.audit import AuditRecord
from webapp.database import db
from webapp.exercises.models import Assignment, Practice
from webapp.exercises.own import DRAFT, MOST, PUBLISHED, RETIRED, OwnExercise, find_for
from webapp.people.models import Program
from webapp.programs.exercise_rows import ROWS

COMMON = {
    "title": "The river walk",
    "category": "body",
    "minutes": "2",
    "helps": ["stress"],
    "feeling": "tension",
    "body": "Walk by the *river*.\n\nCome back when you like.",
}
STEP = {"row_1_title": "Stand", "row_1_text": "Feel your feet."}
KINDS = {
    "steps": STEP,
    "timer": STEP,
    "reading": STEP,
    "timed": STEP | {"row_1_seconds": "120"},
    "wave": STEP | {"row_1_seconds": "120", "ask_every": "30"},
    "grounding": STEP | {"row_1_count": "3"},
    "cards": {"row_1_title": "Rest", "row_2_title": "Eat", "ask": "What now?", "pick": "2"},
    "draw": {"prompt": "Draw a river.", "words": "Or write about one."},
    "worksheet": {
        "row_1_label": "What did you see?",
        "row_1_type": "words",
        "row_2_label": "How was it?",
        "row_2_type": "choice",
        "row_2_options": "good, not yet",
    },
    "breath": {"row_1_title": "Even", "row_1_breathe_in": "4", "row_1_breathe_out": "6"},
}


@pytest.fixture
def start(cast):
    return f"/programs/{cast.program.id}/exercises"


def write(robin, start, kind="steps", **changes):
    url = f"{start}/new?kind={kind}"
    return send(robin, url, fill(robin.get(url), **(COMMON | KINDS[kind] | changes)))


def written(robin, start, kind="steps", **changes) -> OwnExercise:
    answer = write(robin, start, kind, **changes)
    assert answer.status_code == 303, answer.text
    return OwnExercise.get_by_id(answer.location.rsplit("/", 1)[1])


def press(robin, own, button, **changes):
    page = robin.get(f"/programs/exercises/{own.id}")
    version = (
        page.text.split('name="version"')[1].split('value="')[1].split('"')[0]
        if button == "publication"
        else ""
    )
    return robin.send(f"/programs/exercises/{own.id}/{button}", {"version": version, **changes})


def published(robin, start, kind="steps", **changes) -> OwnExercise:
    own = written(robin, start, kind, **changes)
    assert press(robin, own, "publication").status_code == 303
    return OwnExercise.get_by_id(own.id)


def error_at(page, field) -> str:
    return page.text.split(f'id="{field}-error"')[1].split("</p>")[0]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_written_looked_at_published_and_practised(robin, jo, start, kind):
    own = written(robin, start, kind)
    preview = robin.get(f"/programs/exercises/{own.id}").text
    assert "<em>river</em>" in preview and "A draft." in preview
    assert jo.get(f"/exercises/{own.id}").status_code == 404
    assert own.id not in jo.get("/exercises/").text

    assert press(robin, own, "publication").status_code == 303
    page = jo.get(f"/exercises/{own.id}")
    assert page.status_code == 200 and "<em>river</em>" in page.text
    assert f'href="/exercises/{own.id}"' in jo.get("/exercises/").text
    assert jo.send(f"/exercises/{own.id}/practices", {"before": "7", "after": "3"}).status_code == 303
    practice = Practice.get()
    assert (practice.slug, practice.before, practice.after) == (own.id, 7, 3)


def test_every_kind_of_rows_is_tried_here():
    assert set(KINDS) == set(ROWS) | {"draw"}


@pytest.mark.parametrize(
    ("kind", "field", "value", "words"),
    [
        ("steps", "body", "Hello\n\n<script>alert(1)</script>", "take out the HTML: &lt;script&gt;"),
        ("steps", "body", "an <b>old</b> road", "take out the HTML: &lt;b&gt;"),
        ("steps", "body", "", "a few words about it"),
        ("steps", "row_1_text", "Look at <img src=x onerror=alert(1)>", "leave out &lt; and &gt;"),
        ("steps", "row_1_text", "", "what to do"),
        ("steps", "title", "x" * 61, "under 60 letters"),
        ("steps", "minutes", "soon", "whole number from 1 to 60"),
        ("steps", "minutes", "", "How many minutes"),
        ("timed", "row_1_seconds", "", "How many seconds"),
        ("timed", "row_1_seconds", "4", "from 5 to 600"),
        ("timed", "minutes", "9", "The steps last 2:00 together"),
        ("wave", "ask_every", "2", "from 30 to 120"),
        ("grounding", "row_1_count", "9", "from 1 to 5"),
        ("breath", "row_1_breathe_out", "", "How many seconds out"),
        ("breath", "row_1_breathe_in", "21", "from 1 to 20"),
        ("worksheet", "row_2_options", "only one", "2 to 12 answers"),
        ("worksheet", "row_2_type", "photo", "from the list"),
        ("cards", "ask", "", "write the question"),
        ("draw", "prompt", "<script>", "leave out &lt; and &gt;"),
        ("steps", "category", "fun", "from the list"),
        ("steps", "helps", ["luck"], "answers shown"),
    ],
)
def test_it_refuses_at_the_field_and_nothing_typed_is_lost(robin, start, kind, field, value, words):
    answer = write(robin, start, kind, **{"source": "Our Tuesday group", field: value})

    assert answer.status_code == 422
    assert words in error_at(answer, field)
    assert 'value="Our Tuesday group"' in answer.text
    assert OwnExercise.select().count() == 0


def test_a_breath_hold_needs_its_caution(robin, start):
    answer = write(robin, start, "breath", row_1_hold="4")
    assert answer.status_code == 422
    assert "breath hold" in error_at(answer, "cautions")
    assert write(robin, start, "breath", row_1_hold="4", cautions=["HOLD"]).status_code == 303


def test_an_unknown_kind_is_refused(robin, start):
    assert robin.get(f"{start}/new?kind=dance").status_code == 422
    assert robin.send(f"{start}/new", COMMON | {"kind": "dance"}).status_code == 422
    assert OwnExercise.select().count() == 0


def test_what_is_no_prose_stays_words_and_what_gets_past_the_parser_is_cleaned(robin, jo, start):
    own = published(
        robin,
        start,
        body="# Big\n\n![x](https://e.example/p.png) [call](javascript:alert(1)) [a](https://e.example)",
    )
    page = jo.get(f"/exercises/{own.id}").text.split('class="prose')[1].split("</div>")[0]

    assert "<h1" not in page and "<img" not in page and 'href="javascript' not in page
    assert 'href="https://e.example"' in page and 'rel="noopener noreferrer"' in page


def test_rows_are_added_moved_and_left_out_when_empty(robin, start):
    url = f"{start}/new?kind=steps"
    first = fill(robin.get(url), **COMMON, **STEP, row_3_title="Walk", row_3_text="Slowly.")
    more = send(robin, url, fill_with(first, more="1"))
    assert more.status_code == 200 and "row_4_title" in more.text
    moved = send(robin, url, fill_with(fill(more), up="3"))
    answer = send(robin, url, fill(moved))

    assert answer.status_code == 303
    steps = OwnExercise.get().content["steps"]
    assert [step["title"] for step in steps] == ["Stand", "Walk"]


def fill_with(fields, **more):
    for name, value in more.items():
        fields[name] = value
    return fields


def test_the_second_editor_sees_what_the_first_changed_and_loses_nothing(robin, start, cast, client_of):
    own = written(robin, start)
    url = f"/programs/exercises/{own.id}/edit"
    mine, theirs = robin.get(url), robin.get(url)
    assert send(robin, url, fill(theirs, row_1_text="Feel both feet.", minutes="3")).status_code == 303

    answer = send(robin, url, fill(mine, title="The lake walk"))
    assert answer.status_code == 409
    assert "Step 1, What to do: was Feel your feet., is now Feel both feet." in answer.text
    assert "Minutes: was 2, is now 3" in answer.text
    assert 'value="The lake walk"' in answer.text
    assert send(robin, url, fill(answer)).status_code == 303
    content = OwnExercise.get().content
    assert (content["title"], content["minutes"], content["steps"][0]["text"]) == (
        "The lake walk",
        3,
        "Feel both feet.",
    )


def test_nobody_publishes_what_they_did_not_look_at(robin, start):
    own = written(robin, start)
    own.edit(own.version, own.content | {"title": "Another"}, own.changed_by)

    answer = robin.send(f"/programs/exercises/{own.id}/publication", {"version": "1"})
    assert answer.status_code == 409
    assert "Nothing was published." in answer.text and "Another" in answer.text
    assert OwnExercise.get().state == DRAFT


def test_edits_of_a_published_one_are_seen_when_they_are_published(robin, jo, start):
    own = published(robin, start)
    url = f"/programs/exercises/{own.id}/edit"
    send(robin, url, fill(robin.get(url), title="The lake walk"))

    assert "The river walk" in jo.get(f"/exercises/{own.id}").text
    assert "Changed since it was published" in robin.get(start).text
    press(robin, own, "publication")
    assert "The lake walk" in jo.get(f"/exercises/{own.id}").text


def test_a_retired_one_is_found_no_more_but_its_practices_stay_readable(robin, jo, cast, start):
    own = published(robin, start, "worksheet")
    key = own.content["fields"][0]["key"]
    where = jo.send(f"/exercises/{own.id}/practices", {f"answer_{key}": "A heron"}).location
    jo.send(f"/exercises/{own.id}/favourite", {"wanted": "yes"})
    assert "The river walk" in jo.get("/exercises/?mine=1").text.split("<main")[1]

    for button, state in (("withdrawal", DRAFT), ("retirement", RETIRED)):
        assert press(robin, own, button).status_code == 303
        assert OwnExercise.get().state == state
        assert jo.get(f"/exercises/{own.id}").status_code == 404
        assert "The river walk" not in jo.get("/exercises/?mine=1").text.split("<main")[1]
        page = jo.get(where).text
        assert all(words in page for words in ("The river walk", "What did you see?", "A heron"))
        assert "The river walk" in jo.get("/exercises/").text.split("What you did lately")[1]
    assert robin.send(f"/programs/exercises/{own.id}/publication", {"version": "4"}).status_code == 404
    press(robin, own, "restoration")
    press(robin, own, "publication")
    assert OwnExercise.get().state == PUBLISHED
    assert jo.get(f"/exercises/{own.id}").status_code == 200


def test_a_question_keeps_its_answers_when_its_words_change_and_an_earlier_one_is_said_to_be(
    robin, jo, start
):
    own = published(robin, start, "worksheet")
    first, second = (one["key"] for one in own.content["fields"])
    where = jo.send(
        f"/exercises/{own.id}/practices", {f"answer_{first}": "A heron", f"answer_{second}": "good"}
    ).location
    url = f"/programs/exercises/{own.id}/edit"
    send(robin, url, fill(robin.get(url), row_1_label="What was there?", row_2_label="", row_2_options=""))
    press(robin, own, "publication")

    page = jo.get(where).text
    assert "What was there?" in page and "A heron" in page
    assert "An earlier question" in page and "good" in page


def test_it_is_assigned_practised_counted_and_ranked(robin, jo, cast, client_of, start):
    own = published(robin, start)
    stay = cast.stay_of(cast.jo)
    kim, today = client_of(cast.kim), clock.today(stay.program.time_zone)
    fields = {"exercise": own.id, "times_a_week": "2", "ends_on": today.isoformat(), "why": "The heron."}
    assert kim.send(f"/caseload/{stay.id}/assignments/new", fields).status_code == 303
    assert Assignment.get().slug == own.id
    for _time in range(3):
        jo.send(f"/exercises/{own.id}/practices", {"before": "8", "after": "2", "share": "y"})

    assert "The heron." in jo.get(f"/exercises/{own.id}").text
    assert "1 of 2" in jo.get("/exercises/").text
    assert "The river walk" in kim.get(f"/caseload/{stay.id}").text
    assert "It eased by 6" in jo.get("/exercises/what-works").text
    assert "The river walk" in jo.get("/exercises/hard-moment").text
    assert "The river walk" in jo.get("/exercises/search?words=river").text
    assert f'value="{own.id}"' in jo.get("/reminders/hard-times/new").text
    press(robin, own, "retirement")
    assert "From your therapist" not in jo.get("/exercises/").text
    assert "The river walk" not in jo.get("/exercises/hard-moment").text


def test_it_belongs_to_its_program_alone(robin, jo, cast, start):
    own = published(robin, start)
    other = Program.create(name="Another", time_zone="UTC", starts_on="2026-01-05", country="US")
    OwnExercise.update(program=other).execute()

    assert jo.get(f"/exercises/{own.id}").status_code == 404
    assert find_for(other.id, own.id) is not None
    assert robin.get(f"/programs/exercises/{own.id}").status_code == 404


def test_who_wrote_published_and_retired_it_is_in_the_trail(robin, start, cast):
    own = published(robin, start)
    press(robin, own, "retirement")

    lines = {line.action: line.actor for line in AuditRecord.select().where(AuditRecord.about == own.id)}
    for verb in ("wrote", "published", "retired"):
        assert lines[f"{verb} an exercise of the program"] == cast.robin.id


def test_sent_twice_it_is_written_once(robin, start):
    url = f"{start}/new?kind=steps"
    fields = fill(robin.get(url), **COMMON, **STEP)
    assert send(robin, url, fields).location == send(robin, url, fields).location
    assert OwnExercise.select().count() == 1


def test_there_is_an_end_to_what_a_phone_has_to_keep(robin, start, cast):
    own = written(robin, start)
    for _number in range(MOST - 1):
        OwnExercise.create(program=cast.program, content=own.content)

    answer = write(robin, start)
    assert answer.status_code == 422
    assert "Please retire one first." in answer.text


def test_one_that_breaks_a_later_rule_is_left_out_and_nothing_fails(robin, jo, start):
    own = published(robin, start)
    OwnExercise.update(published=own.published | {"kind": "dance"}).execute()

    assert jo.get("/exercises/").status_code == 200
    assert jo.get(f"/exercises/{own.id}").status_code == 404


def test_the_list_asks_the_same_number_of_questions_however_long_it_is(robin, jo, cast, start, monkeypatch):
    own = published(robin, start)
    asked = []
    execute = db.obj.execute_sql
    monkeypatch.setattr(
        db.obj, "execute_sql", lambda *given, **named: asked.append(1) or execute(*given, **named)
    )

    def questions():
        asked.clear()
        robin.get(start), jo.get("/exercises/")
        return len(asked)

    before = questions()
    for _number in range(5):
        OwnExercise.create(program=cast.program, content=own.content, published=own.content, state=PUBLISHED)
    assert questions() == before
