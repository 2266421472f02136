"""What a participant sends as answers, what a clinician sends to ask for them, and how a program wants them."""

import datetime as dt
import functools
import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import StopValidation, ValidationError

from webapp import clock
from webapp.assessments.answering import NO, NOT_SURE, OFFLINE_FROM, YES
from webapp.assessments.due import offered
from webapp.assessments.instrument import Instrument, Item
from webapp.assessments.instruments import all_instruments, find_instrument
from webapp.assessments.models import AssessmentPolicy, AssignedInstrument
from webapp.assessments.scoring import missing_items
from webapp.forms import (
    ChoiceField,
    DateField,
    Form,
    LineField,
    ListField,
    SwitchField,
    TicksField,
    WordsField,
)
from webapp.own_phone import written_at
from webapp.people.models import Enrollment

VERSION = re.compile(r"[0-9]{1,4}", re.ASCII)
SAFE_NOW = ((YES, _l("Yes")), (NOT_SURE, _l("Not sure")), (NO, _l("No")))
EVERY = {
    0: _l("Once"),
    7: _l("Every week"),
    14: _l("Every 2 weeks"),
    30: _l("Every 30 days"),
    90: _l("Every 90 days"),
}


class ItemField(ChoiceField):
    """One item: one of its options, or nothing. It can be sent once only."""

    def __init__(self, item: Item | None = None, **options):
        self.item = item
        choices = [(one.value, item.words_for(one.points)) for one in item.options]
        super().__init__(item.words, choices=choices, **options)

    def process_formdata(self, valuelist):
        self.times = len(valuelist)
        super().process_formdata(valuelist)

    def pre_validate(self, form):
        if getattr(self, "times", 0) > 1:
            raise StopValidation(_l("This answer came twice. Please choose one."))
        super().pre_validate(form)

    @property
    def points(self) -> int | None:
        """The answer's points; None if there is no answer, or none that the item has."""
        return next((one.points for one in self.item.options if one.value == self.data), None)


class AnswersForm(Form):
    """The answers to one instrument: a field for each item. Items can be left out, but not by oversight."""

    instrument: Instrument

    version = HiddenField()
    leave_out = SwitchField(_l("Send it without the answers that are missing"))
    safe_now = ChoiceField(_l("Are you safe right now?"), choices=SAFE_NOW)

    @classmethod
    def showing(cls, answers: dict[str, int]) -> "AnswersForm":
        """The form with what was answered before, if anything was; never with an answer of its own."""
        kept = {name_of(key): str(points) for key, points in answers.items()}
        return cls(data={"version": cls.instrument.version, **kept})

    @property
    def item_fields(self) -> list[ItemField]:
        return [self[name_of(item.key)] for item in self.instrument.items]

    @property
    def answers(self) -> dict[str, int]:
        """The points by the items' keys, of what is answered."""
        given = {field.item.key: field.points for field in self.item_fields}
        return {key: points for key, points in given.items() if points is not None}

    @property
    def asks_for_help(self) -> bool:
        return self.instrument.asks_for_help(self.answers)

    @property
    def may_leave_out(self) -> bool:
        """Offered once something was found missing, so that nothing is left out by oversight."""
        return self.is_submitted() and bool(missing_items(self.instrument, self.answers))

    @property
    def leaves_out(self) -> bool:
        """Whether it is sent with answers missing. What waited on a phone is: nobody is there to be asked again."""
        return bool(self.answers) and (self.leave_out.data or has_waited())

    def validate(self, extra_validators=None) -> bool:
        valid = super().validate(extra_validators)
        missing = missing_items(self.instrument, self.answers)
        if not self.leaves_out:
            for key in missing:
                field = self[name_of(key)]
                field.errors = field.errors or [_("There is no answer here yet.")]
                valid = False
        return valid

    def validate_version(self, field):
        if field.data != self.instrument.version and not (
            has_waited() and VERSION.fullmatch(field.data or "")
        ):
            field.data = self.instrument.version
            raise ValidationError(_("The form has changed since you opened it. Please look at it once more."))


