"""What a clinician sends about a shared entry, or to assign an exercise."""

import datetime as dt

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import ValidationError

from webapp.exercises.models import Assignment
from webapp.forms import ChoiceField, DateField, Form, ListField, WordsField
from webapp.journals.models import JournalEntry, Review
from webapp.people.models import Enrollment

MOST_WORDS = 4000


class AnswerForm(Form):
    """An answer. `revision` tells which state of the entry the clinician had before them."""

    revision = HiddenField()
    words = WordsField(
        _l("Your answer"),
        required=_l("Please write a few words, or mark it reviewed."),
        max_length=MOST_WORDS,
    )

    @classmethod
    def about(cls, entry: JournalEntry, review: Review) -> "AnswerForm":
        return cls(data={"revision": str(entry.revision), "words": review.answer})

    def is_about(self, entry: JournalEntry) -> bool:
        return self.revision.data == str(entry.revision)

    def again_about(self, entry: JournalEntry) -> "AnswerForm":
        """The same words, now about the entry as it is."""
        self.revision.data = str(entry.revision)
        return self.fresh()


class NoteForm(Form):
    """A note of the care team on an entry."""

    words = WordsField(_l("Your note"), required=_l("Please write a few words."), max_length=MOST_WORDS)


class SettlingForm(Form):
    """What takes a line off the morning list, as it was on the screen."""

    about = HiddenField()
    revision = HiddenField()
    raised = HiddenField()


class FamilyAnswerForm(Form):
    words = WordsField(_l("Your answer"), required=_l("Please write a few words."), max_length=MOST_WORDS)


class AssignmentForm(Form):
    """An exercise to practise: which, how often, until when, and why."""

    LONGEST = dt.timedelta(weeks=26)
    USUAL = dt.timedelta(weeks=2)

    exercise = ListField(_l("Exercise"), choices=[])
    times_a_week = ChoiceField(
        _l("Days a week"),
        choices=[(str(number), str(number)) for number in range(1, 8)],
        required=_l("Please choose how often."),
    )
    ends_on = DateField(_l("Until"), required=_l("Please choose the last day."))
    why = WordsField(_l("Why this one"), max_length=500)

    def __init__(self, exercises, stay: Enrollment, today: dt.date):
        super().__init__(data={"times_a_week": "3", "ends_on": (today + self.USUAL).isoformat()})
        self.exercise.choices = [("", _("Please choose")), *((one.slug, one.title) for one in exercises)]
        self.stay, self.today = stay, today

    def validate_exercise(self, field):
        if not field.data:
            raise ValidationError(_("Please choose an exercise."))
        again = Assignment.running([self.stay.id], self.today).where(Assignment.slug == field.data)
        if again.exists():
            raise ValidationError(_("This one is already on their list."))

    def validate_ends_on(self, field):
        if field.day < self.today:
            raise ValidationError(_("This day has passed. Please choose a later day."))
        if field.day > self.today + self.LONGEST:
            raise ValidationError(_("Please choose a day within half a year."))
        if self.stay.ended_on and field.day > self.stay.ended_on:
            raise ValidationError(_("Their stay ends before that day."))
