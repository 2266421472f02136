"""What people send: one strict parser for forms and JSON.

Choices are compared as exact strings and numbers are such choices too, because Python's own conversions
accept "1_000", full-width digits and week dates. Text keeps every character except NUL and lone surrogates.
"""

import datetime as dt
import json
import re

from flask import abort, request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import (
    BooleanField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from webapp.database import new_id

MAX_WORDS = 20_000
_HIDDEN = Markup('<input id="%s" name="%s" type="hidden" value="%s">')
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _no_broken_characters(form, field):
    text = field.data or ""
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ValidationError(_l("This has a character that can't be saved. Please type it again."))


def _trimmed(text):
    return text.strip() if isinstance(text, str) else text


def offered(pairs) -> list[SelectChoice]:
    """Choices from (value, words) pairs, in WTForms' own type."""
    return [SelectChoice(value, words) for value, words in pairs]


class Form(FlaskForm):
    """Base of all forms: the CSRF token, and a key that makes a double tap one write."""

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form, formdata):
            """Forms are sent as forms: Flask-WTF would read JSON too, and not as strictly as `read_json`."""
            if formdata is not None and request.is_json:
                abort(415)
            return super().wrap_formdata(form, formdata)

    once = HiddenField(default=new_id)

    def hidden_tag(self) -> Markup:
        """The hidden fields. WTForms would put together each of their attributes anew, for each form of a page."""
        hidden = [field for field in self if isinstance(field.widget, HiddenInput)]
        return Markup("\n").join(_HIDDEN % (one.id, one.name, one._value()) for one in hidden)

    def fresh(self) -> "Form":
        """The form with a new key, for showing it again after it was refused."""
        self.once.data = self.once.data or new_id()
        return self


class LineField(StringField):
    """One line of text, trimmed."""

    def __init__(self, label=None, *, required=None, max_length=200, **options):
        checks = [InputRequired(required), DataRequired(required)] if required else [Optional()]
        too_long = _l("Please keep this under %(most)d letters.", most=max_length)
        checks += [
            Length(max=max_length, message=too_long),
            _no_broken_characters,
            *options.pop("validators", []),
        ]
        super().__init__(label, checks, filters=[_trimmed], **options)


class WordsField(TextAreaField):
    """Free words, kept exactly as written."""

    def __init__(self, label=None, *, required=None, max_length=MAX_WORDS, **options):
        checks = [DataRequired(required)] if required else [Optional()]
        too_long = _l(
            "This is longer than can be saved at once (%(most)d letters). Please split it in two.",
            most=max_length,
        )
        checks += [Length(max=max_length, message=too_long), _no_broken_characters]
        super().__init__(label, checks, **options)

    def process_formdata(self, valuelist):
        if valuelist:  # browsers send CRLF; what was typed had one line end
            self.data = valuelist[0].replace("\r\n", "\n")


class SecretField(PasswordField):
    """A password: any characters, blanks kept."""

    def __init__(self, label=None, *, required, **options):
        super().__init__(label, [DataRequired(required), *options.pop("validators", [])], **options)


class ChoiceField(RadioField):
    """One of a few exact strings; skippable unless `required` gives the words to say when it is missing."""

    def __init__(self, label=None, *, choices, required=None, **options):
        check = InputRequired(required) if required else Optional()
        super().__init__(
            label, [check], choices=offered(choices), validate_choice=False, coerce=_text_or_none, **options
        )

    def pre_validate(self, form):
        if self.data and self.data not in {value for value, *_ in self.choices}:
            raise StopValidation(_l("Please choose one of the answers shown."))


class ListField(SelectField):
    """One of many exact strings, from a list."""

    def pre_validate(self, form):
        if self.data not in {value for value, *_ in self.choices}:
            raise StopValidation(_l("Please choose one from the list."))


class ScaleField(ChoiceField):
    """A whole number on a scale; `data` is the number or None."""

    def __init__(self, label=None, *, lowest, highest, required=None, **options):
        numbers = [(str(number), str(number)) for number in range(lowest, highest + 1)]
        self.lowest, self.highest = lowest, highest
        super().__init__(label, choices=options.pop("choices", numbers), required=required, **options)

    @property
    def number(self) -> int | None:
        """The chosen number, or None if it was skipped."""
        return int(self.data) if self.data else None


