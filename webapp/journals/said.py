"""What is in an entry, in words: for files and for searching."""

from webapp.journals.models import JournalEntry
from webapp.journals.vocabulary import ENERGIES, SLEEP_QUALITIES


def emotions(entry: JournalEntry) -> list[str]:
    return [str(word) for word in entry.emotion_words]


def triggers(entry: JournalEntry) -> list[str]:
    return [str(word) for word in entry.trigger_words]


def energy(entry: JournalEntry) -> str:
    return str(ENERGIES.get(entry.energy, ""))


def sleep_quality(entry: JournalEntry) -> str:
    return str(SLEEP_QUALITIES.get(entry.sleep_quality, ""))


def skills(entry: JournalEntry) -> list[str]:
    """Each by its name, with how much it helped, if that was said."""
    return [f"{name}: {helped}" if helped else str(name) for name, helped in entry.skills_tried]


def answers(entry: JournalEntry) -> list[str]:
    return [f"{question} {answer}" for question, answer in entry.answers_given]
