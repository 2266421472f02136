"""What a coordinator sends about a series, a program session, a closed day, a template or busy times."""

import datetime as dt

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FileField
from wtforms.validators import StopValidation, ValidationError

from webapp import clock
from webapp.forms import (
    ChoiceField,
    DateField,
    Form,
    LineField,
    ListField,
    SwitchField,
    TicksField,
    WordsField,
    offered,
)
from webapp.programs.versions import VersionedForm
from webapp.timetables import template_values as values
from webapp.timetables.program_template import SeriesTemplate
from webapp.timetables.single_meetings import Meeting

WEEKLY, ONCE = "weekly", "once"
KINDS = (
    ("group", _l("Group")),
    ("individual", _l("One to one")),
    ("family", _l("Family")),
    ("workshop", _l("Workshop")),
    ("holistic", _l("Holistic")),
)
WEEKDAYS = (
    ("mon", _l("Mon")),
    ("tue", _l("Tue")),
    ("wed", _l("Wed")),
    ("thu", _l("Thu")),
    ("fri", _l("Fri")),
    ("sat", _l("Sat")),
    ("sun", _l("Sun")),
)
MOST_PLACES = 10_000
MOST_DIRECTIONS = 1_000  # letters
FIRST_YEAR, LAST_YEAR = 2000, 2200


def reads(read):
    """A check by one of the readers of program templates: the same rules, the same words."""

    def check(form, field):
        if field.data:
            try:
                read(field.data)
            except ValueError as error:
                raise ValidationError(str(error)) from None

    return check


def _wall_time(form, field):
    try:
        values.wall_time(field.data)
    except ValueError:
        raise ValidationError(_("Please give a time of day, like 09:30 or 18:00.")) from None


class CalendarDayField(DateField):
    """A day that a calendar of ours could show."""

    def pre_validate(self, form):
        super().pre_validate(form)
        if self.day is not None and not FIRST_YEAR <= self.day.year < LAST_YEAR:
            raise StopValidation(_("This year is too far away. Please check it."))


def _places(form, field):
    digits = field.data or ""
    if digits and not (digits.isascii() and digits.isdigit() and 1 <= int(digits[:6]) <= MOST_PLACES):
        raise ValidationError(_("Please give a whole number of places, like 12."))


def _topics(form, field):
    try:
        values.list_of(values.text, unique=False)(lines(field.data))
    except ValueError as error:
        raise ValidationError(str(error)) from None


def lines(text) -> list[str]:
    return [line.strip() for line in (text or "").split("\n") if line.strip()]


def _refuse(form, refusal) -> None:
    """Put a reason of the timetable at the field that it is about."""
    if refusal.field and refusal.field in form:
        form[refusal.field].errors = [*form[refusal.field].errors, str(refusal)]
    else:
        form.form_errors.append(str(refusal))


class TimetableForm(VersionedForm):
    """Common manners: a reason of the timetable is shown at its field."""

    refuse = _refuse


