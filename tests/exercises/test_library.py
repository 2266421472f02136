"""The content files: what is in the library, and what is refused with file and key."""

import datetime as dt
import re
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest

from webapp.content_files import ContentError
from webapp.exercises.catalogue import LIBRARY, all_exercises, load_library, read_exercise, suggestion_for
from webapp.exercises.kinds import KINDS
from webapp.exercises.vocabulary import KIND_NAMES

ROOT = Path(__file__).parents[2]
POSES = ROOT / "static" / "icons" / "poses.svg"
TEMPLATES = ROOT / "templates" / "exercises" / "kinds"

STEPS = """---
id: X1
title: A step
category: grounding
minutes: 1
helps: [stress]
kind: steps
cautions: []
evidence: 1
source: Our own
feeling: distress
steps:
  - title: Look
    text: Look around.
---
Some *plain* words.
"""
BREATH = STEPS.replace("kind: steps", "kind: breath").replace(
    "steps:\n  - title: Look\n    text: Look around.\n",
    "paces:\n  - name: Even\n    rounds: 6\n    phases:\n"
    "      - {say: In, move: in, seconds: 5}\n      - {say: Out, move: out, seconds: 5}\n",
)
WORKSHEET = STEPS.replace("kind: steps", "kind: worksheet").replace(
    "steps:\n  - title: Look\n    text: Look around.\n", "fields:\n  - {key: one, type: line, label: One}\n"
)
KIND_KEYS = {
    "timed": "steps:\n  - {title: Sit, text: Sit down., seconds: 40}\n"
    "  - {title: Rest, text: Rest., seconds: 20, pose: rest}\n",
    "wave": "ask_every: 30\nsteps:\n  - {title: Sit, text: Sit down., seconds: 60}\n",
    "grounding": "senses:\n  - {title: See, text: Look around., count: 5}\n",
    "cards": "ask: What now?\npick: 2\ncards:\n  - {title: Rest}\n  - {title: Eat, text: A little.}\n",
    "timer": "seconds: 60\nsteps:\n  - {title: Wait, text: Just wait.}\n",
    "reading": "points:\n  - {title: Know, text: This is so.}\n",
}
KINDS_READ = {
    kind: STEPS.replace("kind: steps", f"kind: {kind}").replace(
        "steps:\n  - title: Look\n    text: Look around.\n", keys
    )
    for kind, keys in KIND_KEYS.items()
}
CHOICE = WORKSHEET.replace("type: line, label: One", "type: choice, label: One, options: [sure, not yet]")
REFUSED = {
    "timed steps that end too soon": (KINDS_READ["timed"], "seconds: 40", "seconds: 5", "steps: last 25 sec"),
    "a timed step without seconds": (
        KINDS_READ["timed"],
        ", seconds: 40",
        "",
        "steps[1].seconds: is missing",
    ),
    "a pose that is a path": (KINDS_READ["timed"], "pose: rest", "pose: ../rest", "steps[2].pose"),
    "a wave that never asks": (KINDS_READ["wave"], "ask_every: 30", "ask_every: 0", "ask_every: must be"),
    "a sense with nothing to count": (KINDS_READ["grounding"], "count: 5", "count: 0", "senses[1].count"),
    "two equal cards": (KINDS_READ["cards"], "title: Rest", "title: Eat", "cards: two of them"),
    "a timer of a second": (KINDS_READ["timer"], "seconds: 60", "seconds: 1", "seconds: must be between"),
    "nothing to read": (KINDS_READ["reading"], "title: Know, ", "", "points[1].title: is missing"),
    "a choice of one": (CHOICE, "[sure, not yet]", "[sure]", "fields[1].options: must be a list"),
    "a choice of a number": (CHOICE, "[sure, not yet]", "[sure, 5]", "options.2: must be of type str"),
    "assigned by a word": (
        STEPS,
        "evidence: 1",
        "evidence: 1\nassigned_only: sure",
        "assigned_only: must be",
    ),
    "unknown kind": (STEPS, "kind: steps", "kind: dance", "kind: 'dance' is unknown"),
    "no minutes": (STEPS, "minutes: 1\n", "", "minutes: is missing"),
    "minutes as text": (STEPS, "minutes: 1", "minutes: 'one'", "minutes: must be of type int"),
    "minutes as yes": (STEPS, "minutes: 1", "minutes: yes", "minutes: must be of type int"),
    "no steps": (STEPS, "steps:\n  - title: Look\n    text: Look around.\n", "", "steps: is missing"),
    "empty steps": (
        STEPS,
        "steps:\n  - title: Look\n    text: Look around.\n",
        "steps: []\n",
        "steps: must be",
    ),
    "unknown key": (STEPS, "evidence: 1", "evidence: 1\nmusic: loud", "music: is not a known key"),
    "unknown key of a step": (STEPS, "text: Look", "color: red\n    text: Look", "steps[1].color: is not"),
    "key twice": (STEPS, "minutes: 1", "minutes: 1\nminutes: 2", "'minutes' appears twice"),
    "unknown caution": (STEPS, "cautions: []", "cautions: [FIRE]", "cautions: 'FIRE' is unknown"),
    "unknown category": (STEPS, "category: grounding", "category: fun", "category: 'fun' is unknown"),
    "helps with nothing": (STEPS, "helps: [stress]", "helps: []", "helps: needs at least 1"),
    "HTML in a step": (STEPS, "Look around.", "<b>Look</b> around.", "steps[1].text: must be plain words"),
    "a script in the body": (STEPS, "Some", "<script>alert(1)</script>\n\nSome", "body: raw HTML"),
    "a tag in a line of the body": (STEPS, "*plain*", "<em>plain</em>", "body: raw HTML"),
    "no words": (STEPS, "Some *plain* words.", "", "body: there are no words"),
    "broken YAML": (STEPS, "helps: [stress]", "helps: [stress", "cannot be read"),
    "no front matter": (STEPS, "---\n", "", "no front matter"),
    "a phase without seconds": (
        BREATH,
        ", seconds: 5}\n      - {say: Out",
        "}\n      - {say: Out",
        "seconds: is missing",
    ),
    "a phase of no length": (BREATH, "out, seconds: 5", "out, seconds: 0", "seconds: must be between"),
    "a phase of infinite length": (
        BREATH,
        "out, seconds: 5",
        "out, seconds: .inf",
        "seconds: must be between",
    ),
    "an unknown move": (BREATH, "move: out", "move: sideways", "phases[2].move: 'sideways' is unknown"),
    "a pace that outlasts its minutes": (
        BREATH,
        "rounds: 6",
        "rounds: 60",
        "paces[1].rounds: last 600 seconds",
    ),
    "an unknown answer": (WORKSHEET, "type: line", "type: photo", "fields[1].type: 'photo' is unknown"),
    "a key that is no key": (WORKSHEET, "key: one", "key: 1-one", "fields[1].key"),
}


