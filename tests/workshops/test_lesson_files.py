"""The lessons' files: what is in the library, what is refused with file and key, and which topic leads to which."""

import re

import frontmatter
import pytest

from webapp.content_files import ContentError
from webapp.exercises.catalogue import find_exercise
from webapp.timetables.importing import MATRIX
from webapp.timetables.program_template import read_template
from webapp.workshops.lessons import (
    ANSWERS,
    FOLDER,
    QUESTIONS,
    all_lessons,
    lesson_on,
    lessons_with,
    load_lessons,
    read_lesson,
)
from webapp.workshops.topics import PHRASES

LESSON = """---
id: W1
title: A lesson
minutes: 5
topics: [sleep]
source: Our own
reflection: What do you think?
try_this:
  exercise: sleep-basics
  words: Look at the basics
check:
  - question: What now?
    answers:
      - {words: Rest, why: Yes. Rest helps., fits: true}
      - {words: Run, why: Not yet. Rest first.}
      - {words: Hide, why: You need not hide.}
  - question: And then?
    answers:
      - {words: Eat, why: Yes. Eat a little., fits: true}
      - {words: Wait, why: It may pass. Eat first.}
      - {words: Sing, why: Why not. Eat first.}
---
Some *plain* words.
"""
SECOND_QUESTION = LESSON[LESSON.index("  - question: And") : LESSON.index("---\nSome")]
REFUSED = {
    "an unknown topic": ("topics: [sleep]", "topics: [dancing]", "topics: 'dancing' is unknown"),
    "no topic": ("topics: [sleep]", "topics: []", "topics: needs at least 1"),
    "a missing question": (SECOND_QUESTION, "", "check: must be 2, not 1"),
    "no check at all": ("check:", "checks:", "check: is missing"),
    "two answers": (
        "      - {words: Sing, why: Why not. Eat first.}\n",
        "",
        "check[2].answers: must be 3, not 2",
    ),
    "no answer that fits": (", fits: true", "", "check[1].answers: exactly one"),
    "two that fit": ("Rest first.}", "Rest first., fits: true}", "check[1].answers: exactly one"),
    "an answer that is not explained": (", why: Not yet. Rest first.", "", "answers[2].why: is missing"),
    "an answer that fits perhaps": ("fits: true", "fits: perhaps", "answers[1].fits: must be of type bool"),
    "a script in the reading": ("Some", "<script>alert(1)</script>\n\nSome", "body: raw HTML"),
    "a script in the prompt": ("What do you think?", "<script>1</script>", "reflection: must be plain words"),
    "no reflection": ("reflection: What do you think?\n", "", "reflection: is missing"),
    "no reading": ("Some *plain* words.", "", "body: there are no words"),
    "minutes beyond all bounds": ("minutes: 5", "minutes: 500", "minutes: must be between"),
    "an id that is no number": ("id: W1", "id: one", "id: must be a W and a number"),
    "an exercise without words": ("  words: Look at the basics\n", "", "try_this[1].words: is missing"),
    "an unknown key": ("minutes: 5", "minutes: 5\nscore: 10", "score: is not a known key"),
}


@pytest.fixture
def write(tmp_path):
    def write(text, name="a-lesson", language="en"):
        (tmp_path / language).mkdir(exist_ok=True)
        path = tmp_path / language / f"{name}.md"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_it_reads_a_sound_file(write):
    lesson = read_lesson(write(LESSON))

    assert (lesson.slug, lesson.number, lesson.minutes, lesson.topics) == ("a-lesson", 1, 5, ("sleep",))
    assert "<em>plain</em>" in lesson.reading
    assert [answer.fits for answer in lesson.check[1].answers] == [True, False, False]
    assert lesson.try_this.exercise == "sleep-basics"


@pytest.mark.parametrize("fault", REFUSED)
def test_it_refuses_a_faulty_file_with_file_and_key(write, fault):
    sound, faulty, message = REFUSED[fault]
    assert sound in LESSON

    with pytest.raises(ContentError) as refused:
        read_lesson(write(LESSON.replace(sound, faulty)))

    assert str(refused.value).startswith("a-lesson.md: ")
    assert message in str(refused.value)


