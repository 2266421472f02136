"""What became of a reminder, in words for whom it was for: when, where to, what they did, or why it did not come."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.formatting import clock_time
from webapp.reminders.models import MISSED, ON_WAY, OPENED, SNOOZED, WITHDRAWN, Reminder
from webapp.reminders.overview import Past

# Neutral: somebody may look over the shoulder.
NAMES = {
    "session": _l("Session"),
    "check_in": _l("Check-in"),
    "exercise": _l("Exercise"),
    "questionnaire": _l("A few questions"),
    "journal": _l("Journal"),
    "own": _l("Your own reminder"),
    "hard_time": _l("A time you marked"),
    "answer": _l("An answer for you"),
    "change": _l("A change of plan"),
    "consent": _l("Sharing that ends soon"),
    "test": _l("Test"),
}
REASONS = {
    "no_device": _l("No phone was set up to get it."),
    "switched_off": _l("This kind was switched off."),
    "other_day": _l("You chose no reminders for that day of the week."),
    "moved": _l("It was moved to another time."),
    "cancelled": _l("It was called off."),
    "not_coming": _l("You had said that you can't come."),
    "done_already": _l("It was not needed any more."),
    "too_late": _l("It was too late to be of use. That was a problem on our side."),
    "paused": _l("Reminders were paused."),
    "refused": _l("It was turned away. That was a problem on our side."),
    "mail_later": _l("No phone could be reached, and the e-mail did not go out in time."),
    "mail_refused": _l("No phone could be reached, and your e-mail address did not take our mail."),
    "unreachable": _l("We tried, but your phone could not be reached in time."),
}
WITHOUT_REASON = {
    MISSED: _l("We tried, but it could not be delivered in time."),
    WITHDRAWN: _l("It was not needed any more."),
}
DONE = {OPENED: _l("You opened it."), ON_WAY: _l("You said you were on your way.")}


def name_of_kind(reminder: Reminder) -> str:
    return NAMES.get(reminder.kind) or _("Reminder")


def how_it_went(past: Past) -> str:
    """One or two sentences."""
    told = [_told(past), _done(past.reminder)]
    return " ".join(str(one) for one in told if one)


def _told(past: Past) -> str:
    reminder, when = past.reminder, past.reminder.sent_at or past.reminder.mailed_at
    if when and past.devices:
        return _("Sent at %(time)s to %(phones)s.", time=clock_time(when), phones=", ".join(past.devices))
    if reminder.mailed_at:
        return _("Sent at %(time)s by e-mail.", time=clock_time(when))
    if when:
        return _("Sent at %(time)s.", time=clock_time(when))
    if reminder.outcome:
        return REASONS.get(reminder.reason) or WITHOUT_REASON.get(reminder.outcome, "")
    if reminder.attempts:
        return _("It did not get through yet. We keep trying as long as it is of use.")
    return ""


def _done(reminder: Reminder) -> str:
    if reminder.answered == SNOOZED and reminder.snoozed_until:
        return _("You asked for it again at %(time)s.", time=clock_time(reminder.snoozed_until))
    return DONE.get(reminder.answered, "")
