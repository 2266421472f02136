"""What a coordinator sends at the desk, and about a program as a whole."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext as _ln

from webapp.forms import ChoiceField, Form, SwitchField
from webapp.people.models import Program

OFFERED = (1, 2, 3, 5, 10)


class AnswerDaysForm(Form):
    """Within how many working days the program means to answer what is shared."""

    days = ChoiceField(
        _l("Shared entries are answered or reviewed"),
        choices=[
            ("0", _l("No time is named")),
            *(
                (str(days), _ln("Within %(num)d working day", "Within %(num)d working days", days))
                for days in OFFERED
            ),
        ],
        required=_l("Please choose one."),
    )

    @classmethod
    def of(cls, program: Program) -> "AnswerDaysForm":
        return cls(data={"days": str(program.answer_days or 0)})

    @property
    def chosen(self) -> int | None:
        return int(self.days.data) or None


class HelpForm(Form):
    """A link with which a person makes their account or chooses a new password."""

    lost_phone = SwitchField(_l("They lost the phone with their second step"))
