"""What a coordinator sends at the desk."""

from flask_babel import lazy_gettext as _l

from webapp.forms import Form, SwitchField


class HelpForm(Form):
    """A link with which a person makes their account or chooses a new password."""

    lost_phone = SwitchField(_l("They lost the phone with their second step"))
