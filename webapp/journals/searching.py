"""Finding one's own entries. They are sealed, so each is opened and looked at, newest first, some at a time.

Dates and visibility are asked of the database; all else of the opened entry. A page ends when it is full, or after
`MOST_OPENED` entries with the place from which to go on, so no older hit is lost and no request runs long.
"""

import datetime as dt
import functools
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import peewee

from webapp import clock
from webapp.encryption import CannotOpen, open_text, seal_text
from webapp.formatting import viewer_zone
from webapp.journals import said
from webapp.journals.models import JournalEntry
from webapp.journals.paging import Page, mark_of, page_of
from webapp.people.models import Enrollment

FOUND_AT_ONCE = 20
OPENED_AT_ONCE = 100
MOST_OPENED = 1500
_PURPOSE = "journal search"
_PAD_TO = 256  # the length of an address tells nothing of the words


@dataclass(frozen=True)
class Search:
    """What is asked for; what is empty is not asked."""

    words: str = ""
    mood: int | None = None
    emotion: str = ""
    trigger: str = ""
    template: str = ""
    visibility: str = ""
    first_day: dt.date | None = None
    last_day: dt.date | None = None

    def sealed_for(self, stay: Enrollment) -> str:
        """What may stand in an address: nobody without the stay's key can read it."""
        asked = json.dumps({name: value for name, value in asdict(self).items() if value}, default=str)
        return seal_text(stay.id, _PURPOSE, asked.ljust(-(-len(asked) // _PAD_TO) * _PAD_TO))

    @classmethod
    def opened_for(cls, stay: Enrollment, sealed: str) -> "Search | None":
        """What `sealed_for` sealed for the same stay; None for anything else."""
        try:
            asked = json.loads(open_text(stay.id, _PURPOSE, sealed))
        except (CannotOpen, ValueError):
            return None
        for name in asked.keys() & {"first_day", "last_day"}:
            asked[name] = dt.date.fromisoformat(asked[name])
        return cls(**asked)

    def among(self, entries: peewee.ModelSelect) -> peewee.ModelSelect:
        """What the database can decide."""
        if self.visibility:
            entries = entries.where(JournalEntry.visibility == self.visibility)
        if self.first_day:
            entries = entries.where(
                JournalEntry.written_at >= clock.day_bounds(self.first_day, viewer_zone())[0]
            )
        if self.last_day:
            entries = entries.where(
                JournalEntry.written_at < clock.day_bounds(self.last_day, viewer_zone())[1]
            )
        return entries

    @functools.cached_property
    def _words(self) -> list[str]:
        return self.words.casefold().split()

    def fits(self, entry: JournalEntry) -> bool:
        """What only the opened entry can tell."""
        return (
            (self.mood is None or entry.mood == self.mood)
            and (not self.emotion or self.emotion in entry.emotions)
            and (not self.trigger or self.trigger in entry.triggers)
            and (not self.template or entry.template == self.template)
            and (not self._words or _has_all(self._words, entry))
        )


@dataclass(frozen=True)
class Found:
    """The entries of one page of hits; `older` is the mark to go on from, `through` the last entry looked at."""

    entries: list[JournalEntry]
    older: str | None
    through: JournalEntry | None


def find(stay: Enrollment, search: Search, before: str | None = None) -> Found | None:
    """The next hits after the mark; None if that is no mark."""
    hits: list[JournalEntry] = []
    opened = 0
    for page in _pages(search.among(JournalEntry.kept().where(JournalEntry.enrollment == stay.id)), before):
        if page is None:
            return None
        for entry in page.entries:
            opened += 1
            if search.fits(entry):
                hits.append(entry)
            if len(hits) == FOUND_AT_ONCE or opened == MOST_OPENED:
                is_last = entry is page.entries[-1] and page.older is None
                return Found(hits, None if is_last else mark_of(entry), entry)
    return Found(hits, None, None)


def _pages(entries: peewee.ModelSelect, before: str | None) -> Iterator[Page | None]:
    while True:
        page = page_of(entries, before, OPENED_AT_ONCE)
        yield page
        if page is None or page.older is None:
            return
        before = page.older


def _has_all(words: list[str], entry: JournalEntry) -> bool:
    text = searched(entry).casefold()
    return all(word in text for word in words)


def searched(entry: JournalEntry) -> str:
    """All words of an entry, as a person would look for them."""
    said_of = (said.answers, said.emotions, said.triggers, said.skills)
    return "\n".join([entry.words, *(one for tell in said_of for one in tell(entry))])
