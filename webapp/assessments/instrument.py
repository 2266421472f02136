"""What an instrument consists of: items with their options, bands and cut-offs, and who answers for its words."""

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Option:
    points: int
    words: str  # empty where the official words are not known: the number stands alone

    @property
    def value(self) -> str:
        return str(self.points)


@dataclass(frozen=True)
class Item:
    key: str
    words: str
    options: tuple[Option, ...]
    is_scored: bool = True

    @property
    def points(self) -> frozenset[int]:
        return frozenset(option.points for option in self.options)

    def words_for(self, points: int) -> str:
        """The words of an answer, with its number where only numbers are shown."""
        option = next(one for one in self.options if one.points == points)
        if all(one.words for one in self.options):
            return option.words
        return f"{points} · {option.words}" if option.words else str(points)


@dataclass(frozen=True)
class Band:
    """Totals from the first to the last, both in it."""

    first: int
    last: int
    words: str


@dataclass(frozen=True)
class Cutoff:
    """What a clinician is told about a total that reaches it. For their eyes only."""

    words: str
    least: int | None = None
    below: int | None = None

    def holds(self, total: int) -> bool:
        return total >= self.least if self.least is not None else total < self.below


@dataclass(frozen=True)
class Threshold:
    """An item, with its answer from which on something follows."""

    item: str
    least: int

    def is_reached(self, answers: dict[str, int]) -> bool:
        return answers.get(self.item, self.least - 1) >= self.least


@dataclass(frozen=True)
class Subscale:
    """A group of items with a sum of its own, for clinicians; `needs` is its part in the form's rule."""

    name: str
    items: tuple[str, ...]
    needs: int


@dataclass(frozen=True)
class Rule:
    """The form's own rule: it holds when each subscale has as many items as it needs, answered `least` or more."""

    least: int
    words: str


@dataclass(frozen=True)
class Instrument:
    """One questionnaire in one language, as its publisher worded it."""

    slug: str
    language: str
    name: str
    about: str
    version: str
    minutes: int
    recall: str
    stem: str
    items: tuple[Item, ...]
    better: str
    lowest: int
    highest: int
    every_days: int
    licence: str
    credit: str
    source: str
    owner: str
    verified_on: dt.date | None  # None until somebody compared it with a published source
    checked: str
    preface: str = ""
    times: int = 1
    prorated_missing: int = 0
    reliable_change: int | None = None
    bands: tuple[Band, ...] = ()
    cutoffs: tuple[Cutoff, ...] = ()
    notes: tuple[str, ...] = ()
    safety: Threshold | None = None  # from here on help is shown before anything else
    signals: tuple[Threshold, ...] = ()  # from here on a clinician is asked to look
    subscales: tuple[Subscale, ...] = ()
    rule: Rule | None = None
    ends: tuple[str, int] | None = None  # this answer to this item passes over all others
    longer: tuple[int, str] | None = None  # from this total on, this longer form is offered
    needs: str = ""
    algorithm: str = ""
    assigned_only: bool = (
        False  # a clinician's choice each time: no habit of a program, and nobody is reminded of it
    )
    warns_of: str = ""  # what its items name; then something to steady oneself is on each of its pages
    by_key: dict[str, Item] = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        object.__setattr__(self, "by_key", {item.key: item for item in self.items})

    @property
    def scored(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.is_scored)

    def asks_for_help(self, answers: dict[str, int]) -> bool:
        """Whether these answers are ones after which help comes before anything else."""
        return self.safety is not None and self.safety.is_reached(answers)

    def to_look_at(self, answers: dict[str, int]) -> list[str]:
        """The items whose answers a clinician is asked to look at."""
        return [one.item for one in self.signals if one.is_reached(answers)]
