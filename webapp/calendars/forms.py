"""What a calendar link shows."""

from flask_babel import lazy_gettext as _l

from webapp.forms import ChoiceField, Form

NEUTRAL, REAL = "neutral", "real"
TITLES = ((NEUTRAL, _l("Only the times")), (REAL, _l("Real names and places")))


class TitlesForm(Form):
    titles = ChoiceField(
        _l("What should your calendar show?"),
        choices=TITLES,
        required=_l("Please choose what your calendar should show."),
    )

    @property
    def real_titles(self) -> bool:
        return self.titles.data == REAL