@pytest.fixture
def write(tmp_path):
    def write(text, name="a-step", language="en"):
        (tmp_path / language).mkdir(exist_ok=True)
        path = tmp_path / language / f"{name}.md"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("text", [STEPS, BREATH, WORKSHEET, *KINDS_READ.values()])
def test_it_reads_a_sound_file(write, text):
    exercise = read_exercise(write(text))

    assert (exercise.slug, exercise.id, exercise.minutes) == ("a-step", "X1", 1)
    assert "<em>plain</em>" in exercise.introduction


@pytest.mark.parametrize("fault", REFUSED)
def test_it_refuses_a_faulty_file_with_file_and_key(write, fault):
    text, sound, faulty, message = REFUSED[fault]
    assert sound in text

    with pytest.raises(ContentError) as refused:
        read_exercise(write(text.replace(sound, faulty)))

    assert str(refused.value).startswith("a-step.md: ")
    assert message in str(refused.value)


def test_it_refuses_a_name_that_is_no_slug(write):
    with pytest.raises(ContentError, match="small letters"):
        read_exercise(write(STEPS, name="A Step"))


def test_it_refuses_the_name_of_a_page(write):
    with pytest.raises(ContentError, match="belongs to a page"):
        read_exercise(write(STEPS, name="hard-moment"))


def test_it_refuses_an_id_used_twice(write, tmp_path):
    write(STEPS)
    write(STEPS, name="another")

    with pytest.raises(ContentError, match="'X1' is used twice"):
        load_library(tmp_path)


def test_it_refuses_a_translation_of_something_else(write, tmp_path):
    write(STEPS)
    write(BREATH, language="es")

    with pytest.raises(ContentError, match="es/a-step.md: id: does not match"):
        load_library(tmp_path)


def test_it_refuses_an_empty_library(tmp_path):
    with pytest.raises(ContentError, match="no exercises"):
        load_library(tmp_path)


def test_the_library_has_every_kind_and_the_exercise_that_the_stop_rule_leads_to():
    exercises = all_exercises()

    assert {exercise.kind for exercise in exercises} == set(KINDS)
    assert "five-senses" in LIBRARY["en"]
    assert [exercise.id for exercise in exercises][:4] == ["B1", "B2", "B3", "B4"]