class Between(TimetableForm):
    """From a time of day to another."""

    starts = LineField(_l("Starts at"), required=_l("Please say when it starts."), validators=[_wall_time])
    ends = LineField(_l("Ends at"), required=_l("Please say when it ends."), validators=[_wall_time])
    overnight = SwitchField(_l("It ends after midnight"))

    def validate_ends(self, field):
        if self.starts.errors or not self.starts.data:
            return
        if self.overnight.data and field.data > self.starts.data:
            raise ValidationError(_("This is longer than a day. Please check both times."))
        if not self.overnight.data and field.data <= self.starts.data:
            raise ValidationError(_("The end is before the start. Please check both times."))

    @property
    def minutes(self) -> int:
        span = _minutes(self.ends.data) - _minutes(self.starts.data)
        return span + 24 * 60 if span <= 0 else span

    @staticmethod
    def span(starts: dt.time, minutes: int) -> dict:
        """The form's three values of a start and a length."""
        total = starts.hour * 60 + starts.minute + minutes
        ends = dt.time(total // 60 % 24, total % 60)
        return {
            "starts": starts.isoformat("minutes"),
            "ends": ends.isoformat("minutes"),
            "overnight": total >= 24 * 60,
        }


def _minutes(text: str) -> int:
    wall = dt.time.fromisoformat(text)
    return wall.hour * 60 + wall.minute


class FactsForm(TimetableForm):
    """What is the same for every meeting and can change at any time."""

    title = LineField(_l("Name"), required=_l("Please give it a name."), validators=[reads(values.text)])
    place = LineField(_l("Room or place"), validators=[reads(values.text)])
    telehealth = LineField(_l("Video link"), validators=[reads(values.https_link)])
    capacity = LineField(_l("Most people at once"), validators=[_places])
    guests_welcome = SwitchField(_l("Family and friends are welcome"))
    facilitators = TicksField(_l("Who leads it"), choices=[])

    def __init__(self, clinicians, **options):
        super().__init__(**options)
        self.facilitators.choices = offered(clinicians)

    @property
    def places(self) -> int | None:
        return int(self.capacity.data) if self.capacity.data else None


class SeriesForm(FactsForm, Between):
    """All facts of a series, and the days between which they hold."""

    kind = ChoiceField(_l("Kind"), choices=KINDS, required=_l("Please choose a kind."))
    repeats = ChoiceField(
        _l("How often"),
        choices=((WEEKLY, _l("Every week")), (ONCE, _l("Once"))),
        required=_l("Please choose."),
    )
    weekdays = TicksField(_l("On these days"), choices=WEEKDAYS)
    first_on = CalendarDayField(_l("First day"), required=_l("Please choose the first day."))
    last_on = CalendarDayField(_l("Last day"))
    levels = TicksField(
        _l("For these levels of care"), choices=[], required=_l("Please choose at least one level.")
    )
    weeks = LineField(
        _l("In these weeks of a stay"),
        required=_l("Please say which weeks."),
        validators=[reads(values.weeks)],
    )
    track = LineField(_l("Only for this track"), validators=[reads(values.text)])
    topics = WordsField(_l("Topics in turn"))

    def __init__(self, clinicians, levels, **options):
        super().__init__(clinicians, **options)
        self.levels.choices = offered(levels)

    def validate(self, extra_validators=None) -> bool:
        """Beyond each field: what comes back every week needs a day."""
        is_sound = super().validate(extra_validators)
        if self.repeats.data == WEEKLY and not self.weekdays.data:
            self.weekdays.errors = [*self.weekdays.errors, _("Please choose at least one day.")]
            return False
        return is_sound

    def validate_topics(self, field):
        _topics(self, field)

    def validate_last_on(self, field):
        if field.day and self.first_on.day and field.day < self.first_on.day:
            raise ValidationError(_("The last day is before the first day."))

    @property
    def days(self) -> tuple[dt.date, dt.date | None]:
        once = self.repeats.data == ONCE
        return self.first_on.day, self.first_on.day if once else self.last_on.day

    @property
    def facts(self) -> SeriesTemplate:
        weekday = values.WEEKDAYS[self.first_on.day.weekday()]
        return SeriesTemplate(
            title=self.title.data,
            kind=self.kind.data,
            levels=tuple(self.levels.data),
            weekdays=(weekday,) if self.repeats.data == ONCE else tuple(self.weekdays.data),
            starts=dt.time.fromisoformat(self.starts.data),
            minutes=self.minutes,
            weeks=values.weeks(self.weeks.data),
            capacity=self.places,
            place=self.place.data or "",
            telehealth=self.telehealth.data or "",
            guests_welcome=self.guests_welcome.data,
            topics=tuple(lines(self.topics.data)),
            track=self.track.data or None,
        )


class DirectionsForm(TimetableForm):
    """How to get to a place."""

    words = WordsField(_l("How to get there"), max_length=MOST_DIRECTIONS)


class PlacementForm(TimetableForm):
    """Another level of care or track of one stay from a day on."""

    level = ChoiceField(_l("Level of care"), choices=[], required=_l("Please choose a level."))
    track = ChoiceField(_l("Track"), choices=[])
    first_on = CalendarDayField(_l("From which day on"), required=_l("Please choose the day."))

    def __init__(self, levels, tracks, **options):
        super().__init__(**options)
        self.level.choices = offered(levels)
        self.track.choices = offered((track, track) for track in tracks)


class TakeBackForm(TimetableForm):
    """That a change which has not begun is not to come."""


class EndForm(TimetableForm):
    last_on = CalendarDayField(_l("Last day"), required=_l("Please choose the last day."))


class MoveForm(Between):
    """One program session's time and place."""

    day = CalendarDayField(_l("Day"), required=_l("Please choose the day."))
    place = LineField(_l("Room or place"), validators=[reads(values.text)])
    telehealth = LineField(_l("Video link"), validators=[reads(values.https_link)])

    def moment(self, zone_name: str) -> tuple[dt.datetime, dt.datetime]:
        starts_at = clock.at_wall(self.day.day, dt.time.fromisoformat(self.starts.data), zone_name)
        return starts_at, starts_at + dt.timedelta(minutes=self.minutes)


class MeetingForm(MoveForm):
    """A single meeting of one participant."""

    stay = ListField(_l("Who it is with"), choices=[])
    title = LineField(_l("Name"), required=_l("Please give it a name."), validators=[reads(values.text)])
    kind = ChoiceField(
        _l("Kind"),
        choices=[pair for pair in KINDS if pair[0] in ("individual", "family")],
        required=_l("Please choose a kind."),
    )
    guests_welcome = SwitchField(_l("Family and friends are welcome"))
    facilitators = TicksField(_l("Who leads it"), choices=[])

    def __init__(self, stays, clinicians, **options):
        super().__init__(**options)
        self.stay.choices = [("", _("Please choose")), *stays]
        self.facilitators.choices = offered(clinicians)

    def validate_stay(self, field):
        if not field.data:
            raise ValidationError(_("Please choose one from the list."))

    def meeting(self, zone_name: str) -> Meeting:
        starts_at, ends_at = self.moment(zone_name)
        return Meeting(
            self.title.data,
            self.kind.data,
            starts_at,
            ends_at,
            self.place.data or "",
            self.telehealth.data or "",
            self.guests_welcome.data,
            self.facilitators.data,
        )


class SessionForm(TimetableForm):
    """A change of one program session that needs no more words: cancel it, bring it back."""


class StandInForm(TimetableForm):
    stand_ins = TicksField(_l("Who leads it this time"), choices=[])

    def __init__(self, clinicians, **options):
        super().__init__(**options)
        self.stand_ins.choices = offered(clinicians)


class ClosedDayForm(Form):
    refuse = _refuse
    day = CalendarDayField(_l("Day"), required=_l("Please choose the day."))


class TemplateForm(Form):
    """A template file and the day from which it should hold."""

    refuse = _refuse
    file = FileField(_l("Template file"))
    first_on = CalendarDayField(_l("From which day on"), required=_l("Please choose the day."))


class BusyTimesForm(Form):
    """A calendar file and whose it is: "clinician:<id>", or "room:" and the room."""

    whose = ListField(_l("Whose calendar it is"), choices=[])
    file = FileField(_l("Calendar file"))

    def __init__(self, owners, **options):
        super().__init__(**options)
        self.whose.choices = offered(owners)


class CheckInAsksForm(Form):
    """What a check-in asks beside mood, and whether listed words in shared entries are marked."""

    asks = TicksField(
        _l("What else does a check-in ask?"),
        choices=[
            ("craving", _l("Craving")),
            ("anxiety", _l("Anxiety or tension")),
            ("energy", _l("Energy")),
            ("sleep", _l("Sleep: hours, and how good it was")),
        ],
    )
    tells_of_risk_words = SwitchField(_l("Mark shared entries that hold listed words"))