def test_it_refuses_the_name_of_a_page(write):
    with pytest.raises(ContentError, match="belongs to a page"):
        read_lesson(write(LESSON, name="search"))


def test_it_refuses_a_topic_that_leads_to_two_lessons(write, tmp_path):
    write(LESSON)
    write(LESSON.replace("id: W1", "id: W2"), name="another")

    with pytest.raises(ContentError, match="topics: 'sleep' leads to a-lesson already"):
        load_lessons(tmp_path)


def test_it_refuses_a_translation_of_something_else(write, tmp_path):
    write(LESSON)
    write(LESSON.replace("[sleep]", "[anger]"), language="es")

    with pytest.raises(ContentError, match="es/a-lesson.md: id: does not match"):
        load_lessons(tmp_path)


def test_all_25_workshops_of_the_catalogue_have_a_lesson():
    lessons = all_lessons()

    assert [one.number for one in lessons] == list(range(1, 26))
    assert {topic for one in lessons for topic in one.topics} == set(PHRASES)
    assert all(len(one.check) == QUESTIONS for one in lessons)
    assert all(len(question.answers) == ANSWERS for one in lessons for question in one.check)


def test_each_reading_is_short_and_each_minute_honest():
    for one in all_lessons():
        words = len(re.findall(r"\w[\w'’-]*", frontmatter.load(FOLDER / "en" / f"{one.slug}.md").content))
        assert 250 <= words <= 450, one.slug
        assert words / 150 <= one.minutes <= words / 45, one.slug  # read slowly, with time to think


def test_the_fitting_answer_stands_in_every_place():
    places = [
        [answer.fits for answer in question.answers].index(True)
        for one in all_lessons()
        for question in one.check
    ]
    assert all(places.count(place) >= 8 for place in range(ANSWERS)), places


def test_every_try_this_leads_to_an_exercise_that_anyone_may_choose():
    for one in all_lessons():
        if one.try_this:
            exercise = find_exercise(one.try_this.exercise)
            assert exercise is not None and not exercise.assigned_only, one.slug


def test_each_lesson_is_found_by_its_own_title():
    assert [one.slug for one in all_lessons() if lesson_on(one.title) != one] == []


@pytest.mark.parametrize(
    ("topic", "slug"),
    [
        ("Identifying External Triggers", "triggers-and-cravings"),
        ("Emotional Triggers", "name-your-emotions"),
        ("Body Chemistry in Recovery", "how-the-brain-heals"),
        ("Be Smart, Not Strong", "high-risk-moments"),
        ("Relapse Justification II", "thinking-traps"),
        ("Thinking, Feeling, and Doing", "thinking-traps"),
        ("Coping With Feelings and Depression", "small-steps-and-routine"),
        ("Families in Recovery II", "family-systems"),
        ("Opioids and Club Drugs", "overdose-and-naloxone"),
        ("Managing Life; Managing Money", "work-money-and-law"),
        ("  reducing   STRESS ", "stress-and-the-body"),
        ("Sleep", "sleep-in-recovery"),
    ],
)
def test_a_timetables_topic_leads_to_its_lesson(topic, slug):
    assert lesson_on(topic).slug == slug


@pytest.mark.parametrize("topic", ["", "Sex and Recovery", "Asleep at the wheel", "<script>", "x" * 5000])
def test_a_topic_that_is_unknown_leads_nowhere(topic):
    assert lesson_on(topic) is None


def test_most_topics_of_the_bundled_timetable_have_a_lesson():
    topics = [topic for series in read_template(MATRIX).series for topic in series.topics]

    assert [topic for topic in topics if lesson_on(topic) is None] == ["Sex and Recovery"]


def test_words_are_found_in_title_and_reading():
    assert [one.slug for one in lessons_with("NALOXONE spray")] == ["overdose-and-naloxone"]
    assert lessons_with("levitation") == []
    assert lessons_with("<script>") == []
