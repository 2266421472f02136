"""The library of exercises: content files, read and checked once when the program starts.

A file's name is the exercise's slug; its folder is its language.
"""

import itertools
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from webapp.exercises.front import ContentError, Front
from webapp.exercises.kinds import KINDS
from webapp.exercises.vocabulary import CATEGORIES, CAUTIONS, FEELINGS, HELPS
from webapp.prose import RawHtml, prose

FOLDER = Path(__file__).with_name("library")
FIRST_LANGUAGE = "en"
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
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", path.stem):
        raise ContentError(path.name, "", "a file name must be small letters, digits and single hyphens")
    if path.stem in RESERVED:
        raise ContentError(path.name, "", "this name belongs to a page of the library")
    front, body = Front.of_file(path)
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
        introduction=_introduction(front, body),
        activity=KINDS[kind].read(front, minutes),
        assigned_only=front.take("assigned_only", bool, default=False),
    )
    front.finish()
    return exercise


def _introduction(front: Front, body: str) -> Markup:
    if not body.strip():
        raise front.refuse("body", "there are no words below the front matter")
    try:
        return prose(body)
    except RawHtml as html:
        raise front.refuse("body", f"raw HTML is not allowed: {html}") from html


def load_library(folder: Path) -> dict[str, dict[str, Exercise]]:
    """Every language's exercises by slug. A translation may lack an exercise, but not invent one."""
    languages = {}
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        exercises = [read_exercise(path) for path in sorted(place.glob("*.md"))]
        ids = [exercise.id for exercise in exercises]
        for exercise in exercises:
            if ids.count(exercise.id) > 1:
                raise ContentError(f"{place.name}/{exercise.slug}.md", "id", f"'{exercise.id}' is used twice")
        languages[place.name] = {exercise.slug: exercise for exercise in exercises}
    if not languages.get(FIRST_LANGUAGE):
        raise ContentError(folder.name, "", f"there are no exercises in '{FIRST_LANGUAGE}'")
    for language, exercises in languages.items():
        for slug, exercise in exercises.items():
            original = languages[FIRST_LANGUAGE].get(slug)
            if original is None or (original.id, original.kind) != (exercise.id, exercise.kind):
                raise ContentError(
                    f"{language}/{slug}.md", "id", f"does not match the file in '{FIRST_LANGUAGE}'"
                )
    return languages


LIBRARY = load_library(FOLDER)


def all_exercises(language: str = FIRST_LANGUAGE) -> list[Exercise]:
    """The library in a language, what is not translated in the first one; in the order of categories."""
    return in_order((LIBRARY[FIRST_LANGUAGE] | LIBRARY.get(language, {})).values())


def in_order(exercises) -> list[Exercise]:
    order = list(CATEGORIES)
    return sorted(exercises, key=lambda one: (order.index(one.category), len(one.id), one.id))


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
