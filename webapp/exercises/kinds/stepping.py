"""Kinds that lead from one step to the next: at one's own pace, by the clock, along a wave, or as reading."""

import re
from dataclasses import dataclass
from typing import ClassVar

from flask_babel import lazy_gettext as _l

from webapp.content_files import Front
from webapp.exercises.kinds.answering import Question
from webapp.exercises.kinds.breathing import check_length

MOST_STEPS = 40


@dataclass(frozen=True)
class Step:
    """One thing to do or to read; `seconds` when the clock leads, `pose` the name of a drawing that shows it."""

    title: str
    text: str
    seconds: int = 0
    pose: str = ""


def read_steps(front: Front, key: str, at_most: int = 20) -> tuple[Step, ...]:
    return tuple(_step(step) for step in front.items(key, at_most))


def _step(front: Front) -> Step:
    step = Step(front.text("title", longest=80), front.text("text"))
    front.finish()
    return step


def read_timed(front: Front, minutes: int) -> tuple[Step, ...]:
    """Steps with seconds, which together last the promised minutes."""
    steps = tuple(_timed(step) for step in front.items("steps", MOST_STEPS))
    check_length(front, "steps", sum(step.seconds for step in steps), minutes)
    return steps


def _timed(front: Front) -> Step:
    title, text = front.text("title", longest=80), front.text("text")
    step = Step(title, text, front.number("seconds", 5, 600), front.text("pose", default="", longest=40))
    if step.pose and not re.fullmatch(r"[a-z]+(-[a-z]+)*", step.pose):
        raise front.refuse("pose", "must be small letters and single hyphens")
    front.finish()
    return step


@dataclass(frozen=True)
class Steps:
    questions: ClassVar = ()
    steps: tuple[Step, ...]

    @classmethod
    def read(cls, front: Front, minutes: int) -> "Steps":
        return cls(read_steps(front, "steps"))


@dataclass(frozen=True)
class Timed:
    """Steps that follow one another by the clock and can be held at any time."""

    questions: ClassVar = ()
    steps: tuple[Step, ...]

    @classmethod
    def read(cls, front: Front, minutes: int) -> "Timed":
        return cls(read_timed(front, minutes))


@dataclass(frozen=True)
class Wave:
    """Timed steps while an urge is rated again and again, so that its rise and fall is seen."""

    steps: tuple[Step, ...]
    ask_every: int  # seconds

    @classmethod
    def read(cls, front: Front, minutes: int) -> "Wave":
        return cls(read_timed(front, minutes), front.number("ask_every", 30, 120))

    @property
    def moments(self) -> range:
        """The seconds after the start at which the urge is asked for, the start among them."""
        return range(0, sum(step.seconds for step in self.steps) + 1, self.ask_every)

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(Question(f"urge_{at}", "rating", _moment(at)) for at in self.moments)

    def drawn(self, answers: dict) -> list[tuple[float, float]]:
        """The ratings as points of a picture of 320 by 150 (static/js/wave.js draws the same while it happens)."""
        across = 300 / sum(step.seconds for step in self.steps)
        rated = ((at, answers.get(f"urge_{at}")) for at in self.moments)
        return [(round(10 + across * at, 1), 140 - 13 * level) for at, level in rated if level is not None]


def _moment(seconds: int):
    if not seconds:
        return _l("At the start")
    return _l("After %(clock)s minutes", clock=f"{seconds // 60}:{seconds % 60:02}")


@dataclass(frozen=True)
class Timer:
    """A countdown, with things to do in the meantime."""

    questions: ClassVar = ()
    seconds: int
    steps: tuple[Step, ...]

    @classmethod
    def read(cls, front: Front, minutes: int) -> "Timer":
        return cls(front.number("seconds", 60, 3600), read_steps(front, "steps"))


@dataclass(frozen=True)
class Reading:
    questions: ClassVar = ()
    points: tuple[Step, ...]

    @classmethod
    def read(cls, front: Front, minutes: int) -> "Reading":
        return cls(read_steps(front, "points"))
