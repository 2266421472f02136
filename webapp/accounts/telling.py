"""Mails about an account, if the installation can send any: neutral, and sent while nobody waits.

Whether an address has an account must not show in how long an answer takes, so a mail goes by a thread of its own.
"""

import contextlib
import threading

from flask import current_app
from flask_babel import gettext as _

from webapp import mail
from webapp.people.models import User

SUBJECT = "Waymark"


def tell_of_change(user: User) -> None:
    """Their way of signing in changed: if it was not them, they should know."""
    _send(
        user.email,
        _("Your password was changed just now. If this was not you, ask for a new one here:"),
        f"{current_app.config['PUBLIC_URL']}/sign-in",
    )


def send_link(user: User, token: str) -> None:
    _send(
        user.email,
        _("Here is your link to sign in. It works once, for 30 minutes:"),
        f"{current_app.config['PUBLIC_URL']}/sign-in/links/{token}",
        _("If you did not ask for it, you can leave it alone."),
    )


def _send(to: str, *paragraphs: str) -> None:
    if not mail.is_on():
        return
    app, body = current_app._get_current_object(), "\n\n".join(paragraphs)

    def send() -> None:
        with app.app_context(), contextlib.suppress(mail.NotSent):
            mail.send(to, SUBJECT, body)

    threading.Thread(target=send, name="mail", daemon=False).start()
