"""Pages of entries by their place in time, so that a far page costs what the first one costs."""

import datetime as dt
import re
from dataclasses import dataclass

import peewee

from webapp import clock
from webapp.journals.models import JournalEntry
from webapp.people.models import Enrollment
from webapp.prepared import prepared

PAGE = 20
_MARK = re.compile(r"([0-9]{1,14})-([0-9a-z]{26})", re.ASCII)


@dataclass(frozen=True)
class Page:
    """Some entries, and the mark after which the older ones follow (None at the end)."""

    entries: list[JournalEntry]
    older: str | None


def page_of(query: peewee.ModelSelect, before: str | None = None, size: int = PAGE) -> Page | None:
    """The entries of the query that come after the mark, newest first; None if that is no mark."""
    if before:
        mark = _MARK.fullmatch(before)
        if mark is None:
            return None
        place = peewee.Tuple(JournalEntry.written_at, JournalEntry.id)
        query = query.where(place < peewee.Tuple(int(mark[1]), mark[2]))
    newest_first = query.order_by(JournalEntry.written_at.desc(), JournalEntry.id.desc())
    return _page(list(newest_first.limit(size + 1)), size)


def newest_page_of(enrollment: Enrollment) -> Page:
    """The first page of a stay's own entries, which is asked for most."""
    return _page(_newest(enrollment.id), PAGE)


@prepared
def _newest(enrollment_id):
    return JournalEntry.of(enrollment_id).limit(PAGE + 1)


def _page(entries: list[JournalEntry], size: int) -> Page:
    return Page(entries[:size], mark_of(entries[size - 1]) if len(entries) > size else None)


def mark_of(entry: JournalEntry) -> str:
    """The place after this entry."""
    return f"{(entry.written_at - _EPOCH) // dt.timedelta(milliseconds=1)}-{entry.id}"


_EPOCH = dt.datetime(1970, 1, 1, tzinfo=clock.UTC)
