"""How lengths of time are written in letters."""

from flask_babel import gettext as _


def hours(minutes: int) -> str:
    """ "2 h 30 min": exact, and the same in every letter."""
    whole, rest = divmod(minutes, 60)
    return _("%(hours)d h %(minutes)02d min", hours=whole, minutes=rest)
