"""A practice as it is read again, by its person or by a care team with whom it was shared."""

from dataclasses import dataclass

from webapp.exercises.catalogue import Exercise
from webapp.exercises.models import Practice
from webapp.exercises.own import find_ever


@dataclass(frozen=True)
class LookBack:
    """A practice beside the exercise it was of, which may have left the library."""

    practice: Practice
    exercise: Exercise | None

    @property
    def title(self) -> str:
        return self.exercise.title if self.exercise else self.practice.slug

    @property
    def has_both(self) -> bool:
        return self.practice.before is not None and self.practice.after is not None

    @property
    def answers(self) -> list[tuple]:
        """Pairs of a question and its answer."""
        label_of = self.exercise.label_of if self.exercise else str
        return [
            (label_of(key), ", ".join(answer) if isinstance(answer, list) else answer)
            for key, answer in self.practice.answers.items()
        ]

    @property
    def wave(self) -> list[tuple[float, float]]:
        if self.exercise is None or self.exercise.kind != "wave":
            return []
        return self.exercise.activity.drawn(self.practice.answers)


def look_back(practices, program_id: str, language: str) -> list[LookBack]:
    """Practices of one program's stays, with one query for what is not built in."""
    practices = list(practices)
    exercises = find_ever(program_id, {one.slug for one in practices}, language)
    return [LookBack(one, exercises.get(one.slug)) for one in practices]
