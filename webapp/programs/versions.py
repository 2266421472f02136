"""Two coordinators at once: a form knows which version it shows, and an old one overwrites nothing.

`seen` holds what the page showed. When somebody else was first, the second sees field by field what changed; what
they typed stays, and what they had not touched takes the new value.
"""

import json
import re

from flask_babel import gettext as _
from wtforms import HiddenField

from webapp.forms import Form, SwitchField

_NUMBER = re.compile(r"[0-9]{1,9}")
HIDDEN = ("csrf_token", "once", "version", "seen")


class VersionedForm(Form):
    """A form about a row that has a `version`."""

    is_stale = False  # whether somebody else was first

    version = HiddenField()
    seen = HiddenField()

    @property
    def number(self) -> int:
        """The version the coordinator had before them; 0, which no row has, for anything odd."""
        return int(self.version.data) if _NUMBER.fullmatch(self.version.data or "") else 0

    def about(self, row) -> "VersionedForm":
        """Note what is shown, so that a later change by somebody else can be told."""
        self.version.data = str(row.version)
        self.seen.data = json.dumps(self.shown())
        return self

    def shown(self) -> dict:
        return {one.name: one.data for one in self if one.name not in HIDDEN}

    def label_of(self, field) -> str:
        """What a field is called when it stands alone."""
        return field.label.text

    def meet(self, current: "VersionedForm") -> list[tuple]:
        """Take over what somebody else changed where nothing was typed; (label, before, now) of each change."""
        seen, changes = self._seen(), []
        for one in current:
            if one.name in HIDDEN or one.name not in seen or one.data == seen[one.name]:
                continue
            if not isinstance(one, HiddenField):
                was, now = in_words(one, seen[one.name]), in_words(one, one.data)
                changes.append((current.label_of(one), was, now))
            mine = self._fields.get(one.name)
            if mine is not None and (mine.data or None) == (seen[one.name] or None):
                mine.data = one.data
        self.version.data, self.seen.data = current.version.data, current.seen.data
        self.once.data, self.is_stale = None, True
        self.fresh()
        return changes

    def _seen(self) -> dict:
        try:
            seen = json.loads(self.seen.data or "{}")
        except (ValueError, RecursionError):
            return {}
        return seen if isinstance(seen, dict) else {}


def in_words(field, value) -> str:
    """A value as the form would show it."""
    if isinstance(field, SwitchField):
        return _("yes") if value else _("no")
    names = {choice.value: str(choice.label) for choice in getattr(field, "choices", None) or ()}
    values = value if isinstance(value, list) else [value]
    return ", ".join(names.get(one, str(one)) for one in values if one not in (None, "")) or _("nothing")
