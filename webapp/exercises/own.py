"""Exercises that a program wrote itself, and the library as its participants have it: the built-in ones and these.

An own exercise is read by the same rules as a content file; its id is its slug, so practices, assignments and
favorites hold it like any other. One that is no longer published stays readable where somebody practised it.
"""

import functools
import json

import peewee

from webapp import audit, clock
from webapp.content_files import ContentError, Front
from webapp.database import InstantField, JsonField, Model
from webapp.exercises.catalogue import (
    FIRST_LANGUAGE,
    Exercise,
    all_exercises,
    exercise_from,
    find_exercise,
    in_order,
)
from webapp.people.models import Program, User
from webapp.prepared import prepared

DRAFT, PUBLISHED, RETIRED = "draft", "published", "retired"
MOST = 40  # that are not retired: a phone keeps them all
OUR_WORD = 1  # what evidence a program's own exercise can claim


class OwnExercise(Model):
    """One exercise of a program: `content` as it is being written, `published` as participants last saw it.

    `version` counts the edits, so that none overwrites another and nobody publishes what they did not look at.
    """

    program = peewee.ForeignKeyField(Program, backref="own_exercises", on_delete="CASCADE")
    state = peewee.TextField(
        default=DRAFT, constraints=[peewee.Check("state IN ('draft', 'published', 'retired')")]
    )
    content = JsonField()
    published = JsonField(null=True)
    version = peewee.IntegerField(default=1)
    changed_at = InstantField(default=clock.now)
    changed_by = peewee.ForeignKeyField(User, null=True, on_delete="SET NULL")

    class Meta:
        table_name = "own_exercise"

    @property
    def title(self) -> str:
        return self.content["title"]

    @property
    def is_published(self) -> bool:
        return self.state == PUBLISHED

    @property
    def is_retired(self) -> bool:
        return self.state == RETIRED

    @property
    def has_changes(self) -> bool:
        """Whether what is being written differs from what participants see."""
        return self.is_published and self.content != self.published

    @property
    def draft(self) -> Exercise:
        return read_own(self.content, self.id)

    @classmethod
    def of(cls, program: Program) -> list["OwnExercise"]:
        return sorted(cls.select().where(cls.program == program.id), key=lambda one: one.title.casefold())

    @classmethod
    def has_room(cls, program: Program) -> bool:
        return cls.select().where(cls.program == program.id, cls.state != RETIRED).count() < MOST

    def edit(self, version: int, content: dict, by: User) -> bool:
        """Keep other words, unless somebody else was first. Participants see them when they are published."""
        return self._change("changed an exercise of the program", version, by, content=content)

    def publish(self, version: int, by: User) -> bool:
        """Show participants what is written now, unless that is no longer what was looked at."""
        return self._change(
            "published an exercise of the program", version, by, state=PUBLISHED, published=self.content
        )

    def unpublish(self, by: User) -> bool:
        """Take it out of the library, to work on it."""
        return self._change("unpublished an exercise of the program", self.version, by, state=DRAFT)

    def retire(self, by: User) -> bool:
        """Take it out of the library for good; what was practised stays readable."""
        return self._change("retired an exercise of the program", self.version, by, state=RETIRED)

    def restore(self, by: User) -> bool:
        """Back from retirement, as a draft."""
        return self._change("restored an exercise of the program", self.version, by, state=DRAFT)

    def _change(self, verb: str, version: int, by: User, **values) -> bool:
        whose = (OwnExercise.id == self.id) & (OwnExercise.version == version)
        values |= {"version": OwnExercise.version + 1, "changed_at": clock.now(), "changed_by": by.id}
        if not OwnExercise.update(**values).where(whose).execute():
            return False
        audit.record(verb, about=self, actor=by)
        return True


def read_own(content: dict, id: str) -> Exercise:
    """What a coordinator wrote, as an Exercise; ContentError if it breaks a rule of the content files."""
    values = {"evidence": OUR_WORD} | content
    front = Front(values, id)
    exercise = exercise_from(front, front.take("body", str), slug=id, id=id)
    if _holds_breath(exercise) and "HOLD" not in exercise.cautions:
        raise ContentError(id, "cautions", "a breath hold needs its caution")
    return exercise


def _holds_breath(exercise: Exercise) -> bool:
    return exercise.kind == "breath" and any(
        phase.move == "hold" for pace in exercise.activity.paces for phase in pace.phases
    )


def library_of(program_id: str, language: str = FIRST_LANGUAGE) -> list[Exercise]:
    """What participants of a program find: the built-in exercises and those that their program published."""
    own = [_as_published(one) for one in _published_by(program_id)]
    return in_order([*all_exercises(language), *filter(None, own)])


def find_for(program_id: str, slug: str, language: str = FIRST_LANGUAGE) -> Exercise | None:
    """One exercise of `library_of`."""
    return find_exercise(slug, language) or next(
        (_as_published(one) for one in _published_by(program_id) if one.id == slug), None
    )


def find_ever(program_id: str, slugs, language: str = FIRST_LANGUAGE) -> dict[str, Exercise]:
    """By slug, exercises that somebody practised, also those that the program has since taken out of its library."""
    return _find(slugs, language, OwnExercise.program == program_id)


def find_all(slugs, language: str = FIRST_LANGUAGE) -> dict[str, Exercise]:
    """By slug, built-in exercises and published ones of whatever program: for what staff chose from its library."""
    return _find(slugs, language, OwnExercise.state == PUBLISHED)


def _find(slugs, language: str, which) -> dict[str, Exercise]:
    found = {slug: find_exercise(slug, language) for slug in slugs}
    ids = [slug for slug, exercise in found.items() if exercise is None]
    rows = OwnExercise.select().where(OwnExercise.id.in_(ids), which) if ids else ()
    found |= {one.id: _as_published(one) for one in rows}
    return {slug: exercise for slug, exercise in found.items() if exercise}


@prepared
def _published_by(program_id):
    return OwnExercise.select().where(OwnExercise.program == program_id, OwnExercise.state == PUBLISHED)


def _as_published(row: OwnExercise) -> Exercise | None:
    return _read_once(row.id, json.dumps(row.published)) if row.published else None


@functools.lru_cache(maxsize=256)
def _read_once(id: str, content: str) -> Exercise | None:
    try:
        return read_own(json.loads(content), id)
    except (
        ContentError
    ):  # published under rules that have since become stricter: left out until it is written anew
        return None
