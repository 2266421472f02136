"""One instrument's file, read and checked: whatever is off in it is refused with file and key."""

import datetime as dt
import re
import tomllib
from pathlib import Path

from webapp.assessments.instrument import Band, Cutoff, Instrument, Item, Option, Rule, Subscale, Threshold

BETTER = ("lower", "higher")
COPIES = "copies"  # agreeing reproductions were read, and no source that the publisher gave out: there is no day yet
CHECKED = ("published", "listed", COPIES)  # the others as in webapp/helplines/helplines.toml
STRESS = "stress"  # reactions to very stressful events
NONCOMMERCIAL = "noncommercial"
ALGORITHMS = ("phq-9", "audit-c")

_WORDS = ("name", "about", "version", "recall", "licence", "credit", "source", "owner")
_REQUIRED = {*_WORDS, "format", "stem", "minutes", "better", "range", "every_days", "items"}
_REQUIRED |= {"checked"}
_OPTIONAL = {
    "preface",
    "options",
    "times",
    "prorated_missing",
    "reliable_change",
    "bands",
    "cutoffs",
    "notes",
}
_OPTIONAL |= {"safety", "signals", "subscales", "rule", "ends", "longer", "needs", "algorithm"}
_OPTIONAL |= {"assigned_only", "warns_of", "verified_on"}


class InstrumentError(ValueError):
    """A questionnaire that cannot be asked; the message names the file and the key."""


def read_instrument(path: Path) -> Instrument:
    """One file as an Instrument, or an InstrumentError that names file and key."""
    if not re.fullmatch(r"[a-z]+-[0-9a-z]+", path.stem):
        raise InstrumentError(f"{path.name}: a file name must be like phq-9")
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InstrumentError(f"{path.name}: {error}") from error
    return _Reading(path.name, data).instrument(path.stem, path.parent.name)


