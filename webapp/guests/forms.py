"""The form of a new consent, in two steps: what is shared with whom, then the signature under the text."""

import datetime as dt
import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation, ValidationError

from webapp import clock
from webapp.forms import DateField, Form, LineField, TicksField
from webapp.guests.items import NAMES
from webapp.guests.sharing import live_with
from webapp.people.consents import ITEMS, LONGEST
from webapp.people.models import normal_email

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def _is_an_address(form, field):
    if not _ADDRESS.fullmatch(field.data or ""):
        raise StopValidation(_l("Please check this address. It should look like sam@example.org."))


class ConsentForm(Form):
    """What is shared, with whom, why and until when."""

    name = LineField(_l("Their name"), required=_l("Please type their name."), max_length=60)
    email = LineField(
        _l("Their e-mail"),
        required=_l("Please type their e-mail."),
        max_length=254,
        validators=[_is_an_address],
    )
    relation = LineField(
        _l("Who they are to you"), required=_l("Please say who they are to you."), max_length=60
    )
    items = TicksField(
        _l("What they may see"),
        choices=list(NAMES.items()),
        required=_l("Please choose at least one thing to share."),
    )
    purpose = LineField(
        _l("Why you want to share this"), required=_l("Please say why, in a few words."), max_length=200
    )
    until = DateField(_l("The last day they may see it"), required=_l("Please choose the last day."))

    def __init__(self, stay, **options):
        super().__init__(**options)
        self.stay = stay

    @property
    def chosen(self) -> tuple[str, ...]:
        return tuple(item for item in ITEMS if item in self.items.data)

    def validate_email(self, field):
        if normal_email(field.data or "") == normal_email(self.stay.participant.email):
            raise ValidationError(_("This is your own address. Please type the address of the other person."))
        if live_with(self.stay, field.data or ""):
            raise ValidationError(_("You already share with this person. To change it, stop that first."))

    def validate_until(self, field):
        today = clock.today(self.stay.program.time_zone)
        if field.day is None:
            return
        if field.day < today:
            raise ValidationError(_("This day has passed. Please choose today or a later day."))
        if field.day > today + LONGEST:
            raise ValidationError(
                _(
                    "Please choose a day within %(days)d days. You can share again after that.",
                    days=LONGEST.days,
                )
            )


class SignatureForm(ConsentForm):
    """The same values, signed."""

    signature = LineField(
        _l("Sign with your full name"), required=_l("Please type your full name to sign."), max_length=100
    )

    @property
    def only_unsigned(self) -> bool:
        """Whether nothing but the signature needs another look."""
        return set(self.errors) == {"signature"}


def furthest_day(stay) -> dt.date:
    return clock.today(stay.program.time_zone) + LONGEST
