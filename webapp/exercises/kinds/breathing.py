"""Paced breathing: phases of a breath, repeated on an exact timetable."""

from dataclasses import dataclass
from typing import ClassVar

from webapp.content_files import Front

MOVES = ("in", "hold", "out")
# A timetable may end up to half a minute away from the promised minutes, so that rounds stay whole.
LEEWAY_SECONDS = 30


def check_length(front: Front, key: str, seconds: float, minutes: int) -> None:
    """Refuse a timetable that does not last as long as the exercise promises."""
    if abs(seconds - minutes * 60) > LEEWAY_SECONDS:
        raise front.refuse(key, f"last {seconds:g} seconds, but the exercise promises {minutes} minutes")


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
        check_length(front, "rounds", pace.seconds, minutes)
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
    questions: ClassVar = ()
    paces: tuple[Pace, ...]

    @classmethod
    def read(cls, front: Front, minutes: int) -> "Breath":
        return cls(tuple(Pace.read(pace, minutes) for pace in front.items("paces", at_most=4)))
