"""What a coordinator fills in to write an exercise: what all have, what its kind asks, and one row for each step.

Rows are fields of the one form (`row_1_title`), so that errors, conflicts and a page without JavaScript know them like
any other. What is sent becomes the mapping that a content file holds, and is read by the same rules.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import ValidationError

from webapp.content_files import ContentError
from webapp.database import new_id
from webapp.exercises.own import read_own
from webapp.exercises.vocabulary import CATEGORIES, CAUTIONS, FEELINGS, HELPS, KIND_NAMES
from webapp.forms import ChoiceField, LineField, ListField, SwitchField, TicksField, WordsField, offered
from webapp.programs.versions import VersionedForm
from webapp.prose import RawHtml, prose

FIRST_ROWS = 3
LONGEST_BODY = 6000
_DIGITS = re.compile(r"[0-9]{1,4}", re.ASCII)
_ROW = re.compile(r"row_([0-9]{1,2})_[a-z]+", re.ASCII)
_ROW_OF_ERROR = re.compile(r"[a-z]+\[([0-9]+)\](?:\.([a-z]+))?", re.ASCII)
ANSWERS = (
    ("words", _l("A box for words")),
    ("line", _l("One line")),
    ("rating", _l("A number from 0 to 10")),
    ("choice", _l("One of some answers")),
)


def plain(form, field):
    if "<" in (field.data or "") or ">" in (field.data or ""):
        raise ValidationError(_("Please leave out < and >. HTML is not used here."))


def no_html(form, field):
    try:
        prose(field.data or "")
    except RawHtml as html:
        raise ValidationError(_("Please take out the HTML: %(html)s", html=html)) from None


class NumberField(LineField):
    """A whole number in plain digits; `number` is None when it is left empty."""

    def __init__(self, label=None, *, lowest, highest, **options):
        self.lowest, self.highest = lowest, highest
        super().__init__(label, max_length=20, **options)

    @property
    def number(self) -> int | None:
        return int(self.data) if self.data and _DIGITS.fullmatch(self.data) else None

    def pre_validate(self, form):
        if self.data and not (self.number is not None and self.lowest <= self.number <= self.highest):
            raise ValidationError(
                _("Please give a whole number from %(low)s to %(high)s.", low=self.lowest, high=self.highest)
            )


class PlainField(LineField):
    def __init__(self, label=None, *, longest=80, required=None, **options):
        super().__init__(label, max_length=longest, required=required, validators=[plain], **options)


class PlainWordsField(WordsField):
    """Some plain words in a box, kept as one paragraph."""

    def __init__(self, label=None, *, longest=400, required=None, **options):
        super().__init__(label, max_length=longest, required=required, **options)
        self.validators = [*self.validators, plain]

    def process_formdata(self, valuelist):
        super().process_formdata(valuelist)
        self.data = " ".join((self.data or "").split())


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


def _key_of_question() -> str:
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


class ExerciseForm(VersionedForm):
    """What every exercise has. `exercise_form` adds what its kind asks."""

    title = PlainField(_l("Name"), longest=60, required=_l("Please give it a name."))
    category = ListField(_l("Where in the library"), choices=offered(CATEGORIES.items()))
    minutes = NumberField(_l("Minutes"), lowest=1, highest=60, required=_l("How many minutes does it take?"))
    helps = TicksField(_l("Helps with"), choices=HELPS.items(), required=_l("Please choose at least one."))
    body = WordsField(
        _l("What it is about"),
        required=_l("Please write a few words about it."),
        max_length=LONGEST_BODY,
    )
    feeling = ChoiceField(
        _l("What to rate before and after"), choices=FEELINGS.items(), required=_l("Please choose one.")
    )
    cautions = TicksField(_l("Read before the start"), choices=CAUTIONS.items())
    assigned_only = SwitchField(_l("Only with a therapist"))
    source = PlainField(_l("Where it comes from"), longest=400)

    kind = ""
    rows: Rows | None = None
    numbers: tuple[int, ...] = ()

    def validate_body(self, field):
        no_html(self, field)

    def cell(self, number: int, column: str):
        return self[f"row_{number}_{column}"]

    def row_name(self, number: int) -> str:
        return self.rows.one % {"number": number}

    def label_of(self, field) -> str:
        if found := _ROW.fullmatch(field.name):
            row = self.row_name(int(found[1]))
            return _("%(row)s, %(column)s", row=row, column=field.label.text)
        return super().label_of(field)

    @property
    def extras(self) -> list:
        return [self[name] for name in EXTRAS.get(self.kind, ())]

    @property
    def written(self) -> list[int]:
        """The numbers of the rows in which something stands; the others are left out."""
        asked = [name for name in self.rows.columns if name not in ("type", "key")] if self.rows else ()
        return [n for n in self.numbers if any(self.cell(n, name).data for name in asked)]

    def validate(self, extra_validators=None) -> bool:
        is_sound = super().validate(extra_validators) and self._rows_are_whole()
        return is_sound and self._is_an_exercise()

    def _rows_are_whole(self) -> bool:
        if self.rows is None:
            return True
        cells = [self.cell(n, name) for n in self.written for name in self.rows.needed]
        empty = [cell for cell in cells if not cell.data]
        if not cells:
            empty = [self.cell(self.numbers[0], self.rows.needed[0])]
        for cell in empty:
            cell.errors = [MISSING[cell.name.split("_", 2)[2]]]
        return not empty

    def _is_an_exercise(self) -> bool:
        """The rules of the content files have the last word; what they refuse is said at its field."""
        try:
            read_own(self.content(), self.title.data)
        except ContentError as refused:
            field, words = self._place_of(refused), self._words_of(refused)
            if field is None:
                self.form_errors.append(words)
            else:
                field.errors = [words]
            return False
        return True

    def _place_of(self, refused: ContentError):
        if found := _ROW_OF_ERROR.match(refused.key):
            number = self.written[int(found[1]) - 1]
            column = found[2] if found[2] in self.rows.columns else self.rows.needed[0]
            return (
                self.minutes if column == "rounds" or ".rounds" in refused.key else self.cell(number, column)
            )
        if refused.key in ("steps", "rounds", "seconds"):
            return self.minutes
        return self._fields.get(refused.key)

    def _words_of(self, refused: ContentError) -> str:
        if refused.key == "steps" and self.rows is TIMED:
            total = sum(self.cell(n, "seconds").number or 0 for n in self.written)
            clock = f"{total // 60}:{total % 60:02}"
            return _("The steps last %(clock)s together. Please make both fit.", clock=clock)
        if refused.key == "cautions":
            return _("There is a breath hold in it. Please choose the caution about breath holds.")
        if refused.key.endswith(".options"):
            return _("Please write 2 to 12 answers, with commas between them.")
        return _("This does not fit: %(reason)s", reason=refused.reason)

    def content(self) -> dict:
        """What is filled in, as a content file would hold it."""
        minutes = self.minutes.number or 1
        found = {
            "kind": self.kind,
            "title": self.title.data or "",
            "category": self.category.data,
            "minutes": minutes,
            "helps": sorted(self.helps.data or ()),
            "feeling": self.feeling.data,
            "cautions": sorted(self.cautions.data or ()),
            "assigned_only": bool(self.assigned_only.data),
            "source": self.source.data or str(_("Our own program")),
            "body": self.body.data or "",
        }
        found |= {name: _value(self[name]) or ON_ITS_OWN.get(name, "") for name in EXTRAS.get(self.kind, ())}
        if self.kind == "timer":
            found["seconds"] = minutes * 60
        if self.rows:
            found[self.rows.key] = [self._row(number) for number in self.written]
        for pace in found.get("paces", ()):
            seconds = sum(phase["seconds"] for phase in pace["phases"])
            pace["rounds"] = max(1, round(minutes * 60 / seconds))
        return found

    def _row(self, number: int) -> dict:
        values = {name: _value(self.cell(number, name)) for name in self.rows.columns}
        if "key" in values:
            values["key"] = values["key"] or _key_of_question()
        needs = {name: value for name, value in values.items() if value or name in self.rows.needed}
        return self.rows.read(values if self.rows.read is not dict else needs)

    @classmethod
    def shown_for(cls, content: dict) -> dict:
        """The form's values for an exercise as it is."""
        plain_keys = ("title", "category", "helps", "feeling", "cautions", "assigned_only", "source", "body")
        values = {name: content[name] for name in plain_keys} | {"minutes": str(content["minutes"])}
        values |= {name: str(content[name]) for name in EXTRAS.get(content["kind"], ())}
        rows = ROWS.get(content["kind"])
        for number, row in enumerate(content.get(rows.key, ()) if rows else (), 1):
            shown = rows.show(row)
            values |= {f"row_{number}_{name}": str(shown.get(name, "")) for name in rows.columns}
        return values


