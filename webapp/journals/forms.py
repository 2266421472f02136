"""What a person sends when they check in or write."""

from flask_babel import lazy_gettext as _l

from webapp.forms import ChoiceField, Form, RatingField, ScaleField, WordsField
from webapp.journals.models import PRIVATE, SHARED, JournalEntry
from webapp.journals.vocabulary import MOODS

MOOD_CHOICES = [(str(number), word) for number, word in MOODS.items()]


class CheckInForm(Form):
    """The quick one."""

    mood = ScaleField(
        _l("How is your mood?"),
        lowest=1,
        highest=5,
        choices=MOOD_CHOICES,
        required=_l("Please choose a mood."),
    )
    craving = RatingField(_l("Strongest craving since your last entry"))

    @property
    def content(self) -> dict:
        return {"mood": self.mood.number, "craving": self.craving.number}


class EntryForm(Form):
    """A whole entry. Every part can be skipped, but not mood and words both."""

    mood = ScaleField(_l("How is your mood?"), lowest=1, highest=5, choices=MOOD_CHOICES)
    craving = RatingField(_l("Strongest craving since your last entry"))
    anxiety = RatingField(_l("Anxiety or tension right now"))
    words = WordsField(_l("What is on your mind?"))
    visibility = ChoiceField(
        _l("Who can read this?"),
        choices=[(PRIVATE, _l("Only me")), (SHARED, _l("My therapist too"))],
        default=PRIVATE,
        required=_l("Please choose who can read this."),
    )

    @classmethod
    def showing(cls, entry: JournalEntry) -> "EntryForm":
        """The form filled with an entry as it is."""
        names = ("mood", "craving", "anxiety", "words", "visibility")
        return cls(data={name: getattr(entry, name) for name in names})

    def validate(self, extra_validators=None) -> bool:
        valid = super().validate(extra_validators)
        if valid and self.mood.number is None and not (self.words.data or "").strip():
            self.words.errors = [_l("Please choose a mood or write a few words.")]
            return False
        return valid

    @property
    def content(self) -> dict:
        return {
            "mood": self.mood.number,
            "craving": self.craving.number,
            "anxiety": self.anxiety.number,
            "words": self.words.data or "",
        }