def has_waited() -> bool:
    """Whether this form waited on a phone for a network."""
    at = written_at()
    return at is not None and clock.now() - at >= OFFLINE_FROM


def name_of(key: str) -> str:
    return f"item_{key}"


@functools.cache
def answers_form(instrument: Instrument) -> type[AnswersForm]:
    """The form of an instrument."""
    fields = {name_of(item.key): ItemField(item) for item in instrument.items}
    return type("AnswersForm", (AnswersForm,), {"instrument": instrument, **fields})


class ReplyForm(Form):
    """The reply to the one question after an answer that asks for help."""

    safe_now = ChoiceField(
        _l("Are you safe right now?"), choices=SAFE_NOW, required=_l("Choose one, or go on without.")
    )


class AssignForm(Form):
    """An instrument to ask a participant: which, how often, from when until when."""

    LONGEST = dt.timedelta(days=366)

    instrument = ListField(_l("Questionnaire"), choices=[])
    every_days = ChoiceField(
        _l("How often"),
        choices=[(str(days), words) for days, words in EVERY.items()],
        required=_l("Please choose how often."),
    )
    starts_on = DateField(_l("From"), required=_l("Please choose the first day."))
    ends_on = DateField(_l("Until"))

    def __init__(self, stay: Enrollment, today: dt.date):
        super().__init__(data={"starts_on": today.isoformat()})
        self.stay, self.today = stay, today
        may = offered(AssessmentPolicy.of(stay.program), all_instruments())
        choices = [(one.slug, f"{one.name} · {one.about}") for one in may]
        self.instrument.choices = [("", _("Please choose")), *choices]

    def validate_instrument(self, field):
        if not field.data:
            raise ValidationError(_("Please choose a questionnaire."))
        same = AssignedInstrument.running([self.stay.id], self.today).where(
            AssignedInstrument.instrument == field.data, AssignedInstrument.every_days > 0
        )
        if same.exists():
            raise ValidationError(_("This one is already asked of them. End it first to change how often."))

    def validate_starts_on(self, field):
        if not self.today <= field.day <= self.today + self.LONGEST:
            raise ValidationError(_("Please choose a day from today on, within a year."))

    def validate_ends_on(self, field):
        if field.day and self.starts_on.day and field.day < self.starts_on.day:
            raise ValidationError(_("This is before the first day."))
        if field.day and self.stay.ended_on and field.day > self.stay.ended_on:
            raise ValidationError(_("Their stay ends before that day."))


class ActionForm(Form):
    """What a clinician did about an answer that asked for help."""

    words = WordsField(
        _l("What you did"), required=_l("Please write a few words about what you did."), max_length=2000
    )


class PolicyForm(Form):
    """How a program wants its questionnaires."""

    usual = TicksField(_l("Asked of everyone who is admitted from today on"), choices=[])
    shows_bands = SwitchField(_l("Show people words like mild or severe beside their results"))
    is_noncommercial = SwitchField(_l("We confirm that our use is not commercial"))
    looked_at = LineField(_l("When your team looks at answers"), max_length=200)

    def __init__(self, policy: AssessmentPolicy):
        super().__init__(
            data={
                "usual": policy.usual,
                "shows_bands": not policy.hides_bands,
                "is_noncommercial": policy.is_noncommercial,
                "looked_at": policy.looked_at,
            }
        )
        self.usual.choices = [
            (one.slug, f"{one.name} · {one.about} · {EVERY[one.every_days]}")
            for one in all_instruments()
            if not one.assigned_only
        ]

    def validate_usual(self, field):
        needing = [slug for slug in field.data or () if find_instrument(slug).needs]
        if needing and not self.is_noncommercial.data:
            names = ", ".join(find_instrument(slug).name for slug in needing)
            raise ValidationError(
                _(
                    "%(names)s needs the line below: its licence is for use that is not commercial.",
                    names=names,
                )
            )
