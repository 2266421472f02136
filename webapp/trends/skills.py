"""Skills as entries tell of them: how often each was used and how much it helped."""

import statistics
from dataclasses import dataclass

from webapp.exercises.catalogue import Exercise, all_exercises
from webapp.trends.days import Day

ENOUGH_RATINGS = 3  # before a skill may be called the most helpful
MOST_UNTRIED = 5


@dataclass(frozen=True)
class Skill:
    """One skill by its exercise's slug or a person's own words; `helped` is the mean of `ratings` from 0 to 4."""

    key: str
    times: int
    ratings: int
    helped: float | None


def skills_used(days: list[Day]) -> list[Skill]:
    """The most used first."""
    found: dict[str, list[int | None]] = {}
    for day in days:
        for entry in day.entries:
            for key, helped in entry.skills.items():
                found.setdefault(key, []).append(helped)
    return sorted((_skill(key, uses) for key, uses in found.items()), key=lambda one: (-one.times, one.key))


def _skill(key: str, uses: list[int | None]) -> Skill:
    rated = [helped for helped in uses if helped is not None]
    return Skill(key, len(uses), len(rated), statistics.fmean(rated) if rated else None)


def most_helpful(skills: list[Skill]) -> Skill | None:
    """Among those that were rated often enough."""
    enough = [one for one in skills if one.ratings >= ENOUGH_RATINGS]
    return max(enough, key=lambda one: (one.helped, one.ratings), default=None)


def untried(skills: list[Skill], language: str) -> list[Exercise]:
    """A few of the library that these entries do not name, the best known first."""
    named = {one.key for one in skills}
    open_to_all = [one for one in all_exercises(language) if one.may_be_suggested and one.slug not in named]
    return sorted(open_to_all, key=lambda one: (-one.evidence, one.minutes))[:MOST_UNTRIED]
