"""What an entry can begin from: a template's questions. Every one can be skipped, and none starts anything over.

The questions are worded by us, along methods that anybody may use; an answer is kept under its key, which is never
given a new meaning.
"""

from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.journals.vocabulary import DIARY_CARD, FREE, GRATITUDE, SOMETHING_HAPPENED, THOUGHTS

LINE, WORDS, RATING, CHOICE = "line", "words", "rating", "choice"


@dataclass(frozen=True)
class Question:
    key: str
    label: str
    type: str = WORDS
    hint: str | None = None
    choices: dict[str, str] = field(default_factory=dict)

    def said(self, answer) -> str:
        """An answer in the words of the form."""
        if self.type == RATING:
            return _("%(number)s of 10", number=answer)
        return self.choices.get(answer, answer)


@dataclass(frozen=True)
class Template:
    name: str
    lede: str
    questions: tuple[Question, ...] = ()


TEMPLATES = {
    FREE: Template(_l("Free"), _l("Skip what you like. A mood or a few words are enough.")),
    THOUGHTS: Template(
        _l("A thought to look at"),
        _l("Take one thought that weighs on you, and look at it from the side. Skip what you like."),
        (
            Question("situation", _l("What happened, and where?"), LINE),
            Question("thought", _l("What went through your mind?")),
            Question("strength", _l("How much did you believe it then?"), RATING),
            Question("for", _l("What speaks for it?")),
            Question("against", _l("What speaks against it?")),
            Question("fairer", _l("What would be a fairer way to see it?"), hint=_l("What would you say to a friend?")),
            Question("after", _l("How much do you believe the first thought now?"), RATING),
        ),
    ),
    GRATITUDE: Template(
        _l("Good things"),
        _l("Small ones count. A warm drink counts."),
        (
            Question("first", _l("One good thing today"), LINE),
            Question("second", _l("One more"), LINE),
            Question("third", _l("And one more"), LINE),
            Question("part", _l("What was your part in one of them?"), LINE),
        ),
    ),
    DIARY_CARD: Template(
        _l("Diary card"),
        _l("The day on one card. The highest point of the day counts."),
        (
            Question("joy", _l("Joy"), RATING),
            Question("sadness", _l("Sadness"), RATING),
            Question("shame", _l("Shame"), RATING),
            Question("anger", _l("Anger"), RATING),
            Question("fear", _l("Fear"), RATING),
            Question("urge_to_use", _l("Urge to use"), RATING),
            Question("urge_to_avoid", _l("Urge to stay away or give up"), RATING),
            Question("acted", _l("What did you do with the strongest urge?"), LINE),
        ),
    ),
    SOMETHING_HAPPENED: Template(
        _l("Something happened"),
        _l("You are writing about it. That is a strong thing to do. One slip does not erase what you have learned."),
        (
            Question(
                "what",
                _l("What was it?"),
                CHOICE,
                choices={
                    "used": _l("I used or drank"),
                    "close": _l("I came close"),
                    "other": _l("Something else"),
                    "unsaid": _l("I would rather not say"),
                },
            ),
            Question("before", _l("What was going on before?")),
            Question("tell", _l("Who can I tell today?"), LINE),
            Question("next", _l("One next step, a small one"), LINE),
        ),
    ),
}  # fmt: skip


def question_of(template: str, key: str) -> Question:
    """A template's question; one that is no longer asked is called by its key."""
    asked = TEMPLATES[template].questions if template in TEMPLATES else ()
    return next((one for one in asked if one.key == key), Question(key, key))
