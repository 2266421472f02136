"""How one wants to be reminded: of each kind, when not, and of what one wrote oneself."""

from flask import g
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import ValidationError

from webapp import clock
from webapp.commitments.forms import DAY_NAMES
from webapp.exercises.own import library_of
from webapp.formatting import viewer_zone
from webapp.forms import (
    ChoiceField,
    DateField,
    Form,
    LineField,
    ListField,
    SwitchField,
    TicksField,
    TimeField,
    WordsField,
    offered,
)
from webapp.reminders.kinds.kind import Choice, Kind
from webapp.reminders.quiet import QuietHours
from webapp.routines.models import HARD_TIME, MONTHLY, ONCE, WEEKLY, YEARLY, Routine

LEADS = {
    20160: _l("2 weeks before"),
    10080: _l("1 week before"),
    4320: _l("3 days before"),
    1440: _l("1 day before"),
    180: _l("3 hours before"),
    120: _l("2 hours before"),
    60: _l("1 hour before"),
    30: _l("30 minutes before"),
    15: _l("15 minutes before"),
}
WEEKDAYS = tuple((str(number), name) for number, name in enumerate(DAY_NAMES.values()))
NEUTRAL, PLAIN = "neutral", "plain"
WORDS = {NEUTRAL: _l("Says little"), PLAIN: _l("Says more")}
PAUSES = {"1": _l("1 day"), "3": _l("3 days"), "7": _l("7 days")}
REPEATS = {
    ONCE: _l("Just once"),
    WEEKLY: _l("Every week"),
    MONTHLY: _l("Every month"),
    YEARLY: _l("Every year"),
}
TIMES = ("first_time", "second_time", "third_time")


class KindForm(Form):
    """Of one kind: what it does not have is taken out (`of`)."""

    is_on = SwitchField(_l("Remind me"))
    leads = TicksField(_l("How long before?"), choices=())
    first_time = TimeField(_l("Time"))
    second_time = TimeField(_l("Second time"))
    third_time = TimeField(_l("Third time"))
    weekdays = TicksField(_l("On which days?"), choices=WEEKDAYS)
    words = ChoiceField(
        _l("What your lock screen shows"),
        choices=WORDS.items(),
        required=_l("Please choose what your lock screen shows."),
    )

    @classmethod
    def of(cls, kind: Kind, choice: Choice | None = None) -> "KindForm":
        """The form of that kind: as it was sent, or showing the choice."""
        form = cls(formdata=None, data=_shown(choice)) if choice else cls()
        if not kind.has_days:
            del form.weekdays
        for name in TIMES[kind.most_times :]:
            delattr(form, name)
        if not kind.offered_leads:
            del form.leads
        else:
            form.leads.choices = offered((str(lead), LEADS[lead]) for lead in kind.offered_leads)
        return form

    @property
    def time_fields(self) -> list[TimeField]:
        return [self[name] for name in TIMES if name in self]

    def validate(self, extra_validators=None) -> bool:
        valid = super().validate(extra_validators)
        for field, message in self._left_empty() if valid and self.is_on.data else ():
            field.errors = [message]
            valid = False
        return valid

    def _left_empty(self):
        if "leads" in self and not self.leads.data:
            yield self.leads, _l("Please choose at least one.")
        if self.time_fields and not any(field.data for field in self.time_fields):
            yield self.time_fields[0], _l("Please give at least one time.")
        if "weekdays" in self and not self.weekdays.data:
            yield self.weekdays, _l("Please choose at least one day.")

    @property
    def chosen(self) -> dict:
        """The settings as KindSettings keeps them."""
        chosen = {"is_on": self.is_on.data, "is_plain": self.words.data == PLAIN}
        if "leads" in self:
            chosen["leads"] = " ".join(sorted(self.leads.data or (), key=int, reverse=True))
        if self.time_fields:
            chosen["times"] = " ".join(sorted({field.data for field in self.time_fields if field.data}))
        if "weekdays" in self:
            chosen["weekdays"] = "".join(sorted(self.weekdays.data or ()))
        return chosen


def _shown(choice: Choice) -> dict:
    times = {name: f"{time:%H:%M}" for name, time in zip(TIMES, choice.times, strict=False)}
    return {
        "is_on": choice.is_on,
        "leads": [str(lead) for lead in choice.leads],
        "weekdays": list(choice.weekdays),
        "words": PLAIN if choice.is_plain else NEUTRAL,
        **times,
    }


