"""A person's entries by day: what was rated, felt, met and tried on each."""

import datetime as dt
import functools
import operator
import statistics
from dataclasses import dataclass
from functools import cached_property

from webapp import clock
from webapp.journals.models import JournalEntry
from webapp.journals.vocabulary import ANXIETY, CRAVING, ENERGY, MOOD, SLEEP
from webapp.people.models import Enrollment
from webapp.trends.spans import ONE_DAY, Span, zone_of

VALUE_OF = {MOOD: "mood", CRAVING: "craving", ANXIETY: "anxiety", ENERGY: "energy", SLEEP: "sleep_hours"}


@dataclass(frozen=True)
class Day:
    """One day on which something was written."""

    date: dt.date
    entries: list[JournalEntry]

    @cached_property
    def values(self) -> dict[str, list[float]]:
        """What was rated, in the order of writing."""
        return {name: _rated(self.entries, value) for name, value in VALUE_OF.items()}

    def rating(self, name: str) -> float | None:
        """The one number of the day: the strongest craving, else the middle of what was rated."""
        values = self.values[name]
        if not values:
            return None
        return max(values) if name == CRAVING else statistics.median(values)

    @cached_property
    def triggers(self) -> set[str]:
        return {one for entry in self.entries for one in entry.triggers}

    @cached_property
    def used_a_skill(self) -> bool:
        return any(entry.skills for entry in self.entries)


def _rated(entries, value: str) -> list[float]:
    return [number for entry in entries if (number := getattr(entry, value)) is not None]


def entries_within(stay: Enrollment, only_shared: bool, *spans: Span) -> list[JournalEntry]:
    """A stay's entries within any of the spans, oldest first. For staff always `only_shared`."""
    query = JournalEntry.shared() if only_shared else JournalEntry.kept()
    needed = (JournalEntry.id, JournalEntry.enrollment, JournalEntry.written_at)
    needed += (JournalEntry.sealed, JournalEntry.revision)
    bounds = [span.bounds(zone_of(stay)) for span in spans]
    within = [(JournalEntry.written_at >= begin) & (JournalEntry.written_at < end) for begin, end in bounds]
    found = query.select(*needed).where(
        JournalEntry.enrollment == stay.id, functools.reduce(operator.or_, within)
    )
    return list(found.order_by(JournalEntry.written_at, JournalEntry.id))


def by_day(entries, zone_name: str) -> list[Day]:
    """The days on which these were written, in order."""
    found: dict[dt.date, list[JournalEntry]] = {}
    for entry in entries:
        found.setdefault(clock.local(entry.written_at, zone_name).date(), []).append(entry)
    return [Day(date, found[date]) for date in sorted(found)]


@dataclass(frozen=True)
class Coverage:
    """How much of a span is known at all."""

    entries: int
    days: int
    days_in_all: int
    longest_gap: int

    @classmethod
    def of(cls, days: list[Day], span: Span) -> "Coverage":
        edges = [span.first_day - ONE_DAY, *(day.date for day in days), span.last_day + ONE_DAY]
        gaps = [(after - before).days - 1 for before, after in zip(edges, edges[1:], strict=False)]
        return cls(sum(len(day.entries) for day in days), len(days), span.days, max(gaps))

    @property
    def is_thin(self) -> bool:
        return self.days * 3 < self.days_in_all
