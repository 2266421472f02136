"""Where a tap leads, by an address that tells nothing: /reminders/to/<way>?reminder=<id>.

The server knows the page by the reminder. A phone without a network knows it by the way, a keyed digest of the page's
address: under it the phone keeps a small page that leads on to the one that it has kept.
"""

from flask import url_for

from webapp.encryption import digest
from webapp.people.models import Enrollment
from webapp.reminders.kinds import KINDS

LENGTH = 16


def way_to(page: str) -> str:
    """The way to a page; the same page has the same one."""
    return digest("way", page)[:LENGTH]


def pages_ahead(stay: Enrollment) -> list[str]:
    """The pages that a reminder may open soon and that a phone may have kept."""
    pages = (kind.page(about) for kind in KINDS.values() for about in kind.kept_about(stay))
    return list(dict.fromkeys(url_for(endpoint, **values) for endpoint, values in pages))
