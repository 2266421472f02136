"""What works for one person: how much their own ratings fell from before to after, by exercise.

Few tries say little. An exercise's mean fall is therefore drawn toward the mean of all the person's ratings as if
`WEIGHT` more tries had ended there
(additive shrinkage toward the grand mean), and below `ENOUGH` tries nothing is claimed.
"""

from collections import defaultdict
from dataclasses import dataclass

from webapp.exercises.models import Practice
from webapp.people.models import Enrollment

ENOUGH = 3  # rated tries before anything is said of an exercise
WEIGHT = 3
MOST_READ = 200  # the newest practices; older ones say less of now


@dataclass(frozen=True)
class Effect:
    """One exercise's ratings: `tries` with both numbers, their mean fall, and the fall after shrinking."""

    slug: str
    tries: int
    fall: float
    shrunk: float

    @property
    def is_enough(self) -> bool:
        return self.tries >= ENOUGH

    @property
    def eases(self) -> bool:
        return self.is_enough and self.shrunk > 0 and self.fall > 0


def effects_of(enrollment: Enrollment, only_shared: bool = False) -> list[Effect]:
    """The rated exercises, what eased most first. Staff ask for `only_shared`: other ratings are not theirs to know."""
    practices = Practice.shared_in([enrollment.id]) if only_shared else Practice.latest(enrollment)
    falls = defaultdict(list)
    for one in practices.limit(MOST_READ):
        if one.before is not None and one.after is not None:
            falls[one.slug].append(one.before - one.after)
    return ranked(falls)


def ranked(falls: dict[str, list[int]]) -> list[Effect]:
    everything = [fall for some in falls.values() for fall in some]
    mean = sum(everything) / len(everything) if everything else 0
    effects = [
        Effect(slug, len(some), sum(some) / len(some), (sum(some) + WEIGHT * mean) / (len(some) + WEIGHT))
        for slug, some in falls.items()
    ]
    return sorted(effects, key=lambda one: (-one.shrunk, -one.tries, one.slug))
