"""The items that can be shared: what each is called, what it shows, and the permission it opens."""

from flask_babel import lazy_gettext as _l

from webapp.access import Permission, allowed
from webapp.people.consents import FAMILY_SESSIONS, ITEMS, SESSION_TIMES

NAMES = {
    FAMILY_SESSIONS: _l("Sessions families are welcome at"),
    SESSION_TIMES: _l("Times of all my sessions"),
}
SHOWS = {
    FAMILY_SESSIONS: _l("The day, time and place, and the video link."),
    SESSION_TIMES: _l("Only when you are busy. Never what a session is about."),
}
# As the guest reads them.
NAMES_FOR_GUEST = {
    FAMILY_SESSIONS: _l("the sessions families are welcome at"),
    SESSION_TIMES: _l("when they are busy"),
}
OPENED_BY = {
    FAMILY_SESSIONS: Permission.SEE_FAMILY_SESSIONS,
    SESSION_TIMES: Permission.SEE_SESSION_TIMES,
}


def items_open_to(user, enrollment) -> tuple[str, ...]:
    """The items of this stay that the guest may see now."""
    return tuple(item for item in ITEMS if allowed(user, OPENED_BY[item], enrollment))
