"""Entries as a person writes them in a browser, for the tests of journals and caseload."""

import re

from webapp.database import new_id
from webapp.journals.models import JournalEntry, Review

CANARY = "cobaltheron"
WORDS = f"I saw a {CANARY} by the river and stayed with it."


def write(visitor, **fields):
    """POST a whole entry, as the form does."""
    return visitor.send("/journals/", {"visibility": "private", "once": new_id(), **fields})


def written(visitor, **fields) -> JournalEntry:
    """The entry that the POST made."""
    before = {entry.id for entry in JournalEntry.select(JournalEntry.id)}
    answer = write(visitor, **fields)
    assert answer.status_code == 303, answer.text
    (entry,) = (entry for entry in JournalEntry.kept() if entry.id not in before)
    return entry


def reread(entry: JournalEntry) -> JournalEntry:
    return JournalEntry.ever_opened().where(JournalEntry.id == entry.id).first() or JournalEntry.get_by_id(
        entry.id
    )


def review_of(entry: JournalEntry) -> Review | None:
    return Review.get_or_none(Review.entry == entry.id)


def answer(clinician, entry, words="Thank you for sharing this.", **fields):
    """Open the entry and POST an answer, as the page does."""
    page = clinician.get(f"/caseload/entries/{entry.id}")
    assert page.status_code == 200
    return clinician.send(
        f"/caseload/entries/{entry.id}/answer", {**hidden_in(page), "words": words, **fields}
    )


def hidden_in(page) -> dict:
    """The hidden fields of the page's form, but for the token."""
    found = dict(re.findall(r'name="(once|revision)" type="hidden" value="([^"]*)"', page.text))
    assert set(found) == {"once", "revision"}
    return found
