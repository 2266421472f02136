"""Short lessons for families (clinical reference, 6.3): content files, read and checked once at the start."""

from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from webapp.content_files import FIRST_LANGUAGE, Front, load_languages, render

FOLDER = Path(__file__).with_name("learning")


@dataclass(frozen=True)
class FamilyLesson:
    """One lesson: the same for everyone, about nobody."""

    slug: str
    id: str
    title: str
    minutes: int
    source: str
    body: Markup


def read_lesson(path: Path) -> FamilyLesson:
    front, body = Front.of_file(path)
    lesson = FamilyLesson(
        slug=path.stem,
        id=front.text("id", longest=8),
        title=front.text("title", longest=60),
        minutes=front.number("minutes", 1, 15),
        source=front.text("source"),
        body=render(front, body),
    )
    front.finish()
    return lesson


LESSONS = load_languages(FOLDER, read_lesson, lambda one: one.id, "lessons")


def all_lessons(language: str = FIRST_LANGUAGE) -> list[FamilyLesson]:
    """In the order in which they are meant to be read."""
    translated = LESSONS[FIRST_LANGUAGE] | LESSONS.get(language, {})
    return sorted(translated.values(), key=lambda one: (len(one.id), one.id))


def find_lesson(slug: str, language: str = FIRST_LANGUAGE) -> FamilyLesson | None:
    return LESSONS.get(language, {}).get(slug) or LESSONS[FIRST_LANGUAGE].get(slug)