def test_a_breath_hold_comes_with_its_caution_and_a_way_without():
    for exercise in all_exercises():
        if exercise.kind != "breath":
            continue
        holds = [any(phase.move == "hold" for phase in pace.phases) for pace in exercise.activity.paces]
        assert not any(holds) or ("HOLD" in exercise.cautions and not all(holds))


def test_the_suggestion_is_the_same_all_day_and_another_tomorrow():
    stay = SimpleNamespace(id="0123456789abcdefghjkmnpqrs")
    day = dt.date(2026, 11, 23)

    week = [suggestion_for(stay, day + dt.timedelta(days=ahead)) for ahead in range(7)]

    assert suggestion_for(stay, day) == week[0]
    assert all(one != following for one, following in pairwise(week))
    assert all(exercise.minutes <= 10 for exercise in week)
    assert not any("HOLD" in exercise.cautions for exercise in week)


def test_every_pose_is_drawn():
    drawn = set(re.findall(r'<symbol id="([a-z-]+)"', POSES.read_text()))
    timed = [one.activity for one in all_exercises() if one.kind in ("timed", "wave")]
    posed = {step.pose for activity in timed for step in activity.steps if step.pose}

    assert posed <= drawn, posed - drawn


def test_every_kind_has_a_template_and_a_name():
    assert set(KINDS) == set(KIND_NAMES)
    assert {path.stem for path in TEMPLATES.glob("*.html")} >= set(KINDS)


# id, category, minutes and cautions as the clinical reference has them (3.10); an exercise may warn of more.
REFERENCE = """
B1 breathing 5 PANIC | B2 breathing 5 PANIC | B3 breathing 4 HOLD PANIC | B4 breathing 2 HOLD PANIC
B5 breathing 5 PANIC MED | B6 breathing 4 PANIC TRAUMA | B7 breathing 4 PANIC
G1 grounding 4 DRIVE | G2 grounding 2 DRIVE | G3 grounding 2 MED | G4 grounding 3 DRIVE
G5 grounding 5 TRAUMA DISS PSYCH | G6 grounding 4 TRAUMA PSYCH
P1 body 13 MED TRAUMA | P2 body 5 MED TRAUMA | P3 body 3 MED TRAUMA | P4 body 10 TRAUMA DISS PSYCH
P5 body 3 MED | P6 body 5 MED ED | P7 body 8 MED | P8 body 10 MED TRAUMA | P9 body 15 MED TRAUMA | P10 body 8 MED TRAUMA
C1 craving 10 TRAUMA SI | C2 craving 15 SI | C3 craving 5 SI | C4 craving 2 | C5 craving 15 TRAUMA | C6 craving 10
C7 craving 3 | C8 craving 8 | C9 craving 7 | C10 craving 15 SI TRAUMA | C11 craving 2
M1 mindfulness 1 | M2 mindfulness 9 TRAUMA DISS PSYCH | M3 mindfulness 5 PANIC TRAUMA PSYCH
M4 mindfulness 7 DISS PSYCH
M5 mindfulness 4 TRAUMA | M6 mindfulness 9 TRAUMA | M7 mindfulness 7 DANGER | M8 mindfulness 3 ED | M9 mindfulness 10
T1 cbt 12 SI | T2 cbt 5 | T3 cbt 8 MANIA | T4 cbt 15 | T5 cbt 8 DANGER | T6 cbt 12 | T7 cbt 4 GRIEF | T8 cbt 5
T9 cbt 8 PARTNER | T10 cbt 30 PARTNER | T11 cbt 2 | T12 cbt 10 SI
S1 sleep 3 | S2 sleep 3 MANIA FALLS | S3 sleep 30 | S4 sleep 1
"""


def test_every_exercise_of_the_reference_is_there_with_its_cautions_and_a_source():
    library = {one.id: one for one in all_exercises()}
    rows = [row.split() for row in REFERENCE.replace("\n", "|").split("|") if row.strip()]
    assert len(rows) == 59
    for id, category, minutes, *cautions in rows:
        one = library[id]
        assert (one.category, one.minutes) == (category, int(minutes)), id
        assert set(cautions) <= set(one.cautions), id
        assert one.source and one.introduction, id
    assert library["C6"].assigned_only  # only when a therapist assigns it
    assert {f"A{number}" for number in range(1, 18)} <= set(library)  # the art prompts
    assert all(library[id].kind == "draw" for id in library if id.startswith("A"))
