"""The span of a letter, and the code of one that is checked."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from webapp import clock
from webapp.formatting import long_date
from webapp.forms import DateField, Form, LineField


class SpanForm(Form):
    """Two days of a stay, up to today."""

    first_day = DateField(_l("First day"), required=_l("Please choose the first day."))
    last_day = DateField(_l("Last day"), required=_l("Please choose the last day."))

    def __init__(self, stay, **options):
        super().__init__(**options)
        self.stay = stay

    def validate_first_day(self, field):
        if field.day and field.day < self.stay.admitted_on:
            began = long_date(self.stay.admitted_on)
            raise ValidationError(
                _("The stay began on %(day)s. Please choose that day or a later one.", day=began)
            )

    def validate_last_day(self, field):
        if field.day and field.day > clock.today(self.stay.program.time_zone):
            raise ValidationError(_("This day is still to come. Please choose today or an earlier day."))
        if field.day and self.first_day.day and field.day < self.first_day.day:
            raise ValidationError(_("The last day is before the first day."))


class CodeForm(Form):
    code = LineField(_l("The code on the letter"), required=_l("Please type the code."), max_length=60)
