"""What each value of a program template may be: a reader returns it, or raises ValueError with the reason."""

import math
import re
import unicodedata
from datetime import date, datetime, time
from itertools import pairwise
from urllib.parse import urlsplit

from flask_babel import gettext as _

from webapp import clock

KINDS = ("individual", "group", "family", "workshop", "holistic")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST_TEXT = 200
LAST_WEEK = 520


def shown(value):
    """A value as a person would find it in the file, kept short."""
    words = f'"{value}"' if isinstance(value, str) else str(value)
    return words if len(words) <= 60 else words[:57] + "..."


def text(value):
    if not isinstance(value, str):
        raise ValueError(_("%(given)s is not text; put it in quotes", given=shown(value)))
    if not value.strip():
        raise ValueError(_("must not be empty"))
    if len(value) > LONGEST_TEXT:
        raise ValueError(_("is longer than %(most)s characters", most=LONGEST_TEXT))
    if any(unicodedata.category(letter).startswith("C") for letter in value):
        raise ValueError(_("must not hold control characters or line breaks"))
    return value.strip()


def one_of(known):
    """A reader for exactly one of the known words."""

    def read(value):
        if not isinstance(value, str) or value not in known:
            raise ValueError(
                _("%(given)s is not known; known: %(known)s", given=shown(value), known=", ".join(known))
            )
        return value

    return read


kind = one_of(KINDS)
weekday = one_of(WEEKDAYS)


def list_of(read, least=0, unique=True):
    """A reader for a list of values, each read by `read`."""

    def read_list(value):
        if not isinstance(value, list):
            raise ValueError(_("must be a list, written in [ ]"))
        if len(value) < least:
            raise ValueError(_("must not be empty"))
        items = tuple(read(item) for item in value)
        for item in items:
            if unique and items.count(item) > 1:
                raise ValueError(_("%(given)s is written twice", given=shown(item)))
        return items

    return read_list


def wall_time(value):
    if not isinstance(value, str) or not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
        raise ValueError(
            _('%(given)s is not a time of day; write it as "09:30" or "18:00"', given=shown(value))
        )
    return time.fromisoformat(value)


def day(value):
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError(
            _("%(given)s is not a day; write it as 2026-11-26, without quotes", given=shown(value))
        )
    return value


def zone(value):
    if not isinstance(value, str) or not clock.is_zone(value):
        raise ValueError(
            _('%(given)s is not a time zone; write it as "America/Los_Angeles"', given=shown(value))
        )
    return value


def country(value):
    if not isinstance(value, str) or not re.fullmatch(r"[A-Z]{2}", value):
        raise ValueError(_('%(given)s is not a country code; write it as "US"', given=shown(value)))
    return value


def whole_number(least, most):
    """A reader for a whole number in a range."""

    def read(value):
        if type(value) is not int or not least <= value <= most:
            raise ValueError(
                _(
                    "%(given)s is not a whole number from %(least)s to %(most)s",
                    given=shown(value),
                    least=least,
                    most=most,
                )
            )
        return value

    return read


def hours(value):
    if type(value) not in (int, float) or not math.isfinite(value) or not 0 < value <= 168:
        raise ValueError(_("%(given)s is not a number of hours above 0 and up to 168", given=shown(value)))
    return float(value)


def switch(value):
    if not isinstance(value, bool):
        raise ValueError(_("%(given)s is neither true nor false", given=shown(value)))
    return value


def https_link(value):
    try:
        link = urlsplit(text(value))
        usable = link.scheme == "https" and link.hostname and "@" not in link.netloc and " " not in value
        usable = usable and (link.port is None or link.port > 0)
    except ValueError:
        usable = False
    if not usable:
        raise ValueError(_("%(given)s is not a link that starts with https://", given=shown(value)))
    return value.strip()


def weeks(value):
    """Weeks of a stay, "1-4" or "1,6,16", as ranges in order."""
    if not isinstance(value, str):
        raise ValueError(_('%(given)s is not text; write "1-4" or "1,6,16" in quotes', given=shown(value)))
    ranges = sorted(_week_range(part.strip()) for part in value.split(","))
    for (_first, last), (following, _end) in pairwise(ranges):
        if following <= last:
            raise ValueError(_("week %(week)s is named twice", week=following))
    return tuple(ranges)


def _week_range(part):
    match = re.fullmatch(r"([0-9]{1,3})(?: *- *([0-9]{1,3}))?", part)
    if not match:
        raise ValueError(_('%(given)s is not a week range; write "1-4" or "1,6,16"', given=shown(part)))
    first, last = int(match[1]), int(match[2] or match[1])
    if not 1 <= first <= LAST_WEEK or not 1 <= last <= LAST_WEEK:
        raise ValueError(
            _(
                "%(given)s goes outside weeks 1 to %(most)s; week 1 begins on the admission date",
                given=shown(part),
                most=LAST_WEEK,
            )
        )
    if last < first:
        raise ValueError(_("%(given)s ends before it begins", given=shown(part)))
    return first, last
