"""The facts of a template in the words of the pages."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.programs.forms import KINDS, WEEKDAYS

CHANGES = {"added": _l("New"), "changed": _l("Changed"), "ended": _l("Ends")}
KEYS = {
    "title": _l("Name"),
    "kind": _l("Kind"),
    "levels": _l("Levels of care"),
    "weekdays": _l("Days"),
    "starts": _l("Starts at"),
    "minutes": _l("Minutes"),
    "weeks": _l("Weeks of a stay"),
    "capacity": _l("Most people at once"),
    "place": _l("Room or place"),
    "telehealth": _l("Video link"),
    "guests_welcome": _l("Family and friends are welcome"),
    "topics": _l("Topics"),
    "track": _l("Track"),
    "name": _l("Name"),
    "weekly_hours": _l("Hours a week"),
    "position": _l("Place in the list"),
    "code": _l("Code"),
}


def fact_in_words(key: str, value) -> str:
    """One value of a template, short enough for a list."""
    if value is None or value == "" or value == ():
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if key == "weeks":
        return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in value)
    if key == "starts":
        return value.isoformat("minutes")
    names = dict(WEEKDAYS) if key == "weekdays" else dict(KINDS) if key == "kind" else {}
    values = value if isinstance(value, tuple) else (value,)
    return ", ".join(str(names.get(one, one)) for one in values)
