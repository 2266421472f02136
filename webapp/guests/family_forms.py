"""What guests send, and what a participant writes for them."""

import datetime as dt

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from webapp import clock
from webapp.forms import DateField, Form, LineField, ScaleField, TicksField, WordsField
from webapp.journals.vocabulary import MOODS

MOST_LETTERS = 300  # of a note: a few words, not a letter


class EncouragementForm(Form):
    words = WordsField(
        _l("Your note"), required=_l("Please write a few words, or tap one above."), max_length=MOST_LETTERS
    )


class QuestionForm(Form):
    words = WordsField(_l("Your question"), required=_l("Please write your question."), max_length=1000)


class CheckForm(Form):
    feeling = ScaleField(
        _l("How are you doing yourself?"),
        lowest=1,
        highest=5,
        choices=[(str(number), word) for number, word in MOODS.items()],
    )
    words = WordsField(_l("What is on your mind?"), max_length=4000)

    def validate(self, extra_validators=None) -> bool:
        valid = super().validate(extra_validators)
        if valid and self.feeling.number is None and not (self.words.data or "").strip():
            self.words.errors = [_("Please choose how you are, or write a few words.")]
            return False
        return valid


class HowToHelpForm(Form):
    signs = WordsField(_l("What you may notice when I am having a hard time"), max_length=2000)
    helps = WordsField(_l("What helps me then"), max_length=2000)
    not_helpful = WordsField(_l("What does not help"), max_length=2000)
    whom_to_call = WordsField(_l("Whom to call if you worry about me"), max_length=1000)


class MilestoneForm(Form):
    words = LineField(_l("What are you glad of?"), required=_l("Please write what it is."), max_length=200)
    on_day = DateField(_l("The day"), required=_l("Please choose the day."))

    def __init__(self, today: dt.date, **options):
        super().__init__(**options)
        self.today = today

    def validate_on_day(self, field):
        if field.day and field.day > self.today:
            raise ValidationError(_("This day is still to come. Please choose today or an earlier day."))


class AddressingForm(Form):
    """To whom the words of one entry are shown."""

    people = TicksField(_l("Who may read these words?"), choices=[])

    def __init__(self, consents, **options):
        super().__init__(**options)
        self.people.choices = [(one.id, one.guest_name) for one in consents]


class AnswerForm(Form):
    words = WordsField(_l("Your answer"), required=_l("Please write an answer."), max_length=2000)


def today_of(stay) -> dt.date:
    return clock.today(stay.program.time_zone)
