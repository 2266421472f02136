"""A mail in place of a reminder that no device could take, for who asked for it. As discreet as the reminder."""

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from webapp import clock, mail
from webapp.database import writing
from webapp.people.models import User
from webapp.push.answers import Outcome
from webapp.reminders.models import MAIL, TEST, Reminder, ReminderSettings

SUBJECT = "Waymark"


def mail_instead(reminder: Reminder, user: User) -> Outcome | None:
    """Mail the reminder, once, and say how that went; None if no mail is wanted or none can be sent from here.

    No transaction may be open: a server is waited for.

    What was mailed and not noted, because the process died in between, is mailed again under the same id.
    """
    if reminder.mailed_at:
        return Outcome("sent", MAIL)
    if reminder.kind == TEST or not mail.is_on() or not ReminderSettings.of(user).by_email:
        return None
    try:
        mail.send(
            user.email, SUBJECT, _body(reminder, user), key=f"{reminder.id}.{reminder.due_at:%Y%m%d%H%M}"
        )
    except mail.NotSent as error:
        return Outcome("refused" if error.is_for_good else "later", MAIL)
    reminder.mailed_at = clock.now()
    with writing():
        Reminder.update(mailed_at=reminder.mailed_at).where(Reminder.id == reminder.id).execute()
    return Outcome("sent", MAIL)


def _body(reminder: Reminder, user: User) -> str:
    """The links name no page of what it is about, and open after signing in only."""
    site = current_app.config["PUBLIC_URL"]
    with force_locale(user.locale or current_app.config["BABEL_DEFAULT_LOCALE"]):
        return "\n\n".join(
            [
                _("You have something coming up. You can see it here:"),
                f"{site}/reminders/{reminder.id}",
                _(
                    "We send this e-mail because no phone of yours could be reached. You can turn these off here:"
                ),
                f"{site}/reminders/",
            ]
        )
