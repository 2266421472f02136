"""What a phone shows. Anyone may read a lock screen, so the words tell nothing of treatment."""

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.routing import Map

from webapp import clock
from webapp.database import among
from webapp.people.models import User
from webapp.prepared import prepared
from webapp.push.composing import Message
from webapp.reminders.answers import actions_of, marked, titles
from webapp.reminders.kinds import KINDS
from webapp.reminders.kinds.kind import HIGH
from webapp.reminders.models import KindSettings, Reminder
from webapp.reminders.ways import way_to

SHORTEST_WAIT = 60
TITLE = "Waymark"


def message_of(reminder: Reminder, user: User, is_plain: bool | None = None) -> Message:
    """The reminder as a message in the person's language; the tag makes a repeat replace the first.

    `is_plain` is what the person chose for this kind; None looks it up.
    """
    if is_plain is None:
        is_plain = (user.id, reminder.kind) in plain_kinds([user.id])
    config = current_app.config
    language = user.locale or config["BABEL_DEFAULT_LOCALE"]
    return Message(
        title=TITLE,
        body=_body(reminder.kind, is_plain, language),
        url=f"{config['PUBLIC_URL']}/reminders/to/{_way(current_app.url_map, _page(reminder))}?reminder={reminder.id}",
        tag=reminder.id,
        ttl=max(_seconds_until(reminder.expires_at), SHORTEST_WAIT),
        urgency=_urgency(reminder.kind),
        lang=language,
        actions=actions_of(reminder, _titles(language)),
        app_badge=1,
    )


def page_of(reminder: Reminder) -> str:
    """The path of what it is about, marked so that the page knows of which reminder it was opened."""
    return marked(_page(reminder), reminder)


def plain_kinds(user_ids: Iterable[str]) -> set[tuple[str, str]]:
    """Of which kinds these people chose the plainer words: pairs of user id and kind; in one query."""
    return set(_plain(user_ids))


@prepared
def _plain(user_ids):
    chosen = among(KindSettings.user, user_ids) & KindSettings.is_plain
    return KindSettings.select(KindSettings.user, KindSettings.kind).where(chosen).tuples()


@lru_cache(maxsize=512)  # thousands who are due at once are told the same
def _body(kind_name: str, is_plain: bool, language: str) -> str:
    kind = KINDS.get(kind_name)
    with force_locale(language):
        if kind is None:
            return _("This is a test. Reminders work on this phone.")
        return str(kind.plain if is_plain else kind.neutral)


def _urgency(kind_name: str) -> str:
    kind = KINDS.get(kind_name)
    return kind.urgency if kind else HIGH  # somebody waits for a test


@lru_cache(maxsize=64)
def _titles(language: str) -> dict[str, str]:
    with force_locale(language):
        return titles()


def _page(reminder: Reminder) -> str:
    kind = KINDS.get(reminder.kind)
    endpoint, values = kind.page(reminder.about) if kind else ("reminders.index", {})
    return _path(current_app.url_map, endpoint, **values)


@lru_cache(maxsize=512)
def _path(addresses: Map, endpoint: str, _anchor: str = "", **values: str) -> str:
    path = addresses.bind("").build(endpoint, values)
    return f"{path}#{_anchor}" if _anchor else path


@lru_cache(maxsize=512)
def _way(addresses: Map, page: str) -> str:  # of each installation its own, as its key is
    return way_to(page)


def _seconds_until(instant: dt.datetime) -> int:
    return int((instant - clock.now()).total_seconds())
