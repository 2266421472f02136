"""Finding an exercise: by what is felt now, by the time there is, by kind, by favourites and by words."""

from dataclasses import dataclass, fields

from webapp.exercises.catalogue import Exercise
from webapp.exercises.vocabulary import CATEGORIES, FEELS, KIND_NAMES, TIMES

MOST_LETTERS = 60


@dataclass(frozen=True)
class Search:
    """What is asked of the library; what is empty is not asked. Anything unknown counts as not asked."""

    feel: str = ""
    time: str = ""
    kind: str = ""
    mine: str = ""
    words: str = ""

    @classmethod
    def of(cls, asked) -> "Search":
        """Read from the query of an address."""
        known = {"feel": FEELS, "time": TIMES, "kind": KIND_NAMES, "mine": ("1",)}
        chosen = {name: asked.get(name, "") for name in known}
        words = " ".join(asked.get("words", "")[:MOST_LETTERS].split())
        return cls(words=words, **{name: one for name, one in chosen.items() if one in known[name]})

    def __bool__(self) -> bool:
        return any(self.asked.values())

    @property
    def asked(self) -> dict[str, str]:
        return {one.name: value for one in fields(self) if (value := getattr(self, one.name))}

    def but(self, **changes: str) -> dict[str, str]:
        """The query of the same search with something else in it; the same choice again takes it back."""
        new = self.asked | {
            name: "" if self.asked.get(name) == value else value for name, value in changes.items()
        }
        return {name: value for name, value in new.items() if value}

    def fits(self, exercise: Exercise, favourites) -> bool:
        return (
            (not self.feel or helps_when(exercise, self.feel))
            and (not self.time or exercise.minutes <= int(self.time))
            and (not self.kind or exercise.kind == self.kind)
            and (not self.mine or exercise.slug in favourites)
            and all(word in _searched(exercise) for word in self.words.casefold().split())
        )


def helps_when(exercise: Exercise, feel: str) -> bool:
    _words, codes = FEELS[feel]
    return not codes.isdisjoint(exercise.helps)


def found(search: Search, library: list[Exercise], favourites=()) -> list[Exercise]:
    """The exercises of the library that fit, short ones first."""
    fitting = [one for one in library if search.fits(one, favourites)]
    return sorted(fitting, key=lambda one: one.minutes)


def _searched(exercise: Exercise) -> str:
    about = (
        exercise.title,
        CATEGORIES[exercise.category],
        exercise.helps_with,
        exercise.introduction.striptags(),
    )
    return " ".join(str(one) for one in about).casefold()