class RatingField(ScaleField):
    """A rating from 0 to 10."""

    def __init__(self, label=None, **options):
        super().__init__(label, lowest=0, highest=10, **options)


class TicksField(SelectMultipleField):
    """Any of a few exact strings, as tick boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label=None, *, choices, required=None, **options):
        checks = [InputRequired(required)] if required else [Optional()]
        super().__init__(label, checks, choices=offered(choices), **options)

    def pre_validate(self, form):
        if set(self.data or ()) - {value for value, *_ in self.choices}:
            raise StopValidation(_l("Please choose from the answers shown."))


class SwitchField(BooleanField):
    """On or off, as one tick box."""


class DateField(StringField):
    """A calendar day written YYYY-MM-DD, as date inputs send it; `day` is the date or None."""

    def __init__(self, label=None, *, required=None, **options):
        checks = [InputRequired(required)] if required else [Optional()]
        super().__init__(label, checks, filters=[_trimmed], **options)

    @property
    def day(self) -> dt.date | None:
        return strict_day(self.data) if self.data else None

    def pre_validate(self, form):
        if self.data and strict_day(self.data) is None:
            raise StopValidation(_l("Please give a date, like 2026-05-31."))


class TimeField(StringField):
    """A wall time written HH:MM, as time inputs send it; `time` is the time or None."""

    def __init__(self, label=None, *, required=None, **options):
        checks = [InputRequired(required)] if required else [Optional()]
        super().__init__(label, checks, filters=[_trimmed], **options)

    @property
    def time(self) -> dt.time | None:
        return dt.time.fromisoformat(self.data) if self.data and _TIME.fullmatch(self.data) else None

    def pre_validate(self, form):
        if self.data and self.time is None:
            raise StopValidation(_l("Please give a time from 00:00 to 23:59, like 18:30."))


class SkippableListField(ListField):
    """One of many exact strings from a list, or none."""

    def __init__(self, label=None, *, choices, **options):
        super().__init__(label, choices=offered(choices), **options)

    def pre_validate(self, form):
        if self.data:
            super().pre_validate(form)


def takes_up_to(most_bytes: int):
    """Mark a POST view that reads more than other forms may send, so that too long a text is refused with its words."""

    def mark(view):
        view.most_bytes = most_bytes
        return view

    return mark


def _text_or_none(value):
    return None if value is None else str(value)


def strict_day(text: str) -> dt.date | None:
    """The day written YYYY-MM-DD, or None. (`date.fromisoformat` alone also takes week dates.)"""
    if not _DAY.fullmatch(text):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def read_json(max_bytes: int = 16_384, max_depth: int = 8) -> dict:
    """The request's body as a JSON object; 413 if too large, 415 if not JSON, 400 if anything is off in it."""
    if request.mimetype != "application/json":
        abort(415)
    body = request.get_data(cache=False)
    if len(body) > max_bytes:
        abort(413)
    try:
        value = parse_json(body, max_depth)
    except ValueError as error:
        abort(400, str(error))
    return value


def parse_json(body: bytes, max_depth: int = 8) -> dict:
    """One JSON object: UTF-8 only, no duplicate keys, NaN, NUL or surrogates, bounded depth; ValueError otherwise."""
    text = body.decode("utf-8")
    if _depth(text) > max_depth:
        raise ValueError("nested too deeply")
    value = json.loads(text, object_pairs_hook=_no_duplicates, parse_constant=_no_constants)
    if not isinstance(value, dict):
        raise ValueError("not an object")
    unescaped = json.dumps(value, ensure_ascii=False)
    unescaped.encode("utf-8")  # a lone surrogate written as an escape raises UnicodeEncodeError, a ValueError
    if "\\u0000" in unescaped:
        raise ValueError("NUL")
    return value


def _depth(text: str) -> int:
    """An upper bound of the nesting, counted before parsing (a deep body would overflow the stack)."""
    depth = deepest = 0
    for character in text:
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


def _no_duplicates(pairs):
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key stands twice")
    return value


def _no_constants(name):
    raise ValueError(f"{name} is not a number here")
