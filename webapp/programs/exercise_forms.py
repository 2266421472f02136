"""What a coordinator fills in to write an exercise: what all have, and what its kind asks.

What is sent becomes the mapping that a content file holds, and is read by the same rules.
"""

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.content_files import ContentError
from webapp.exercises.own import read_own
from webapp.exercises.vocabulary import CATEGORIES, CAUTIONS, FEELINGS, HELPS
from webapp.forms import ChoiceField, ListField, SwitchField, TicksField, WordsField, offered
from webapp.programs.exercise_fields import NumberField, PlainField, no_html, value_of
from webapp.programs.exercise_rows import (
    EXTRAS,
    FIRST_ROWS,
    MISSING,
    ON_ITS_OWN,
    ROW,
    ROWS,
    TIMED,
    Rows,
    key_of_question,
)
from webapp.programs.versions import VersionedForm

LONGEST_BODY = 6000
_ROW_OF_ERROR = re.compile(r"[a-z]+\[([0-9]+)\](?:\.([a-z]+))?", re.ASCII)


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
        if found := ROW.fullmatch(field.name):
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
        found |= {
            name: value_of(self[name]) or ON_ITS_OWN.get(name, "") for name in EXTRAS.get(self.kind, ())
        }
        if self.kind == "timer":
            found["seconds"] = minutes * 60
        if self.rows:
            found[self.rows.key] = [self._row(number) for number in self.written]
        for pace in found.get("paces", ()):
            seconds = sum(phase["seconds"] for phase in pace["phases"])
            pace["rounds"] = max(1, round(minutes * 60 / seconds))
        return found

    def _row(self, number: int) -> dict:
        values = {name: value_of(self.cell(number, name)) for name in self.rows.columns}
        if "key" in values:
            values["key"] = values["key"] or key_of_question()
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
