"""What of a stay's shared entries a clinician should look at, by house rules that anybody can read here.

The rules are the program's own, not validated measures, and a reason to look at something, never a verdict. They read
what is shared and nothing else; when an entry is taken back, what rested on it is gone at once.
"""

import datetime as dt
import statistics
from collections import defaultdict

from webapp import clock
from webapp.journals.models import JournalEntry
from webapp.journals.risk_words import FIRST_LANGUAGE, path_of, phrase_list
from webapp.people.models import Enrollment
from webapp.signals.models import Signal

RATINGS = "journal ratings"  # what the signals are about that rest on several entries
HIGH_CRAVING, HIGH_DAYS = 8, 3
RECENT, BEFORE, FIRST = dt.timedelta(days=7), dt.timedelta(days=28), dt.timedelta(days=14)
MARKED_FALL = 1.0  # of the five steps of mood
FEWEST_RECENT, FEWEST_BEFORE = 3, 5  # ratings; with fewer, nothing is said


def look_again(entry: JournalEntry, stay: Enrollment) -> None:
    """After an entry was written, changed, shared, withdrawn, deleted or brought back: what holds now."""
    is_shown = entry.is_shared and not entry.is_deleted
    if not is_shown:
        Signal.withdraw(stay, entry.id)
    else:
        _mark_words(entry, stay)
    _mark_ratings(stay)


def _mark_words(entry: JournalEntry, stay: Enrollment) -> None:
    """A shared entry that holds listed words, if the program told its participants that it marks them."""
    found = words_in(entry) if stay.program.tells_of_risk_words else {}
    if found:
        Signal.show(stay, entry.id, {"words": found})
        return
    marked = Signal.get_or_none(Signal.enrollment == stay.id, Signal.about == entry.id)
    if marked is not None and "words" in marked.reasons:
        Signal.withdraw(stay, entry.id)


def words_in(entry: JournalEntry) -> dict[str, list[str]]:
    """The listed phrases that stand in it, by family; the list is that of its writer's language."""
    language = entry.enrollment.participant.locale or FIRST_LANGUAGE
    return phrase_list(path_of(language)).found_in(entry.texts)


def _mark_ratings(stay: Enrollment) -> None:
    """One signal for a stay's ratings: it opens when a rule begins to hold, and goes when none holds."""
    reasons = ratings_worth_a_look(stay, clock.now())
    if not reasons:
        Signal.withdraw(stay, RATINGS)
        return
    known = Signal.get_or_none(Signal.enrollment == stay.id, Signal.about == RATINGS)
    # The numbers move with every entry. What a clinician has settled comes back for another rule only.
    if known is None or reasons.keys() - known.reasons.keys():
        Signal.show(stay, RATINGS, reasons)


def ratings_worth_a_look(stay: Enrollment, now: dt.datetime) -> dict:
    """The rules that hold, each with its numbers."""
    entries = _shared_lately(stay, now)
    rules = {"craving_high": _craving_high(entries, stay, now), "mood_fell": _mood_fell(entries, stay, now)}
    return {name: numbers for name, numbers in rules.items() if numbers}


def _shared_lately(stay: Enrollment, now: dt.datetime) -> list[JournalEntry]:
    begin, _end = clock.day_bounds(stay.admitted_on, stay.program.time_zone)
    since = min(now - RECENT - BEFORE, begin + FIRST)
    within = (JournalEntry.written_at > since) | (JournalEntry.written_at < begin + FIRST)
    return list(JournalEntry.shared().where(JournalEntry.enrollment == stay.id, within))


def _craving_high(entries: list[JournalEntry], stay: Enrollment, now: dt.datetime) -> dict | None:
    """Craving of 8 or more on three days in a row (the program's days), the last of them today or yesterday."""
    peaks = defaultdict(int)
    for entry in entries:
        day = clock.local(entry.written_at, stay.program.time_zone).date()
        peaks[day] = max(peaks[day], entry.craving or 0)
    today = clock.local(now, stay.program.time_zone).date()
    for last in (today, today - dt.timedelta(days=1)):
        days = [last - dt.timedelta(days=number) for number in range(HIGH_DAYS)]
        if all(peaks.get(day, 0) >= HIGH_CRAVING for day in days):
            return {"days": HIGH_DAYS, "least": min(peaks[day] for day in days)}
    return None


def _mood_fell(entries: list[JournalEntry], stay: Enrollment, now: dt.datetime) -> dict | None:
    """The median mood of the last seven days lies a whole step or more below the person's own before.

    Before is the 28 days that came first; of a stay that has not so many yet, its first two weeks.
    """
    begin, _end = clock.day_bounds(stay.admitted_on, stay.program.time_zone)
    is_young = now - RECENT - BEFORE < begin
    since, until = (begin, begin + FIRST) if is_young else (now - RECENT - BEFORE, now - RECENT)
    recent = _moods(entries, now - RECENT, now)
    before = _moods(entries, since, min(until, now - RECENT))
    if len(recent) < FEWEST_RECENT or len(before) < FEWEST_BEFORE:
        return None
    was, now_is = statistics.median(before), statistics.median(recent)
    return {"from": was, "to": now_is, "days": RECENT.days} if was - now_is >= MARKED_FALL else None


def _moods(entries: list[JournalEntry], since: dt.datetime, until: dt.datetime) -> list[int]:
    return [one.mood for one in entries if since < one.written_at <= until and one.mood is not None]
