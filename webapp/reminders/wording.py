"""What a phone shows. Anyone may read a lock screen, so the words tell nothing of treatment."""

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache

from babel import Locale
from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from webapp import clock
from webapp.database import among
from webapp.people.models import User
from webapp.push.composing import Message
from webapp.reminders.answers import actions_of, marked
from webapp.reminders.kinds import KINDS
from webapp.reminders.models import KindSettings, Reminder

SHORTEST_WAIT = 60
TITLE = "Waymark"


def message_of(reminder: Reminder, user: User, is_plain: bool | None = None) -> Message:
    """The reminder as a message in the person's language; the tag makes a repeat replace the first.

    `is_plain` is what the person chose for this kind; None looks it up.
    """
    if is_plain is None:
        is_plain = (user.id, reminder.kind) in plain_kinds([user.id])
    language = user.locale or current_app.config["BABEL_DEFAULT_LOCALE"]
    with force_locale(_locale(language)):
        body, path = _words_and_page(reminder, is_plain)
        actions = actions_of(reminder)
    return Message(
        title=TITLE,
        body=body,
        url=current_app.config["PUBLIC_URL"] + marked(path, reminder),
        tag=reminder.id,
        ttl=max(_seconds_until(reminder.expires_at), SHORTEST_WAIT),
        urgency="high",
        lang=language,
        actions=actions,
        app_badge=1,
    )


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    return Locale.parse(language)  # asks the disk each time


def plain_kinds(user_ids: Iterable[str]) -> set[tuple[str, str]]:
    """Of which kinds these people chose the plainer words: pairs of user id and kind; in one query."""
    rows = KindSettings.select(KindSettings.user, KindSettings.kind)
    return set(rows.where(among(KindSettings.user, user_ids), KindSettings.is_plain).tuples())


def _words_and_page(reminder: Reminder, is_plain: bool) -> tuple[str, str]:
    kind = KINDS.get(reminder.kind)
    if kind is None:
        return _("This is a test. Reminders work on this phone."), _path("reminders.index")
    endpoint, values = kind.page(reminder.about)
    return str(kind.plain if is_plain else kind.neutral), _path(endpoint, **values)


def _path(endpoint: str, _anchor: str = "", **values: str) -> str:
    path = current_app.url_map.bind("").build(endpoint, values)
    return f"{path}#{_anchor}" if _anchor else path


def _seconds_until(instant: dt.datetime) -> int:
    return int((instant - clock.now()).total_seconds())
