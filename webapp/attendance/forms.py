"""What a participant writes around a program session."""

from flask_babel import lazy_gettext as _l

from webapp.attendance.models import PRIVATE, SHARED, Reflection
from webapp.forms import ChoiceField, Form, WordsField

LINE = 500  # characters: a line or two, not a second journal


class ReflectionForm(Form):
    """Before: what one wants. After: what one takes along. A page shows the lines of its moment only."""

    wanted = WordsField(_l("What I want from today"), max_length=LINE)
    taken = WordsField(_l("What I take with me"), max_length=LINE)
    to_try = WordsField(_l("One thing to try"), max_length=LINE)
    visibility = ChoiceField(
        _l("Who can read this?"),
        choices=[(PRIVATE, _l("Only me")), (SHARED, _l("My therapist too"))],
        default=PRIVATE,
        required=_l("Please choose who can read this."),
    )

    @classmethod
    def showing(cls, reflection: Reflection | None) -> "ReflectionForm":
        names = ("wanted", "taken", "to_try", "visibility")
        return cls(data={name: getattr(reflection, name) for name in names} if reflection else None)

    @property
    def lines(self) -> dict:
        """The lines that were sent; what the page did not show is not among them."""
        lines = (self.wanted, self.taken, self.to_try)
        return {field.name: field.data for field in lines if field.raw_data}
