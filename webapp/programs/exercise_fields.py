"""Fields of an exercise: words without markup, and numbers in plain digits."""

import re

from flask_babel import gettext as _
from wtforms.validators import ValidationError

from webapp.forms import LineField, WordsField
from webapp.prose import RawHtml, prose

_DIGITS = re.compile(r"[0-9]{1,4}", re.ASCII)


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


def value_of(field):
    """What is filled in: the number of a number, the words of anything else."""
    return field.number if isinstance(field, NumberField) else field.data or ""
