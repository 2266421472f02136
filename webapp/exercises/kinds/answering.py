"""Kinds that ask for answers: a worksheet, the five senses, cards to pick and a drawing."""

import re
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from webapp.content_files import Front

ANSWERS = ("line", "words", "rating", "choice")
MOST_CARDS = 40


@dataclass(frozen=True)
class Question:
    """One place to answer: a line, some words, a 0-10 rating, one of some options, or some of them (`picks`)."""

    key: str
    type: str
    label: object  # words, perhaps to be translated when shown
    hint: object = ""
    options: tuple[str, ...] = ()
    at_most: int = 1


@dataclass(frozen=True)
class Worksheet:
    questions: tuple[Question, ...]

    @classmethod
    def read(cls, front: Front, minutes: int) -> "Worksheet":
        questions = tuple(cls._question(field) for field in front.items("fields", at_most=20))
        keys = [question.key for question in questions]
        if len(set(keys)) < len(keys):
            raise front.refuse("fields", "two of them have the same key")
        return cls(questions)

    @staticmethod
    def _question(front: Front) -> Question:
        key = front.text("key", longest=40)
        if not re.fullmatch(r"[a-z][a-z_]*", key):
            raise front.refuse("key", "must be small letters and underscores")
        kind = front.choice("type", ANSWERS)
        options = front.words("options", 2, 12) if kind == "choice" else ()
        question = Question(key, kind, front.text("label"), front.text("hint", default=""), options)
        front.finish()
        return question


@dataclass(frozen=True)
class Sense:
    """What one sense looks for, and how many of it."""

    title: str
    text: str
    count: int


@dataclass(frozen=True)
class Grounding:
    """The senses one after the other: counted with a tap, written down by who likes to."""

    senses: tuple[Sense, ...]

    @classmethod
    def read(cls, front: Front, minutes: int) -> "Grounding":
        return cls(tuple(cls._sense(sense) for sense in front.items("senses", at_most=8)))

    @staticmethod
    def _sense(front: Front) -> Sense:
        sense = Sense(front.text("title", longest=80), front.text("text"), front.number("count", 1, 5))
        front.finish()
        return sense

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(Question(f"sense_{at}", "line", sense.title) for at, sense in enumerate(self.senses, 1))


@dataclass(frozen=True)
class Card:
    title: str
    text: str


@dataclass(frozen=True)
class Cards:
    """A question, and cards to pick an answer from."""

    ask: str
    pick: int  # at most
    cards: tuple[Card, ...]

    @classmethod
    def read(cls, front: Front, minutes: int) -> "Cards":
        found = cls(
            front.text("ask"),
            front.number("pick", 1, 10),
            tuple(cls._card(card) for card in front.items("cards", MOST_CARDS)),
        )
        titles = [card.title for card in found.cards]
        if len(set(titles)) < len(titles):
            raise front.refuse("cards", "two of them have the same title")
        return found

    @staticmethod
    def _card(front: Front) -> Card:
        card = Card(front.text("title", longest=80), front.text("text", default=""))
        front.finish()
        return card

    @property
    def questions(self) -> tuple[Question, ...]:
        titles = tuple(card.title for card in self.cards)
        return (Question("picked", "picks", self.ask, options=titles, at_most=self.pick),)


@dataclass(frozen=True)
class Drawing:
    """A prompt to draw, and the same invitation for those who would rather use words."""

    prompt: str
    words: str

    @classmethod
    def read(cls, front: Front, minutes: int) -> "Drawing":
        return cls(front.text("prompt"), front.text("words"))

    @property
    def questions(self) -> tuple[Question, ...]:
        return (Question("words", "words", _l("In words"), self.words),)
