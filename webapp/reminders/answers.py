"""What a person can do with a reminder: look at it, be reminded again later, say that they are on their way.

From the buttons of the notification where the phone shows them, else from the bar on the page that it opens.
"""

import datetime as dt

from flask import current_app
from flask_babel import gettext as _

from webapp import clock
from webapp.push.composing import Action
from webapp.reminders.models import ON_WAY, OPENED, SESSION, SNOOZED, TEST, Reminder

SNOOZE_MINUTES = 30
ANSWERS = (OPENED, SNOOZED, ON_WAY)
ON_WAY_WITHIN = dt.timedelta(hours=2)  # nobody is on the way to what is tomorrow


def offers_of(reminder: Reminder) -> tuple[str, ...]:
    """The answers that make sense now, beside opening it."""
    if reminder.kind == TEST or reminder.answered == ON_WAY:
        return ()
    left = reminder.expires_at - clock.now()
    may_be_on_way = reminder.kind == SESSION and dt.timedelta(0) < left <= ON_WAY_WITHIN
    may_snooze = reminder.snooze_time(SNOOZE_MINUTES) is not None
    return (ON_WAY,) * may_be_on_way + (SNOOZED,) * may_snooze


def titles() -> dict[str, str]:
    """What the buttons of a notification say."""
    return {ON_WAY: _("On my way"), SNOOZED: _("In 30 minutes"), OPENED: _("Open")}


def actions_of(reminder: Reminder, titles: dict[str, str]) -> tuple[Action, ...]:
    """The buttons of its notification: two at most, for few phones show more. The tap itself opens it."""
    offers = offers_of(reminder)
    if offers == (SNOOZED,):
        offers = (OPENED, SNOOZED)
    address = f"{current_app.config['PUBLIC_URL']}/reminders/{reminder.id}"
    return tuple(Action(offer, titles[offer], address) for offer in offers)


def marked(path: str, reminder: Reminder) -> str:
    """The path of a page, so that it knows of which reminder it was opened."""
    page, is_anchored, anchor = path.partition("#")
    return f"{page}{'&' if '?' in page else '?'}reminder={reminder.id}{is_anchored}{anchor}"


def take(reminder: Reminder, answer: str) -> bool:
    """Do what the person said; False if it is too late for that."""
    if answer == SNOOZED:
        return SNOOZED in offers_of(reminder) and reminder.snooze(SNOOZE_MINUTES)
    if answer == ON_WAY:
        return reminder.kind == SESSION and reminder.note_on_way()
    return reminder.note_opened()
