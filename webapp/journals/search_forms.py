"""What a person asks of their own entries."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from webapp.forms import DateField, Form, LineField, ListField, offered
from webapp.journals.models import PRIVATE, SHARED
from webapp.journals.searching import Search
from webapp.journals.vocabulary import (
    DIARY_CARD,
    EMOTIONS,
    FREE,
    GRATITUDE,
    MOODS,
    SOMETHING_HAPPENED,
    THOUGHTS,
    TRIGGERS,
    words_of,
)

MOST_LETTERS = 60
_ANY = ("", _l("Any"))
TEMPLATE_NAMES = {
    FREE: _l("Free"),
    THOUGHTS: _l("A thought to look at"),
    GRATITUDE: _l("Good things"),
    DIARY_CARD: _l("Diary card"),
    SOMETHING_HAPPENED: _l("Something happened"),
}


class SearchForm(Form):
    """All of it can be left open."""

    words = LineField(_l("Words"), max_length=MOST_LETTERS)
    mood = ListField(
        _l("Mood"), choices=offered([_ANY, *((str(mood), word) for mood, word in MOODS.items())]), default=""
    )
    emotion = ListField(_l("Feeling"), choices=offered([_ANY, *words_of(EMOTIONS).items()]), default="")
    trigger = ListField(_l("Trigger"), choices=offered([_ANY, *words_of(TRIGGERS).items()]), default="")
    template = ListField(_l("Kind of entry"), choices=offered([_ANY, *TEMPLATE_NAMES.items()]), default="")
    visibility = ListField(
        _l("Who can read it"),
        choices=offered([_ANY, (PRIVATE, _l("Only me")), (SHARED, _l("My therapist too"))]),
        default="",
    )
    first_day = DateField(_l("From"))
    last_day = DateField(_l("To"))

    @classmethod
    def showing(cls, search: Search) -> "SearchForm":
        """The form filled with what was asked."""
        values = {name: str(value) for name in cls._asked() if (value := getattr(search, name))}
        return cls(formdata=None, data=values)

    def validate_last_day(self, field):
        if field.day and self.first_day.day and field.day < self.first_day.day:
            raise ValidationError(_("The last day is before the first day."))

    @property
    def search(self) -> Search:
        asked = {name: getattr(self, name).data or "" for name in self._asked()}
        days = {"first_day": self.first_day.day, "last_day": self.last_day.day}
        return Search(**(asked | days | {"mood": int(asked["mood"]) if asked["mood"] else None}))

    @staticmethod
    def _asked() -> tuple[str, ...]:
        return tuple(Search.__dataclass_fields__)
