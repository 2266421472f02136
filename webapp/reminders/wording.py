"""What a phone shows. Anyone may read a lock screen, so the words tell nothing."""

import datetime as dt

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from webapp import clock
from webapp.people.models import User
from webapp.push.composing import Message
from webapp.reminders.answers import actions_of, marked
from webapp.reminders.models import TEST, Reminder

SHORTEST_WAIT = 60


def message_of(reminder: Reminder, user: User, is_plain: bool | None = None) -> Message:
    """The reminder as a message in the person's language; the tag makes a repeat replace the first."""
    language = user.locale or current_app.config["BABEL_DEFAULT_LOCALE"]
    with force_locale(language):
        if reminder.kind == TEST:
            body, path = _("This is a test. Reminders work on this phone."), _path("reminders.index")
        else:
            body = _("You have something coming up. Tap to see it.")
            path = _path("schedule.program_session", program_session_id=reminder.occasion)
        actions = actions_of(reminder)
    return Message(
        title="Waymark",
        body=body,
        url=current_app.config["PUBLIC_URL"] + marked(path, reminder),
        tag=reminder.id,
        ttl=max(_seconds_until(reminder.expires_at), SHORTEST_WAIT),
        urgency="high",
        lang=language,
        actions=actions,
        app_badge=1,
    )


def _path(endpoint: str, **values: str) -> str:
    return current_app.url_map.bind("").build(endpoint, values)


def _seconds_until(instant: dt.datetime) -> int:
    return int((instant - clock.now()).total_seconds())
