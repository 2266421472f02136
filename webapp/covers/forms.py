"""The form of a cover: whose caseload, who looks after it, from which day to which."""

import datetime as dt

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from webapp import clock
from webapp.covers.arranging import caseloads_of, colleagues_of, overlapping
from webapp.forms import DateField, Form, ListField
from webapp.people.models import Cover, Membership, User

LONGEST = dt.timedelta(days=90)
FURTHEST = dt.timedelta(days=365)


class CoverForm(Form):
    """`whose` and `colleague` are clinicians' places in a program."""

    whose = ListField(_l("Whose caseload"), choices=[])
    colleague = ListField(_l("Who covers"), choices=[])
    first_on = DateField(_l("First day"), required=_l("Please choose the first day."))
    last_on = DateField(_l("Last day"), required=_l("Please choose the last day."))

    def __init__(self, user: User):
        super().__init__()
        self.caseloads = {one.id: one for one in caseloads_of(user)}
        self.colleagues = {one.id: one for one in colleagues_of(user)}
        several = len({one.program_id for one in self.colleagues.values()}) > 1
        self.whose.choices = _offered(self.caseloads, several)
        self.colleague.choices = _offered(
            {key: one for key, one in self.colleagues.items() if self.caseloads.keys() != {key}}, several
        )
        if not self.is_submitted() and len(self.caseloads) == 1:
            self.whose.data = next(iter(self.caseloads))

    @property
    def away(self) -> Membership | None:
        return self.caseloads.get(self.whose.data)

    @property
    def covers(self) -> Membership | None:
        return self.colleagues.get(self.colleague.data)

    def validate_whose(self, field):
        if not field.data:
            raise ValidationError(_("Please choose whose caseload it is."))

    def validate_colleague(self, field):
        if not field.data:
            raise ValidationError(_("Please choose who covers."))
        if self.away is None or self.covers is None:
            return
        if self.covers.user_id == self.away.user_id:
            raise ValidationError(_("Nobody can cover for themselves. Please choose someone else."))
        if self.covers.program_id != self.away.program_id:
            raise ValidationError(_("This person is no clinician of the same program."))

    def validate_first_on(self, field):
        today = clock.today(self.away.program.time_zone) if self.away else clock.now().date()
        if field.day < today:
            raise ValidationError(_("This day has passed. Please choose a later day."))
        if field.day > today + FURTHEST:
            raise ValidationError(_("Please choose a day within a year."))

    def validate_last_on(self, field):
        first = self.first_on.day
        if first is None:
            return
        if field.day < first:
            raise ValidationError(_("The last day is before the first one."))
        if field.day - first >= LONGEST:
            raise ValidationError(_("A cover lasts 90 days at most. After that, please make a new one."))
        # This caseload is covered already, or the colleague is away too.
        away = [Cover.away == one.user_id for one in (self.away, self.covers) if one]
        if self.away and overlapping(first, field.day, self.away.program_id, *away).exists():
            raise ValidationError(_("There is another cover on these days. Please end that one first."))


def _offered(memberships: dict[str, Membership], with_program: bool) -> list[tuple]:
    named = [
        (key, f"{one.user.name}, {one.program.name}" if with_program else one.user.name)
        for key, one in memberships.items()
    ]
    return [("", _("Please choose")), *named]
