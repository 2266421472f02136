"""The sheet's form: one row of choices for each name, and what was taught."""

import re

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import HiddenField
from wtforms.validators import Optional, ValidationError

from webapp.attendance.marks import Mark, Wish
from webapp.attendance.models import LATE, LEFT_EARLY
from webapp.attendance.teaching import Content
from webapp.attendance.wording import STATES
from webapp.forms import ChoiceField, Form, LineField, ListField, SwitchField

_MINUTES = re.compile(r"[0-9]{1,3}", re.ASCII)


class MinutesField(LineField):
    """Whole minutes in plain digits; `number` is 0 when it is empty."""

    def __init__(self, label, **options):
        super().__init__(label, max_length=20, **options)

    @property
    def number(self) -> int:
        return int(self.data) if self.data and _MINUTES.fullmatch(self.data) else 0

    def pre_validate(self, form):
        if self.data and not _MINUTES.fullmatch(self.data):
            raise ValidationError(_l("Please give whole minutes, like 10."))


class MarkForm(wtforms.Form):
    """One name's row. `was` is the token of what was on the screen."""

    state = ChoiceField(_l("Attendance"), choices=[("", _l("Not marked")), *STATES.items()])
    late = MinutesField(_l("Minutes late"), validators=[Optional()])
    early = MinutesField(_l("Minutes left early"), validators=[Optional()])
    was = HiddenField()

    lasts = 0  # minutes of the program session

    @classmethod
    def showing(cls, prefix: str, shown: Mark, standing: Mark) -> "MarkForm":
        """The row with a choice in it, whether it stands already or is only offered."""
        values = {"state": shown.state, "was": standing.token}
        values |= {"late": _or_empty(shown.minutes_late), "early": _or_empty(shown.minutes_early)}
        return cls(prefix=prefix, data=values)

    @property
    def mark(self) -> Mark:
        """The choice; minutes count only beside a state that has some."""
        state = self.state.data or ""
        if state not in (LATE, LEFT_EARLY):
            return Mark(state)
        return Mark(state, self.late.number, self.early.number)

    def wish(self, stay) -> Wish:
        return Wish(stay, self.mark, self.was.data or "")

    def validate(self, extra_validators=None) -> bool:
        if not super().validate(extra_validators):
            return False
        mark = self.mark
        if mark.state == LATE and not mark.minutes_late:
            self.late.errors = [_("How many minutes late?")]
        elif mark.state == LEFT_EARLY and not mark.minutes_early:
            self.early.errors = [_("How many minutes before the end?")]
        elif mark.minutes_late + mark.minutes_early >= self.lasts:
            lasts = ngettext("It lasts %(num)d minute.", "It lasts %(num)d minutes.", self.lasts)
            self.state.errors = [_("That is the whole session. %(lasts)s", lasts=lasts)]
        return not self.errors


class ContentForm(Form):
    """What was covered and taught, the key of the whole sheet, and the token of what was on the screen."""

    topic_covered = SwitchField(_l("Topic covered"))
    skill = ListField(_l("Skill taught"), choices=[])
    content_was = HiddenField()

    def offer(self, exercises) -> None:
        self.skill.choices = [("", _l("None")), *((one.slug, one.title) for one in exercises)]

    @property
    def content(self) -> Content:
        return Content(bool(self.topic_covered.data), self.skill.data or "")


def _or_empty(minutes: int) -> str:
    return str(minutes) if minutes else ""
