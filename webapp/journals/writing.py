"""What a writer does with an entry: write, change, turn the dial, delete, bring back; and all that follows from it."""

import datetime as dt

from webapp import audit, clock
from webapp.database import writing
from webapp.journals.models import PRIVATE, JournalEntry
from webapp.journals.noticing import look_again
from webapp.journals.versions import EntryVersion
from webapp.people.models import Enrollment

LATE_WITHIN = dt.timedelta(hours=48)
_STATE = ("visibility", "shared_at", "waiting_since", "raised_at")


class ChangedElsewhere(Exception):
    """Another phone changed the entry since the page was opened; nothing is overwritten."""


def write(
    stay: Enrollment, kind: str, content: dict, dial: str = PRIVATE, *times: dt.datetime | None
) -> JournalEntry:
    """A new entry (see `JournalEntry.write`), and what follows from it if it is shared."""
    with writing():
        entry = JournalEntry.write(stay, kind, content, dial, *times)
        if entry.is_shared:
            look_again(entry, stay)
    return entry


def rewrite(
    entry: JournalEntry, content: dict, dial: str, seen: str | None = None, dial_was: str | None = None
) -> None:
    """Change what is in it and who can read it; the words before are kept as a version. Changed words wait anew.

    `seen` is the revision that the writer had before them; ChangedElsewhere if there is another one by now. A dial that
    they left where it was (`dial_was`) stays as it is by now: the entry may have been taken back meanwhile.
    """
    now = clock.now()
    with writing():
        revision = _hold(entry)
        if revision != entry.revision or str(revision) != (seen or str(revision)):
            raise ChangedElsewhere
        was_private, before = not entry.is_shared, entry.content()
        if entry.take(content, entry.dial if dial == dial_was else dial, now):
            entry.edited_at = now
            EntryVersion.keep(entry, before, now)
        _save(entry, "edited_at", "sealed", "revision")
        _tell(entry, was_private)


def turn_dial(entry: JournalEntry, dial: str) -> None:
    """For whom it is from now on, with nothing in it changed."""
    with writing():
        _hold(entry)
        was_private = not entry.is_shared
        entry.take({}, dial, clock.now())
        _save(entry)
        _tell(entry, was_private)


def delete(entry: JournalEntry) -> None:
    """For everybody at once; its writer can bring it back for a day."""
    with writing():
        entry.remove()
        look_again(entry, entry.enrollment)


def restore(entry: JournalEntry) -> None:
    with writing():
        entry.restore()
        look_again(entry, entry.enrollment)


def _hold(entry: JournalEntry) -> int:
    """Of two changes at the same moment the second waits here for the first, and goes on from what that one left.

    The revision by now; what is in the entry is not read again.
    """
    JournalEntry.update(revision=JournalEntry.revision).where(JournalEntry.id == entry.id).execute()
    fields = [JournalEntry.revision, *(getattr(JournalEntry, name) for name in _STATE)]
    now = JournalEntry.select(*fields).where(JournalEntry.id == entry.id).get()
    for name in _STATE:
        setattr(entry, name, getattr(now, name))
    return now.revision


def _save(entry: JournalEntry, *also: str) -> None:
    """Not the whole row: a deletion made meanwhile on another phone must stand."""
    entry.save(only=[getattr(JournalEntry, name) for name in (*_STATE, *also)])


def _tell(entry: JournalEntry, was_private: bool) -> None:
    if entry.is_shared == was_private:
        audit.record("shared entry" if entry.is_shared else "withdrew entry", entry.enrollment, entry)
    if entry.is_shared or not was_private:
        look_again(entry, entry.enrollment)
