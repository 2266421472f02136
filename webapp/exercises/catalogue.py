"""The library of exercises: content files, read and checked once when the program starts.

A file's name is the exercise's slug; its folder is its language.
"""

import functools
import itertools
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from webapp.content_files import FIRST_LANGUAGE, Front, load_languages, render
from webapp.exercises.kinds import KINDS
from webapp.exercises.vocabulary import CATEGORIES, CAUTIONS, FEELINGS, HELPS

FOLDER = Path(__file__).with_name("library")
RESERVED = {"every-page", "hard-moment", "search", "what-works"}  # pages of the library's own
# Exercises with one of these cautions wait to be chosen; they are never suggested.
NEVER_SUGGESTED = {"HOLD", "PSYCH", "MED", "ED", "MANIA", "DANGER", "GRIEF", "PARTNER", "FALLS"}
SMALL_MINUTES = 10  # what Today may call one small thing


@dataclass(frozen=True)
class Exercise:
    """One skill as the library holds it: the same for everyone, or for everyone of a program."""

    slug: str
    id: str
    title: str
    category: str
    minutes: int
    helps: tuple[str, ...]
    kind: str
    cautions: tuple[str, ...]
    evidence: int
    source: str
    feeling: str
    introduction: Markup
    activity: Any  # one of KINDS
    assigned_only: bool = False

    @property
    def helps_with(self) -> str:
        return ", ".join(str(HELPS[code]) for code in self.helps)

    @property
    def caution_words(self) -> list:
        return [CAUTIONS[code] for code in self.cautions]

    @property
    def may_be_suggested(self) -> bool:
        return not self.assigned_only and not NEVER_SUGGESTED.intersection(self.cautions)

    @property
    def question(self):
        """What the rating before and after asks."""
        return FEELINGS[self.feeling]

    def label_of(self, key: str) -> str:
        """The words above an answer, also to a question that is no longer asked."""
        labels = {question.key: question.label for question in self.activity.questions}
        return labels.get(key) or _("An earlier question")


def read_exercise(path: Path) -> Exercise:
    """One content file as an Exercise, or a ContentError that names file and key."""
    front, body = Front.of_file(path, RESERVED)
    return exercise_from(front, body, path.stem, front.text("id", longest=8))


def exercise_from(front: Front, body: str, slug: str, id: str) -> Exercise:
    """An Exercise of a mapping and the words below it, checked key by key; ContentError otherwise."""
    kind, minutes = front.choice("kind", KINDS), front.number("minutes", 1, 60)
    exercise = Exercise(
        slug=slug,
        id=id,
        title=front.text("title", longest=60),
        category=front.choice("category", CATEGORIES),
        minutes=minutes,
        helps=front.choices("helps", HELPS, at_least=1),
        kind=kind,
        cautions=front.choices("cautions", CAUTIONS),
        evidence=front.number("evidence", 1, 3),
        source=front.text("source"),
        feeling=front.choice("feeling", FEELINGS),
        introduction=render(front, body),
        activity=KINDS[kind].read(front, minutes),
        assigned_only=front.take("assigned_only", bool, default=False),
    )
    front.finish()
    return exercise


def load_library(folder: Path) -> dict[str, dict[str, Exercise]]:
    """Every language's exercises by slug. A translation may lack an exercise, but not invent one."""
    return load_languages(folder, read_exercise, lambda one: (one.id, one.kind), "exercises")


LIBRARY = load_library(FOLDER)


@functools.lru_cache(maxsize=16)
def all_exercises(language: str = FIRST_LANGUAGE) -> tuple[Exercise, ...]:
    """The library in a language, what is not translated in the first one; in the order of categories."""
    return tuple(in_order((LIBRARY[FIRST_LANGUAGE] | LIBRARY.get(language, {})).values()))


def in_order(exercises) -> list[Exercise]:
    order = list(CATEGORIES)
    return sorted(exercises, key=lambda one: (order.index(one.category), len(one.id), one.id))


@functools.lru_cache(maxsize=16)
def titles(language: str = FIRST_LANGUAGE) -> dict[str, str]:
    """Every exercise's title by its slug, by title."""
    return {one.slug: one.title for one in sorted(all_exercises(language), key=lambda one: one.title)}


def find_exercise(slug: str, language: str = FIRST_LANGUAGE) -> Exercise | None:
    return LIBRARY.get(language, {}).get(slug) or LIBRARY[FIRST_LANGUAGE].get(slug)


def by_category(exercises: list[Exercise]) -> list[tuple[str, list[Exercise]]]:
    """Exercises in order, as pairs of a category's name and those in it."""
    groups = itertools.groupby(exercises, key=lambda exercise: exercise.category)
    return [(CATEGORIES[category], list(some)) for category, some in groups]


def suggestion_for(enrollment, day: date, language: str = FIRST_LANGUAGE) -> Exercise:
    """The one exercise for a person's day: a new one each day in turn, the same however often they look."""
    gentle = [
        exercise
        for exercise in all_exercises(language)
        if exercise.minutes <= SMALL_MINUTES and exercise.may_be_suggested
    ]
    return gentle[(day.toordinal() + int(str(enrollment.id), 36)) % len(gentle)]
