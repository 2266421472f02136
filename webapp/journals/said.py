"""What is in an entry, in words: for files and for searching."""

from webapp.journals.models import JournalEntry
from webapp.journals.vocabulary import EMOTIONS, ENERGIES, HELPED, SLEEP_QUALITIES, TRIGGERS, words_of

_EMOTIONS, _TRIGGERS = words_of(EMOTIONS), words_of(TRIGGERS)


def emotions(entry: JournalEntry) -> list[str]:
    return _known(_EMOTIONS, entry.emotions)


def triggers(entry: JournalEntry) -> list[str]:
    return _known(_TRIGGERS, entry.triggers)


def energy(entry: JournalEntry) -> str:
    return str(ENERGIES.get(entry.energy, ""))


def sleep_quality(entry: JournalEntry) -> str:
    return str(SLEEP_QUALITIES.get(entry.sleep_quality, ""))


def skills(entry: JournalEntry) -> list[str]:
    """Each with how much it helped, if that was said."""
    return [f"{key}: {HELPED[helped]}" if helped in HELPED else key for key, helped in entry.skills.items()]


def answers(entry: JournalEntry) -> list[str]:
    return [f"{key}: {answer}" for key, answer in entry.answers.items()]


def _known(words: dict, keys) -> list[str]:
    """The words of keys; a person's own words as they are."""
    return [str(words.get(key, key)) for key in keys]