def exercise_form(kind: str, how_many: int = FIRST_ROWS, **options) -> ExerciseForm:
    """The form for an exercise of a kind, with a number of rows."""
    rows = ROWS.get(kind)
    numbers = tuple(range(1, min(max(how_many, 1), rows.at_most) + 1)) if rows else ()
    fields = {name: make() for name, make in EXTRAS.get(kind, {}).items()}
    fields |= {
        f"row_{n}_{name}": make() for n in numbers for name, make in (rows.columns if rows else {}).items()
    }
    more = {"kind": kind, "rows": rows, "numbers": numbers}
    return type("ExerciseForm", (ExerciseForm,), fields | more)(**options)


def rows_in(sent) -> int:
    """How many rows a form that was sent has."""
    return max((int(found[1]) for name in sent if (found := _ROW.fullmatch(name))), default=FIRST_ROWS)


def moved_up(sent, number: int):
    """What was sent, with a row and the one above it in each other's place."""
    swapped = sent.copy()
    for name in [name for name in sent if name.startswith(f"row_{number}_")]:
        above = name.replace(f"row_{number}_", f"row_{number - 1}_", 1)
        swapped[name], swapped[above] = sent.get(above, ""), sent.get(name, "")
    return swapped


def _value(field):
    return field.number if isinstance(field, NumberField) else field.data or ""


KINDS = tuple(KIND_NAMES.items())
