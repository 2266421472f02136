"""The lessons: content files, read and checked once when the program starts.

A file's name is the lesson's slug; its folder is its language.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from webapp.content_files import FIRST_LANGUAGE, ContentError, Front, load_languages, render
from webapp.workshops.topics import PHRASES, code_of

FOLDER = Path(__file__).with_name("library")
RESERVED = {"search"}  # a page of the library's own
QUESTIONS, ANSWERS = 2, 3
MOST_LETTERS = 60  # of a search


@dataclass(frozen=True)
class Answer:
    """One answer to choose, and what is said to whoever chose it."""

    words: str
    why: str
    fits: bool


@dataclass(frozen=True)
class Question:
    words: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class TryThis:
    """An exercise that goes with a lesson, by its slug, and the words that lead to it."""

    exercise: str
    words: str


@dataclass(frozen=True)
class Lesson:
    """One lesson as the library holds it: the same for everyone."""

    slug: str
    id: str
    title: str
    minutes: int
    topics: tuple[str, ...]
    reading: Markup
    reflection: str
    check: tuple[Question, ...]
    try_this: TryThis | None
    source: str

    @property
    def number(self) -> int:
        """Its place in the library."""
        return int(self.id[1:])


def read_lesson(path: Path) -> Lesson:
    """One content file as a Lesson, or a ContentError that names file and key."""
    front, body = Front.of_file(path, RESERVED)
    lesson = Lesson(
        slug=path.stem,
        id=front.text("id", longest=4),
        title=front.text("title", longest=60),
        minutes=front.number("minutes", 1, 20),
        topics=front.choices("topics", PHRASES, at_least=1),
        reading=render(front, body),
        reflection=front.text("reflection", longest=300),
        check=tuple(_question(one) for one in _exactly(front, "check", QUESTIONS)),
        try_this=_try_this(front),
        source=front.text("source"),
    )
    if not re.fullmatch(r"W[1-9][0-9]?", lesson.id):
        raise front.refuse("id", "must be a W and a number, like W7")
    front.finish()
    return lesson


def _question(front: Front) -> Question:
    question = Question(
        front.text("question", longest=200),
        tuple(_answer(one) for one in _exactly(front, "answers", ANSWERS)),
    )
    if sum(answer.fits for answer in question.answers) != 1:
        raise front.refuse("answers", "exactly one of them must have 'fits: true'")
    front.finish()
    return question


def _answer(front: Front) -> Answer:
    answer = Answer(
        front.text("words", longest=160), front.text("why"), front.take("fits", bool, default=False)
    )
    front.finish()
    return answer


def _exactly(front: Front, key: str, count: int) -> list[Front]:
    found = front.items(key, at_most=count)
    if len(found) != count:
        raise front.refuse(key, f"must be {count}, not {len(found)}")
    return found


def _try_this(front: Front) -> TryThis | None:
    if "try_this" not in front.values:
        return None
    (inner,) = Front({"try_this": [front.take("try_this", dict)]}, front.file).items("try_this", at_most=1)
    try_this = TryThis(inner.text("exercise", longest=60), inner.text("words", longest=160))
    inner.finish()
    return try_this


def load_lessons(folder: Path) -> dict[str, dict[str, Lesson]]:
    """Every language's lessons by slug. A topic leads to one lesson."""
    languages = load_languages(folder, read_lesson, lambda one: (one.id, one.topics), "lessons")
    leads_to: dict[str, str] = {}
    for slug, lesson in languages[FIRST_LANGUAGE].items():
        for topic in lesson.topics:
            if leads_to.setdefault(topic, slug) != slug:
                raise ContentError(
                    f"{FIRST_LANGUAGE}/{slug}.md", "topics", f"'{topic}' leads to {leads_to[topic]} already"
                )
    return languages


LESSONS = load_lessons(FOLDER)
_BY_TOPIC = {topic: slug for slug, lesson in LESSONS[FIRST_LANGUAGE].items() for topic in lesson.topics}


def all_lessons(language: str = FIRST_LANGUAGE) -> list[Lesson]:
    """The lessons in a language, what is not translated in the first one; in the order of the catalogue."""
    translated = LESSONS[FIRST_LANGUAGE] | LESSONS.get(language, {})
    return sorted(translated.values(), key=lambda one: one.number)


def find_lesson(slug: str, language: str = FIRST_LANGUAGE) -> Lesson | None:
    return LESSONS.get(language, {}).get(slug) or LESSONS[FIRST_LANGUAGE].get(slug)


def lesson_on(topic: str, language: str = FIRST_LANGUAGE) -> Lesson | None:
    """The lesson on what a timetable calls a topic, if there is one."""
    slug = _BY_TOPIC.get(code_of(topic) or "")
    return find_lesson(slug, language) if slug else None


def lessons_with(words: str, language: str = FIRST_LANGUAGE) -> list[Lesson]:
    """The lessons in which all of these words stand."""
    wanted = words[:MOST_LETTERS].casefold().split()
    return [one for one in all_lessons(language) if all(word in _searched(one) for word in wanted)]


def _searched(lesson: Lesson) -> str:
    return f"{lesson.title} {lesson.reading.striptags()} {lesson.reflection}".casefold()
