"""What is asked before a look in an emergency, and at its review."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from webapp.forms import ChoiceField, Form, WordsField
from webapp.people.emergencies import KINDS, EmergencyAccess

MOST_WORDS = 1000


class OpeningForm(Form):
    kind = ChoiceField(
        _l("What is happening?"), choices=KINDS.items(), required=_l("Please choose what is happening.")
    )
    reason = WordsField(
        _l("Why do you need to look now?"), required=_l("Please write why."), max_length=MOST_WORDS
    )

    def validate_reason(self, field):
        least = EmergencyAccess.SHORTEST_REASON
        if len((field.data or "").strip()) < least:
            raise ValidationError(_("Please write a little more: at least %(least)d letters.", least=least))


class ReviewForm(Form):
    finding = WordsField(
        _l("What you found"), required=_l("Please write what you found."), max_length=MOST_WORDS
    )
