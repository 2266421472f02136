"""Listed words at which a writer is shown ways to help. Nothing here detects anything or tells anybody.

The list is a file for each language, with an owner and a date, read by this module and, on the phone, by
static/js/risk-words.js: both say the same (tests/browser/test_writing.py). Why so: docs/decisions/0022-risk-words.md.
"""

import functools
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import get_locale

from webapp.formatting import STATIC

FOLDER = "risk-words"
FIRST_LANGUAGE = "en"
HELP, MEDICAL = "help", "medical"
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc]")
_BETWEEN_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Family:
    """Phrases of one meaning, and which help comes first for it."""

    name: str
    leads_to: str
    phrases: tuple[str, ...]


@dataclass(frozen=True)
class PhraseList:
    """What is listed for a language, who answers for it, and when it was last looked through."""

    owner: str
    written_on: str
    verified_on: str | None  # None until a clinician of the program has looked it through
    but_not: tuple[str, ...]
    families: tuple[Family, ...]

    def found_in(self, texts: Iterable[str]) -> dict[str, list[str]]:
        """The listed phrases of each family that stand in the texts, in the order of the list."""
        plain = " | ".join(f" {plain_words(text)} " for text in texts)
        for harmless in self.but_not:
            plain = plain.replace(f" {harmless} ", " | ")
        met = {
            family.name: [one for one in family.phrases if f" {one} " in plain] for family in self.families
        }
        return {name: phrases for name, phrases in met.items() if phrases}

    def first_help(self, found: dict[str, list[str]]) -> str | None:
        """Which help comes first: medical if any family leads there; None if nothing was found."""
        leads = {family.leads_to for family in self.families if family.name in found}
        return MEDICAL if MEDICAL in leads else next(iter(leads), None)


def plain_words(text: str) -> str:
    """The words alone: small letters, no apostrophes, one blank between."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return _BETWEEN_WORDS.sub(" ", _APOSTROPHES.sub("", folded)).strip()


def path_of(language: str) -> str:
    """The file's place among the static files; that of the first language if there is none for this one."""
    path = f"{FOLDER}/{language}.json"
    return path if (STATIC / path).is_file() else f"{FOLDER}/{FIRST_LANGUAGE}.json"


def phrases_path() -> str:
    """The file for whoever looks at the page."""
    return path_of(get_locale().language)


@functools.lru_cache(maxsize=16)
def phrase_list(path: str) -> PhraseList:
    read = json.loads((STATIC / path).read_text(encoding="utf-8"))
    families = tuple(
        Family(name, values["leads_to"], tuple(values["phrases"]))
        for name, values in read["families"].items()
    )
    return PhraseList(
        read["owner"], read["written_on"], read["verified_on"], tuple(read["but_not"]), families
    )


def help_for(texts: Iterable[str]) -> str | None:
    """Which card the writer of these texts is offered, if any."""
    listed = phrase_list(phrases_path())
    return listed.first_help(listed.found_in(texts))