class _Reading:
    """The checks of one file; each refusal says where."""

    def __init__(self, file: str, data: dict):
        self.file, self.data = file, data

    def instrument(self, slug: str, language: str) -> Instrument:
        self._keys("", self.data, _REQUIRED, _OPTIONAL)
        data = self.data
        if data["format"] != 1:
            self._refuse("format", "must be 1")
        items = self._items()
        lowest, highest = self._range(items)
        return Instrument(
            slug=slug,
            language=language,
            **{key: self._words(key, data[key]) for key in _WORDS},
            minutes=self._number("minutes", data["minutes"], 1, 60),
            stem=self._text("stem", data["stem"]),
            preface=self._text("preface", data.get("preface", "")),
            items=items,
            better=self._one_of("better", data["better"], BETTER),
            lowest=lowest,
            highest=highest,
            times=self._times(),
            every_days=self._number("every_days", data["every_days"], 0, 366),
            verified_on=self._verified_on(),
            checked=self._one_of("checked", data["checked"], CHECKED),
            prorated_missing=self._number(
                "prorated_missing", data.get("prorated_missing", 0), 0, len(items) - 1
            ),
            reliable_change=self._optional_number("reliable_change", 1, highest),
            bands=self._bands(lowest, highest),
            cutoffs=self._cutoffs(lowest, highest),
            notes=tuple(self._words("notes", note) for note in data.get("notes", ())),
            safety=self._threshold("safety", items, data["safety"]) if "safety" in data else None,
            signals=tuple(self._threshold("signals", items, one) for one in data.get("signals", ())),
            subscales=self._subscales(items),
            rule=self._rule(),
            ends=self._ends(items),
            longer=self._longer(lowest, highest),
            needs=self._optional_one_of("needs", (NONCOMMERCIAL,)),
            algorithm=self._optional_one_of("algorithm", ALGORITHMS),
            assigned_only=self._yes_or_no("assigned_only", data.get("assigned_only", False)),
            warns_of=self._optional_one_of("warns_of", (STRESS,)),
        )

    def _items(self) -> tuple[Item, ...]:
        usual = self._options("options", self.data["options"]) if "options" in self.data else ()
        items = []
        for number, entry in enumerate(self.data["items"], 1):
            place = f"items {number}"
            self._keys(place, entry, {"key", "words"}, {"options", "is_scored"})
            options = self._options(place, entry["options"]) if "options" in entry else usual
            if not options:
                self._refuse(place, "has no options")
            if not isinstance(entry["key"], str) or not re.fullmatch(r"[0-9]{1,2}|[a-z]{1,4}", entry["key"]):
                self._refuse(place, f"{entry['key']!r} is no key of an item")
            is_scored = self._yes_or_no(f"{place}: is_scored", entry.get("is_scored", True))
            items.append(Item(entry["key"], self._words(place, entry["words"]), options, is_scored))
        if len({item.key for item in items}) != len(items):
            self._refuse("items", "a key stands twice")
        if not any(item.is_scored for item in items):
            self._refuse("items", "nothing is scored")
        return tuple(items)

    def _options(self, place: str, entries) -> tuple[Option, ...]:
        options = []
        for entry in entries:
            self._keys(place, entry, {"points", "words"}, set())
            points = self._number(f"{place}: points", entry["points"], 0, 100)
            options.append(Option(points, self._text(place, entry["words"])))
        if len({option.points for option in options}) != len(options) or len(options) < 2:
            self._refuse(place, "needs two or more options, each with points of its own")
        if not options[0].words or not options[-1].words:
            self._refuse(place, "the first and the last option need words")
        return tuple(options)

    def _times(self) -> int:
        return self._number("times", self.data.get("times", 1), 1, 10)

    def _range(self, items) -> tuple[int, int]:
        scored = [item.points for item in items if item.is_scored]
        true = [self._times() * sum(map(end, scored)) for end in (min, max)]
        if self.data["range"] != true:
            self._refuse("range", f"the items give {true}")
        return true[0], true[1]

    def _bands(self, lowest: int, highest: int) -> tuple[Band, ...]:
        bands = []
        for entry in self.data.get("bands", ()):
            self._keys("bands", entry, {"from", "to", "words"}, set())
            bands.append(Band(entry["from"], entry["to"], self._words("bands", entry["words"])))
        expected = lowest
        for band in bands:
            if band.first != expected or band.last < band.first:
                self._refuse("bands", f"there is a gap or an overlap at {band.first}")
            expected = band.last + 1
        if bands and expected != highest + 1:
            self._refuse("bands", f"they end before {highest}")
        return tuple(bands)

    def _cutoffs(self, lowest: int, highest: int) -> tuple[Cutoff, ...]:
        cutoffs = []
        for entry in self.data.get("cutoffs", ()):
            self._keys("cutoffs", entry, {"words"}, {"from", "below"})
            if len({"from", "below"} & entry.keys()) != 1:
                self._refuse("cutoffs", "needs either from or below")
            for key in {"from", "below"} & entry.keys():
                self._number(f"cutoffs: {key}", entry[key], lowest, highest)
            words = self._words("cutoffs", entry["words"])
            cutoffs.append(Cutoff(words, entry.get("from"), entry.get("below")))
        return tuple(cutoffs)

    def _threshold(self, place: str, items, entry) -> Threshold:
        self._keys(place, entry, {"item", "from"}, set())
        self._answer_of(place, items, entry["item"], entry["from"])
        return Threshold(entry["item"], entry["from"])

    def _subscales(self, items) -> tuple[Subscale, ...]:
        known = [item.key for item in items if item.is_scored]
        subscales = []
        for entry in self.data.get("subscales", ()):
            self._keys("subscales", entry, {"name", "items"}, {"needs"})
            keys = entry["items"]
            if not keys or any(key not in known for key in keys) or len(set(keys)) != len(keys):
                self._refuse("subscales", "needs items that are scored, each once")
            needs = self._number("subscales: needs", entry.get("needs", 0), 0, len(keys))
            subscales.append(Subscale(self._words("subscales", entry["name"]), tuple(keys), needs))
        return tuple(subscales)

    def _rule(self) -> Rule | None:
        entry = self.data.get("rule")
        if entry is None:
            return None
        self._keys("rule", entry, {"from", "words"}, set())
        if not any(one.get("needs") for one in self.data.get("subscales", ())):
            self._refuse("rule", "needs subscales that say how many items they need")
        return Rule(self._number("rule: from", entry["from"], 1, 100), self._words("rule", entry["words"]))

    def _verified_on(self) -> dt.date | None:
        """Where only copies were compared there is no day yet, so that nobody takes it for verified."""
        if ("verified_on" in self.data) == (self.data["checked"] == COPIES):
            self._refuse("verified_on", f"must be there, and must not where checked is {COPIES!r}")
        return self._day("verified_on", self.data["verified_on"]) if "verified_on" in self.data else None

    def _ends(self, items) -> tuple[str, int] | None:
        entry = self.data.get("ends")
        if entry is None:
            return None
        self._keys("ends", entry, {"item", "points"}, set())
        self._answer_of("ends", items, entry["item"], entry["points"])
        return entry["item"], entry["points"]

    def _answer_of(self, place: str, items, key: str, points: int) -> None:
        item = next((one for one in items if one.key == key), None)
        if item is None or points not in item.points:
            self._refuse(place, "names no answer of an item")

    def _longer(self, lowest: int, highest: int) -> tuple[int, str] | None:
        entry = self.data.get("longer")
        if entry is None:
            return None
        self._keys("longer", entry, {"from", "instrument"}, set())
        least = self._number("longer: from", entry["from"], lowest, highest)
        return least, self._words("longer", entry["instrument"])

    def _keys(self, place: str, entry, required: set[str], optional: set[str]) -> None:
        where = f"{place}: " if place else ""
        if not isinstance(entry, dict):
            raise InstrumentError(f"{self.file}: {where}must be a group of keys")
        for key in sorted(entry.keys() - required - optional):
            raise InstrumentError(f"{self.file}: {where}{key}: is not a known key here")
        for key in sorted(required - entry.keys()):
            raise InstrumentError(f"{self.file}: {where}{key}: is missing")

    def _number(self, key: str, value, least: int, most: int) -> int:
        if type(value) is not int or not least <= value <= most:
            self._refuse(key, f"must be a whole number from {least} to {most}")
        return value

    def _optional_number(self, key: str, least: int, most: int) -> int | None:
        return self._number(key, self.data[key], least, most) if key in self.data else None

    def _text(self, key: str, value) -> str:
        if not isinstance(value, str) or value != value.strip():
            self._refuse(key, "must be words without blanks around them")
        return value

    def _words(self, key: str, value) -> str:
        if not self._text(key, value):
            self._refuse(key, "must not be empty")
        return value

    def _yes_or_no(self, key: str, value) -> bool:
        if type(value) is not bool:
            self._refuse(key, "must be true or false")
        return value

    def _optional_one_of(self, key: str, allowed: tuple[str, ...]) -> str:
        return self._one_of(key, self.data[key], allowed) if key in self.data else ""

    def _one_of(self, key: str, value, allowed: tuple[str, ...]) -> str:
        if value not in allowed:
            self._refuse(key, f"{value!r} is unknown; known are: {', '.join(allowed)}")
        return value

    def _day(self, key: str, value) -> dt.date:
        if type(value) is not dt.date:
            self._refuse(key, "must be a date")
        return value

    def _refuse(self, key: str, reason: str):
        raise InstrumentError(f"{self.file}: {key}: {reason}")
