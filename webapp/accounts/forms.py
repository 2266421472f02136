"""Forms for signing in, for a new account, and for a person's settings."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.validators import AnyOf, EqualTo, Length, ValidationError

from webapp import clock
from webapp.accounts.passwords import LONGEST, SHORTEST, is_guessed_first
from webapp.forms import Form, LineField, ListField, SecretField, offered

LANGUAGES = (("en", "English"),)


class SignInForm(Form):
    email = LineField(_l("E-mail"), required=_l("Please type your e-mail address."), max_length=254)
    password = SecretField(_l("Password"), required=_l("Please type your password."))
    own_phone = BooleanField(_l("This is my own phone"))
    held = HiddenField()
    handed_over = HiddenField()


class SecondStepForm(Form):
    """The code of an authenticator app, or a recovery code."""

    code = LineField(_l("Your code"), required=_l("Please type the code."), max_length=40)
    held = HiddenField()
    handed_over = HiddenField()


class ProofForm(Form):
    """The password again, for what a phone left lying open must not do."""

    password = SecretField(_l("Your password"), required=_l("Please type your password."))
    held = HiddenField()


class PasskeyForm(Form):
    """What a passkey answered; the script of the page fills it in."""

    credential = HiddenField()
    own_phone = BooleanField(_l("This is my own phone"))
    held = HiddenField()
    handed_over = HiddenField()


class NewPasskeyForm(Form):
    credential = HiddenField()
    name = LineField(_l("What to call it"), required=_l("Please give it a name."), max_length=60)


class EmailForm(Form):
    email = LineField(_l("E-mail"), required=_l("Please type your e-mail address."), max_length=254)


class InvitationCodeForm(Form):
    code = LineField(_l("Your code"), required=_l("Please type the code."), max_length=40)


class NewPasswordForm(Form):
    """A new password, twice. `about` is what others may know of the person: no password is made of it."""

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

    def __init__(self, about: tuple[str, ...] = (), **options):
        super().__init__(**options)
        self.about = about

    def validate_password(self, field):
        if is_guessed_first(field.data or "", self.about):
            easy = _("This one is easy to guess. Three or four words that don't belong together work well.")
            raise ValidationError(easy)


class NewAccountForm(NewPasswordForm):
    name = LineField(_l("Your name"), required=_l("Please tell us what to call you."), max_length=60)
    own_phone = BooleanField(_l("This is my own phone"))

    def validate_password(self, field):
        self.about = (*self.about, self.name.data or "")
        super().validate_password(field)


class SettingsForm(Form):
    name = LineField(_l("What we call you"), required=_l("Please tell us what to call you."), max_length=60)
    time_zone = ListField(_l("Your time zone"))

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        program_zone = ("", _l("The same as my program"))
        self.time_zone.choices = offered(
            [program_zone, *((name, name.replace("_", " ")) for name in clock.zone_names())]
        )


class ZoneForm(Form):
    """Whether times shall follow the phone to this zone."""

    time_zone = HiddenField(validators=[AnyOf(clock.zone_names())])
