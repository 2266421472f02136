"""Forms for signing in, for a new account, and for a person's settings."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.validators import EqualTo, Length

from webapp import clock
from webapp.accounts.passwords import LONGEST, SHORTEST
from webapp.forms import Form, LineField, ListField, SecretField, offered

LANGUAGES = (("en", "English"),)


class SignInForm(Form):
    email = LineField(_l("E-mail"), required=_l("Please type your e-mail address."), max_length=254)
    password = SecretField(_l("Password"), required=_l("Please type your password."))
    own_phone = BooleanField(_l("This is my own phone"))
    held = HiddenField()
    handed_over = HiddenField()


class NewAccountForm(Form):
    name = LineField(_l("Your name"), required=_l("Please tell us what to call you."), max_length=60)
    password = SecretField(
        _l("Choose a password"),
        required=_l("Please choose a password."),
        validators=[Length(SHORTEST, LONGEST, _l("Please use at least %(least)d letters.", least=SHORTEST))],
    )
    again = SecretField(
        _l("The same password again"),
        required=_l("Please type the password again."),
        validators=[EqualTo("password", _l("The two passwords are not the same."))],
    )


class SettingsForm(Form):
    name = LineField(_l("What we call you"), required=_l("Please tell us what to call you."), max_length=60)
    time_zone = ListField(_l("Your time zone"))

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        program_zone = ("", _l("The same as my program"))
        self.time_zone.choices = offered(
            [program_zone, *((name, name.replace("_", " ")) for name in clock.zone_names())]
        )
