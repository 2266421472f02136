"""How lengths of time are written in letters."""

from flask_babel import gettext as _


def hours(minutes: int) -> str:
    """ "2 h 30 min": exact, and the same in every letter."""
    whole, rest = divmod(minutes, 60)
    return _("%(hours)s h %(minutes)s min", hours=whole, minutes=f"{rest:02d}")
