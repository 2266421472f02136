"""What a clinician sends about a shared entry."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from webapp.forms import Form, WordsField
from webapp.journals.models import JournalEntry, Review

MOST_WORDS = 4000


class AnswerForm(Form):
    """An answer. `revision` tells which state of the entry the clinician had before them."""

    revision = HiddenField()
    words = WordsField(
        _l("Your answer"),
        required=_l("Please write a few words, or mark it reviewed."),
        max_length=MOST_WORDS,
    )

    @classmethod
    def about(cls, entry: JournalEntry, review: Review) -> "AnswerForm":
        return cls(data={"revision": str(entry.revision), "words": review.answer})

    def is_about(self, entry: JournalEntry) -> bool:
        return self.revision.data == str(entry.revision)

    def again_about(self, entry: JournalEntry) -> "AnswerForm":
        """The same words, now about the entry as it is."""
        self.revision.data = str(entry.revision)
        return self.fresh()
