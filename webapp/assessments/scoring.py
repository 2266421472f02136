"""Scores, exactly: the one place where answers become a number. Checked by hand in tests/assessments/test_scoring.py.

A change of any rule here is a new ALGORITHM: what was scored before keeps the number of the rule it was scored by.
"""

from dataclasses import dataclass

from webapp.assessments.instrument import Band, Instrument, Subscale

ALGORITHM = "1"

MAJOR, OTHER = "major", "other"
IMPROVED, SAME, WORSE, HIGHER, LOWER = "improved", "same", "worse", "higher", "lower"


@dataclass(frozen=True)
class Score:
    """A total, or None where too few items are answered."""

    total: int | None
    answered: int
    asked: int

    @property
    def is_prorated(self) -> bool:
        return self.total is not None and self.answered < self.asked


def asked_items(instrument: Instrument, answers: dict[str, int]) -> list[str]:
    """The keys of the items that are to be answered, given these answers."""
    if instrument.ends is not None:
        key, points = instrument.ends
        if answers.get(key) == points:
            return [key]
    return [item.key for item in instrument.items]


def missing_items(instrument: Instrument, answers: dict[str, int]) -> list[str]:
    return [key for key in asked_items(instrument, answers) if key not in answers]


def without_passed_over(instrument: Instrument, answers: dict[str, int]) -> dict[str, int]:
    """The answers that count: none to an item that another answer passes over."""
    asked = asked_items(instrument, answers)
    return {key: answers[key] for key in asked if key in answers}


def score(instrument: Instrument, answers: dict[str, int]) -> Score:
    """The total of the answers; ValueError for an answer that the instrument does not have."""
    for key, points in answers.items():
        if key not in instrument.by_key or points not in instrument.by_key[key].points:
            raise ValueError(f"{instrument.slug} has no answer {points!r} to item {key!r}")
    asked = [key for key in asked_items(instrument, answers) if instrument.by_key[key].is_scored]
    given = [answers[key] for key in asked if key in answers]
    if len(asked) - len(given) > instrument.prorated_missing:
        return Score(None, len(given), len(asked))
    return Score(instrument.times * _prorated(sum(given), len(given), len(asked)), len(given), len(asked))


def _prorated(total: int, answered: int, asked: int) -> int:
    """The mean of the answered items for all of them, to the nearest whole number, halves up."""
    return (2 * total * asked + answered) // (2 * answered)


def band_of(instrument: Instrument, total: int) -> Band | None:
    return next((band for band in instrument.bands if band.first <= total <= band.last), None)


def subscale_sums(instrument: Instrument, answers: dict[str, int]) -> list[tuple[Subscale, int | None, int]]:
    """Each subscale with its sum and the highest there is; no sum where one of its items is not answered."""
    return [
        (
            one,
            sum(answers[key] for key in one.items) if all(key in answers for key in one.items) else None,
            sum(max(instrument.by_key[key].points) for key in one.items),
        )
        for one in instrument.subscales
    ]


def meets_rule(instrument: Instrument, answers: dict[str, int]) -> bool:
    """Whether the form's own rule holds. It is a rule's result, never a diagnosis."""
    if instrument.rule is None:
        return False
    return all(
        sum(answers.get(key, 0) >= instrument.rule.least for key in one.items) >= one.needs
        for one in instrument.subscales
    )


def change_between(instrument: Instrument, before: int, now: int) -> str:
    """What a sentence may say about two totals: only a reliable change is called better or worse.

    Where no reliable change is known, only the direction is told.
    """
    difference = now - before
    if instrument.reliable_change is None:
        return SAME if difference == 0 else HIGHER if difference > 0 else LOWER
    if abs(difference) < instrument.reliable_change:
        return SAME
    return IMPROVED if (difference < 0) == (instrument.better == "lower") else WORSE


def depressive_syndrome(answers: dict[str, int]) -> str | None:
    """The PHQ-9's algorithm, for clinicians: MAJOR, OTHER or None. It is a rule's result, never a diagnosis."""
    present = [key for key in map(str, range(1, 10)) if answers.get(key, 0) >= (1 if key == "9" else 2)]
    if not {"1", "2"} & set(present):
        return None
    return MAJOR if len(present) >= 5 else OTHER if len(present) >= 2 else None


def all_from_first_item(answers: dict[str, int]) -> bool:
    """AUDIT-C: whether every point comes from how often, so that recent intake is worth a look."""
    return answers.get("1", 0) > 0 and sum(answers.get(key, 0) for key in ("2", "3")) == 0
