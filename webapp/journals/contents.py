"""What is in an entry, and how it is said: the same for an entry, an earlier version, and one not saved."""

from webapp.encryption import Sealed
from webapp.journals.prompts import question_of
from webapp.journals.vocabulary import (
    EMOTIONS,
    ENERGIES,
    FREE,
    HELPED,
    MOODS,
    SLEEP_QUALITIES,
    TRIGGERS,
    words_of,
)
from webapp.skills import title_of

CONTENT = (
    *("mood", "craving", "anxiety", "energy", "sleep_hours", "sleep_quality"),
    *("emotions", "triggers", "skills", "template", "answers", "words", "drawing"),
)


class Contents:
    """The sealed values of a row that holds an entry's contents. All but the template can be empty."""

    mood = Sealed()
    craving = Sealed()
    anxiety = Sealed()
    energy = Sealed()
    sleep_hours = Sealed()
    sleep_quality = Sealed()
    emotions = Sealed(default=[])  # keys of EMOTIONS, and own words
    triggers = Sealed(default=[])  # keys of TRIGGERS, and own words
    skills = Sealed(default={})  # how much each helped (a key of HELPED, or None), by slug or own words
    template = Sealed(default=FREE)
    answers = Sealed(default={})  # to the template's questions, by their keys
    words = Sealed(default="")
    drawing = Sealed()  # a PNG as base64

    def content(self) -> dict:
        return {name: getattr(self, name) for name in CONTENT}

    def put(self, content: dict) -> None:
        for name, value in content.items():
            setattr(self, name, value)

    @property
    def mood_word(self):
        return MOODS.get(self.mood)

    @property
    def energy_word(self):
        return ENERGIES.get(self.energy)

    @property
    def sleep_word(self):
        return SLEEP_QUALITIES.get(self.sleep_quality)

    @property
    def emotion_words(self) -> list[str]:
        return _said(self.emotions, words_of(EMOTIONS))

    @property
    def trigger_words(self) -> list[str]:
        return _said(self.triggers, words_of(TRIGGERS))

    @property
    def skills_tried(self) -> list[tuple]:
        """Each skill's name, and the words for how much it helped (None if that was left open)."""
        return [(title_of(skill), HELPED.get(helped)) for skill, helped in self.skills.items()]

    @property
    def answers_given(self) -> list[tuple]:
        """Each answered question and what was answered, as it is said."""
        pairs = [(question_of(self.template, key), answer) for key, answer in self.answers.items()]
        return [(question.label, question.said(answer)) for question, answer in pairs]

    @property
    def texts(self) -> list[str]:
        """All that a person wrote in words of their own."""
        known = words_of(EMOTIONS).keys() | words_of(TRIGGERS).keys()
        own = [one for one in (*self.emotions, *self.triggers, *self.skills) if one not in known]
        return [self.words, *(one for one in self.answers.values() if isinstance(one, str)), *own]

    @property
    def gist(self) -> str:
        """What a list shows of it: the words, or the first answer in words."""
        answers = [answer for answer in self.answers.values() if isinstance(answer, str)]
        return self.words or next(iter(answers), "")


def _said(keys: list[str], words: dict) -> list[str]:
    return [str(words.get(key, key)) for key in keys]
