"""What each kind of exercise asks: one row for each step, and some things once.

Rows are fields of the one form (`row_1_title`), so that errors, conflicts and a page without JavaScript know them like
any other.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from webapp.database import new_id
from webapp.forms import ListField, offered
from webapp.programs.exercise_fields import NumberField, PlainField, PlainWordsField

FIRST_ROWS = 3
ROW = re.compile(r"row_([0-9]{1,2})_[a-z]+", re.ASCII)
ANSWERS = (
    ("words", _l("A box for words")),
    ("line", _l("One line")),
    ("rating", _l("A number from 0 to 10")),
    ("choice", _l("One of some answers")),
)


@dataclass(frozen=True)
class Rows:
    """What is written once for each step: the key of the list, what one is called, its columns and which it needs."""

    key: str
    one: object
    columns: dict[str, Callable]
    needed: tuple[str, ...]
    at_most: int
    read: Callable = dict  # the row's mapping in the content, from its values
    show: Callable = dict  # and back


def _title():
    return PlainField(_l("Name"))


def _text():
    return PlainWordsField(_l("What to do"))


def _words():
    return PlainWordsField(_l("Words"))


def _number(label, lowest, highest):
    return lambda: NumberField(label, lowest=lowest, highest=highest)


def _pace(row: dict) -> dict:
    moves = (
        ("in", row["breathe_in"]),
        ("hold", row["hold"]),
        ("out", row["breathe_out"]),
        ("hold", row["rest"]),
    )
    say = {"in": str(_("Breathe in")), "hold": str(_("Hold")), "out": str(_("Breathe out"))}
    phases = [{"say": say[move], "move": move, "seconds": seconds} for move, seconds in moves if seconds]
    return {"name": row["title"], "phases": phases}


def _pace_shown(pace: dict) -> dict:
    names, seen_out = {"in": "breathe_in", "out": "breathe_out"}, False
    row = {"title": pace["name"]}
    for phase in pace["phases"]:
        seen_out = seen_out or phase["move"] == "out"
        name = names.get(phase["move"]) or ("rest" if seen_out else "hold")
        row[name] = str(phase["seconds"])
    return row


def _question(row: dict) -> dict:
    options = [one.strip() for one in (row.pop("options") or "").split(",") if one.strip()]
    kept = {name: value for name, value in row.items() if value}
    return kept | ({"options": options} if row["type"] == "choice" else {})


def _question_shown(question: dict) -> dict:
    return question | {"options": ", ".join(question.get("options", ()))}


def key_of_question() -> str:
    """Answers are kept by it, so it stays when the words of the question change."""
    return "q_" + re.sub(r"[0-9]", lambda digit: "abcdefghij"[int(digit[0])], new_id()[:12])


STEPS = Rows("steps", _l("Step %(number)s"), {"title": _title, "text": _text}, ("title", "text"), 20)
TIMED = Rows(
    "steps",
    _l("Step %(number)s"),
    {"title": _title, "text": _text, "seconds": _number(_l("Seconds"), 5, 600)},
    ("title", "text", "seconds"),
    40,
)
ROWS = {
    "steps": STEPS,
    "timer": STEPS,
    "timed": TIMED,
    "wave": TIMED,
    "reading": Rows(
        "points",
        _l("Part %(number)s"),
        {"title": _title, "text": _words},
        ("title", "text"),
        20,
    ),
    "grounding": Rows(
        "senses",
        _l("Sense %(number)s"),
        {"title": _title, "text": _text, "count": _number(_l("How many to find"), 1, 5)},
        ("title", "text", "count"),
        8,
    ),
    "cards": Rows("cards", _l("Card %(number)s"), {"title": _title, "text": _words}, ("title",), 40),
    "worksheet": Rows(
        "fields",
        _l("Question %(number)s"),
        {
            "label": lambda: PlainField(_l("Question"), longest=400),
            "hint": lambda: PlainField(_l("A hint below it"), longest=400),
            "type": lambda: ListField(_l("How it is answered"), choices=offered(ANSWERS), default="words"),
            "options": lambda: PlainField(_l("The answers to choose from, with commas"), longest=400),
            "key": lambda: HiddenField(),
        },
        ("label",),
        20,
        _question,
        _question_shown,
    ),
    "breath": Rows(
        "paces",
        _l("Pace %(number)s"),
        {
            "title": _title,
            "breathe_in": _number(_l("Seconds in"), 1, 20),
            "hold": _number(_l("Seconds to hold"), 1, 20),
            "breathe_out": _number(_l("Seconds out"), 1, 20),
            "rest": _number(_l("Seconds to hold after that"), 1, 20),
        },
        ("title", "breathe_in", "breathe_out"),
        4,
        _pace,
        _pace_shown,
    ),
}
# What a kind asks once, by the key of the content.
EXTRAS = {
    "wave": {
        "ask_every": lambda: NumberField(_l("Ask for the urge every … seconds"), lowest=30, highest=120)
    },
    "cards": {
        "ask": lambda: PlainField(
            _l("The question to pick for"), longest=400, required=_l("Please write the question.")
        ),
        "pick": lambda: NumberField(_l("How many to pick at most"), lowest=1, highest=10),
    },
    "draw": {
        "prompt": lambda: PlainField(
            _l("What to draw"), longest=400, required=_l("Please write what to draw.")
        ),
        "words": lambda: PlainField(
            _l("The same for those who would rather write"),
            longest=400,
            required=_l("Please write it in words too."),
        ),
    },
}
ON_ITS_OWN = {"ask_every": 60, "pick": 1}  # when the field is left empty
MISSING = {
    "title": _l("Please give it a name."),
    "text": _l("Please write what to do."),
    "seconds": _l("How many seconds does it take?"),
    "count": _l("How many are there to find?"),
    "label": _l("Please write the question."),
    "breathe_in": _l("How many seconds in?"),
    "breathe_out": _l("How many seconds out?"),
}


def rows_in(sent) -> int:
    """How many rows a form that was sent has."""
    return max((int(found[1]) for name in sent if (found := ROW.fullmatch(name))), default=FIRST_ROWS)


def moved_up(sent, number: int):
    """What was sent, with a row and the one above it in each other's place."""
    swapped = sent.copy()
    for name in [name for name in sent if name.startswith(f"row_{number}_")]:
        above = name.replace(f"row_{number}_", f"row_{number - 1}_", 1)
        swapped[name], swapped[above] = sent.get(above, ""), sent.get(name, "")
    return swapped
