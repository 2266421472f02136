"""What is sent about coming: why somebody cannot come, how late they will be, which place they ask for, the answer."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from webapp.attendance.notices import MINUTES_LATE, REASONS
from webapp.forms import ChoiceField, Form, WordsField
from webapp.timetables.models import DECLINED, GIVEN


class AbsenceForm(Form):
    """Why; each reason is a button of its own."""

    reason = ChoiceField(
        _l("What is in the way?"),
        choices=list(REASONS.items()),
        required=_l("Please choose what is in the way."),
    )
    words = WordsField(_l("Anything you want to add?"), max_length=1000)


class LatenessForm(Form):
    minutes = ChoiceField(
        _l("How many minutes late?"),
        choices=[(str(minutes), str(minutes)) for minutes in MINUTES_LATE],
        required=_l("Please choose how many minutes."),
    )


class MakeUpForm(Form):
    place = HiddenField()


class SeatAnswerForm(Form):
    """`seen` is how the wish stood on the page, so that no colleague's answer is overwritten unseen."""

    answer = ChoiceField(
        choices=[(GIVEN, _l("Give the place")), (DECLINED, _l("Decline"))],
        required=_l("Please choose an answer."),
    )
    seen = HiddenField()
