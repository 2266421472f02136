"""What a person sends when they have practised."""

import datetime as dt
import re

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.validators import ValidationError

from webapp import clock
from webapp.drawings import DrawingField
from webapp.exercises.catalogue import Exercise
from webapp.exercises.kinds import Question
from webapp.forms import ChoiceField, Form, LineField, RatingField, TicksField, WordsField

# A page can lie open on a phone for long; older than this, its clock says nothing about the practice.
LONGEST_PRACTICE = dt.timedelta(hours=12)


class PicksField(TicksField):
    """Some of many cards, but not more than `at_most`."""

    def __init__(self, label=None, *, choices, at_most, **options):
        super().__init__(label, choices=choices, **options)
        self.at_most = at_most

    def post_validate(self, form, validation_stopped):
        if len(self.data or ()) > self.at_most:
            raise ValidationError(_l("Please pick %(most)d at most.", most=self.at_most))


class PracticeForm(Form):
    """Every part can be skipped."""

    started = HiddenField()
    before = RatingField()
    after = RatingField()
    note = WordsField(_l("Anything you want to remember?"), max_length=4000)
    share = BooleanField(_l("Share this with my care team"))

    answer_names: tuple[str, ...] = ()
    drawing = None

    def started_before(self, finished_at: dt.datetime) -> dt.datetime:
        """When the page was opened, as far as it can be believed; else when the practice was finished."""
        if re.fullmatch(r"[0-9]{13}", self.started.data or ""):
            opened = dt.datetime.fromtimestamp(int(self.started.data) / 1000, clock.UTC)
            if finished_at - LONGEST_PRACTICE <= opened <= finished_at:
                return opened
        return finished_at

    def answer(self, key: str):
        """The form's field for a question of the worksheet."""
        return self[f"answer_{key}"]

    @property
    def answers(self) -> dict:
        """What was answered, by key; what was left empty is left out."""
        fields = {name: self.answer(name) for name in self.answer_names}
        values = {
            name: field.number if isinstance(field, RatingField) else field.data
            for name, field in fields.items()
        }
        return {name: value for name, value in values.items() if value not in (None, "", [])}


def practice_form(exercise: Exercise) -> PracticeForm:
    """The form for this exercise, with a field for each thing that it asks."""
    fields = {"before": RatingField(exercise.question), "after": RatingField(exercise.question)}
    if exercise.kind == "draw":
        fields["drawing"] = DrawingField(_l("Your drawing"))
    questions = {question.key: _answer_field(question) for question in exercise.activity.questions}
    fields |= {f"answer_{key}": field for key, field in questions.items()}
    form = type("PracticeForm", (PracticeForm,), fields | {"answer_names": tuple(questions)})()
    form.started.data = form.started.data or str(round(clock.now().timestamp() * 1000))
    return form


def _answer_field(question: Question):
    label, hint, options = question.label, question.hint, [(one, one) for one in question.options]
    match question.type:
        case "line":
            return LineField(label, description=hint)
        case "words":
            return WordsField(label, description=hint)
        case "rating":
            return RatingField(label, description=hint)
        case "choice":
            return ChoiceField(label, choices=options, description=hint)
        case "picks":
            return PicksField(label, choices=options, at_most=question.at_most)
