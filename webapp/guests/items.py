"""The items that can be shared: what each is called, what it shows, and the permission it opens."""

from flask_babel import lazy_gettext as _l

from webapp.access import Permission, allowed
from webapp.people.consents import (
    ATTENDANCE,
    ENTRIES,
    FAMILY_SESSIONS,
    HOW_TO_HELP,
    ITEMS,
    LEARNING,
    MILESTONES,
    SESSION_TIMES,
)

NAMES = {
    FAMILY_SESSIONS: _l("Sessions families are welcome at"),
    SESSION_TIMES: _l("Times of all my sessions"),
    ATTENDANCE: _l("How many sessions I came to"),
    MILESTONES: _l("Milestones I choose"),
    HOW_TO_HELP: _l("How they can help me"),
    ENTRIES: _l("Journal words I show to them"),
    LEARNING: _l("Lessons for families"),
}
SHOWS = {
    FAMILY_SESSIONS: _l("The day, time and place, and the video link."),
    SESSION_TIMES: _l("Only when you are busy. Never what a session is about."),
    ATTENDANCE: _l("A number for each of the last four weeks. Never which ones, or why not."),
    MILESTONES: _l("What you write down yourself and want them to know."),
    HOW_TO_HELP: _l("What you write about what helps you, and what does not."),
    ENTRIES: _l("Only the words of entries that you pick for them, one by one. Never your ratings."),
    LEARNING: _l("Short lessons. Nothing in them is about you."),
}
# As the guest reads them.
NAMES_FOR_GUEST = {
    FAMILY_SESSIONS: _l("the sessions families are welcome at"),
    SESSION_TIMES: _l("when they are busy"),
    ATTENDANCE: _l("how many sessions they came to"),
    MILESTONES: _l("milestones they choose"),
    HOW_TO_HELP: _l("how you can help"),
    ENTRIES: _l("words they show to you"),
    LEARNING: _l("lessons for families"),
}
OPENED_BY = {
    FAMILY_SESSIONS: Permission.SEE_FAMILY_SESSIONS,
    SESSION_TIMES: Permission.SEE_SESSION_TIMES,
    ATTENDANCE: Permission.SEE_ATTENDANCE_SUMMARY,
    MILESTONES: Permission.SEE_MILESTONES,
    HOW_TO_HELP: Permission.SEE_HOW_TO_HELP,
    ENTRIES: Permission.SEE_ADDRESSED_ENTRIES,
    LEARNING: Permission.SEE_FAMILY_LEARNING,
}


def items_open_to(user, enrollment) -> tuple[str, ...]:
    """The items of this stay that the guest may see now."""
    return tuple(item for item in ITEMS if allowed(user, OPENED_BY[item], enrollment))
