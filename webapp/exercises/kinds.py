"""The kinds of interaction an exercise can have: what each one needs in its file.

To add a kind: a class here with `read`, its name in KINDS, a template `exercises/kinds/<name>.html`,
and a custom element if it moves.
"""

import re
from dataclasses import dataclass

from webapp.exercises.front import Front

MOVES = ("in", "hold", "out")
ANSWERS = ("line", "words", "rating")
# A pace may end up to half a minute away from the promised minutes, so that rounds stay whole.
LEEWAY_SECONDS = 30


@dataclass(frozen=True)
class Phase:
    say: str
    move: str
    seconds: float


@dataclass(frozen=True)
class Pace:
    """One timetable: its phases in order, repeated for a number of rounds."""

    name: str
    rounds: int
    phases: tuple[Phase, ...]

    @property
    def seconds(self) -> float:
        return self.rounds * sum(phase.seconds for phase in self.phases)

    @classmethod
    def read(cls, front: Front, minutes: int) -> "Pace":
        pace = cls(
            name=front.text("name", longest=60),
            rounds=front.number("rounds", 1, 120),
            phases=tuple(cls._phase(phase) for phase in front.items("phases", at_most=8)),
        )
        front.finish()
        if abs(pace.seconds - minutes * 60) > LEEWAY_SECONDS:
            raise front.refuse(
                "rounds", f"last {pace.seconds:g} seconds, but the exercise promises {minutes} minutes"
            )
        return pace

    @staticmethod
    def _phase(front: Front) -> Phase:
        phase = Phase(
            front.text("say", longest=40), front.choice("move", MOVES), front.seconds("seconds", 20)
        )
        front.finish()
        return phase


@dataclass(frozen=True)
class Breath:
    paces: tuple[Pace, ...]

    @classmethod
    def read(cls, front: Front, minutes: int) -> "Breath":
        return cls(tuple(Pace.read(pace, minutes) for pace in front.items("paces", at_most=4)))


@dataclass(frozen=True)
class Step:
    title: str
    text: str


@dataclass(frozen=True)
class Steps:
    steps: tuple[Step, ...]

    @classmethod
    def read(cls, front: Front, minutes: int) -> "Steps":
        return cls(tuple(cls._step(step) for step in front.items("steps", at_most=20)))

    @staticmethod
    def _step(front: Front) -> Step:
        step = Step(front.text("title", longest=80), front.text("text"))
        front.finish()
        return step


@dataclass(frozen=True)
class Question:
    """One place to answer on a worksheet: a line, some words or a 0-10 rating."""

    key: str
    type: str
    label: str
    hint: str


@dataclass(frozen=True)
class Worksheet:
    fields: tuple[Question, ...]

    @classmethod
    def read(cls, front: Front, minutes: int) -> "Worksheet":
        questions = tuple(cls._question(field) for field in front.items("fields", at_most=20))
        keys = [question.key for question in questions]
        if len(set(keys)) < len(keys):
            raise front.refuse("fields", "two of them have the same key")
        return cls(questions)

    @staticmethod
    def _question(front: Front) -> Question:
        key = front.text("key", longest=40)
        if not re.fullmatch(r"[a-z][a-z_]*", key):
            raise front.refuse("key", "must be small letters and underscores")
        question = Question(
            key, front.choice("type", ANSWERS), front.text("label"), front.text("hint", default="")
        )
        front.finish()
        return question


@dataclass(frozen=True)
class Drawing:
    """A prompt to draw, and the same invitation for those who would rather use words."""

    prompt: str
    words: str

    @classmethod
    def read(cls, front: Front, minutes: int) -> "Drawing":
        return cls(front.text("prompt"), front.text("words"))


KINDS = {"breath": Breath, "steps": Steps, "worksheet": Worksheet, "draw": Drawing}