class QuietHoursForm(Form):
    is_on = SwitchField(_l("Keep quiet at night"))
    begins = TimeField(_l("From"), required=_l("Please give the time they begin."))
    ends = TimeField(_l("Until"), required=_l("Please give the time they end."))

    @classmethod
    def showing(cls, quiet_hours: str) -> "QuietHoursForm":
        shown = QuietHours.read(quiet_hours or "22:00-07:00")
        times = {"begins": f"{shown.begins:%H:%M}", "ends": f"{shown.ends:%H:%M}"}
        return cls(formdata=None, data={"is_on": bool(quiet_hours), **times})

    def validate(self, extra_validators=None) -> bool:
        valid = super().validate(extra_validators)
        if valid and self.begins.data == self.ends.data:
            self.ends.errors = [_l("They end at the time they begin. Please change one of the two.")]
            return False
        return valid

    @property
    def chosen(self) -> str:
        return str(QuietHours(self.begins.time, self.ends.time)) if self.is_on.data else ""


class MailForm(Form):
    by_email = SwitchField(_l("Send me an e-mail when no phone can be reached"))


class PauseForm(Form):
    days = ChoiceField(_l("For how long?"), choices=PAUSES.items(), required=_l("Please choose how long."))


class RoutineForm(Form):
    """What a participant wants to be told, and when."""

    words = WordsField(
        _l("What do you want to tell yourself?"), required=_l("Please write a few words."), max_length=500
    )
    repeats = ChoiceField(
        _l("How often?"), choices=REPEATS.items(), required=_l("Please choose how often it comes.")
    )
    starts_on = DateField(_l("On which day?"), required=_l("Please give the day."))
    weekdays = TicksField(_l("On which days of the week?"), choices=WEEKDAYS)
    at = TimeField(_l("At what time?"), required=_l("Please give the time."))

    @classmethod
    def blank(cls) -> "RoutineForm":
        return cls(formdata=None, data={"starts_on": clock.today(viewer_zone()).isoformat(), "repeats": ONCE})

    @classmethod
    def showing(cls, routine: Routine) -> "RoutineForm":
        """The form filled with a routine as it is."""
        data = {name: getattr(routine, name) for name in cls.of_content()}
        return cls(formdata=None, data=data | {"starts_on": routine.starts_on.isoformat()})

    @classmethod
    def of_content(cls) -> tuple[str, ...]:
        return ("words", "repeats", "starts_on", "weekdays", "at")

    @property
    def content(self) -> dict:
        """The values of a routine. A weekly one without days comes on the weekday of its first day."""
        values = {name: self[name].data for name in self.of_content()}
        values["starts_on"] = self.starts_on.day
        chosen = "".join(sorted(self.weekdays.data or ())) or str(self.starts_on.day.weekday())
        return values | {"weekdays": chosen if self.repeats.data == WEEKLY else ""}


class HardTimeForm(RoutineForm):
    """A hard time, with what helps then."""

    words = WordsField(
        _l("What makes it hard, or what helps?"), required=_l("Please write a few words."), max_length=500
    )
    skill = ListField(_l("A skill that helps"), choices=[])
    person = LineField(_l("Someone to call"), max_length=60)
    phone = LineField(_l("Their number"), max_length=30)

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        exercises = library_of(g.enrollment.program_id, get_locale().language)
        self.skill.choices = offered([("", _l("None")), *((one.slug, one.title) for one in exercises)])

    @classmethod
    def of_content(cls) -> tuple[str, ...]:
        return (*super().of_content(), "skill", "person", "phone")

    def validate_phone(self, field) -> None:
        if field.data and not dialled(field.data):
            raise ValidationError(_l("Please give a phone number, like 555 0100."))


def dialled(number: str) -> str:
    """The number as a phone dials it: digits, and a plus at the front. Empty if it is no number."""
    digits = "".join(character for character in number if character in "0123456789")
    if not 3 <= len(digits) <= 20 or set(number) - set("+0123456789 ()-./"):
        return ""
    return ("+" if number.lstrip().startswith("+") else "") + digits


def form_of(purpose: str) -> type[RoutineForm]:
    return HardTimeForm if purpose == HARD_TIME else RoutineForm
