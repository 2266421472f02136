"""What a person sends about a lesson."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from webapp.forms import ChoiceField, Form, WordsField
from webapp.workshops.lessons import Lesson
from webapp.workshops.models import PRIVATE, SHARED, Content, Study

MOST_LETTERS = 4000


class StudyForm(Form):
    """Every part can be left out. `seen` is the state of the study that the page shows."""

    visibility = ChoiceField(
        _l("Who can read this?"),
        choices=[(PRIVATE, _l("Only me")), (SHARED, _l("My therapist too"))],
        default=PRIVATE,
        required=_l("Please choose who can read this."),
    )
    seen = HiddenField()

    @property
    def questions(self) -> list:
        """The fields of the check, in its order."""
        return [one for one in self if one.name.startswith("answer_")]

    def content(self, is_done: bool) -> Content:
        return Content(
            self.reflection.data or "",
            self.visibility.data,
            {one.name.removeprefix("answer_"): one.data for one in self.questions if one.data},
            is_done,
            self.seen.data or "",
        )


def study_form(lesson: Lesson, study: Study | None) -> StudyForm:
    """The form for this lesson, with what is kept already."""
    fields = {"reflection": WordsField(lesson.reflection, max_length=MOST_LETTERS)}
    fields |= {
        f"answer_{number}": ChoiceField(
            question.words, choices=[(str(at), one.words) for at, one in enumerate(question.answers, 1)]
        )
        for number, question in enumerate(lesson.check, 1)
    }
    return type("StudyForm", (StudyForm,), fields)(data=_shown(study) if study else None)


def _shown(study: Study) -> dict:
    answers = {f"answer_{number}": chosen for number, chosen in study.answers.items()}
    return {
        "reflection": study.reflection,
        "visibility": study.visibility,
        "seen": study.token,
        **answers,
    }
