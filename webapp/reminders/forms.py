"""How one wants to be reminded."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from webapp.forms import ChoiceField, Form, SwitchField
from webapp.reminders.models import LEAD_MINUTES, QUIET_HOURS

LEADS = dict(
    zip(
        LEAD_MINUTES,
        (_l("15 minutes before"), _l("30 minutes before"), _l("1 hour before"), _l("2 hours before")),
        strict=True,
    )
)
QUIET = dict(
    zip(
        QUIET_HOURS,
        (_l("None"), _l("9 PM to 7 AM"), _l("10 PM to 7 AM"), _l("11 PM to 8 AM")),
        strict=True,
    )
)


class ReminderSettingsForm(Form):
    is_on = BooleanField(_l("Remind me before sessions"))
    lead_minutes = ChoiceField(
        _l("How long before"),
        choices=[(str(minutes), words) for minutes, words in LEADS.items()],
        required=_l("Please choose how long before."),
    )
    quiet_hours = ChoiceField(
        _l("Quiet hours"),
        choices=[(hours or "none", words) for hours, words in QUIET.items()],
        required=_l("Please choose your quiet hours."),
    )

    @property
    def chosen(self) -> dict:
        """The settings as ReminderSettings keeps them."""
        quiet_hours = "" if self.quiet_hours.data == "none" else self.quiet_hours.data
        return {
            "is_on": self.is_on.data,
            "lead_minutes": int(self.lead_minutes.data),
            "quiet_hours": quiet_hours,
        }


class MailForm(Form):
    by_email = SwitchField(_l("Send me an e-mail when no phone can be reached"))
