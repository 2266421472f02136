"""What a person sends when they check in, write, turn the dial of an entry or say how they usually write."""

import datetime as dt

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from webapp import clock
from webapp.drawings import DrawingField
from webapp.formatting import viewer_zone
from webapp.forms import (
    ChoiceField,
    Form,
    LineField,
    ListField,
    RatingField,
    ScaleField,
    SkippableListField,
    SwitchField,
    TicksField,
    TimeField,
    WordsField,
    offered,
)
from webapp.journals.contents import Contents
from webapp.journals.models import PRIVATE, RAISED, SHARED, JournalEntry
from webapp.journals.prompts import CHOICE, LINE, RATING, TEMPLATES, Question, Template
from webapp.journals.vocabulary import (
    EMOTIONS,
    ENERGIES,
    FREE,
    HELPED,
    MOODS,
    SLEEP_HOURS_MOST,
    SLEEP_QUALITIES,
    TRIGGERS,
    words_of,
)
from webapp.journals.writing import LATE_WITHIN
from webapp.own_phone import written_at
from webapp.people.models import User
from webapp.skills import skill_named, title_of

MOST_EMOTIONS, MOST_TRIGGERS, MOST_SKILLS = 5, 10, 4
LONGEST_OWN_WORD = 40
NOT_TYPED = ("csrf_token", "once", "writer", "draft", "continues", "entry", "keep")

DIAL_CHOICES = [
    (PRIVATE, _l("Only me")),
    (SHARED, _l("My therapist too")),
    (RAISED, _l("Talk about it in session")),
]
HOURS = [("", _l("Skip")), *((f"{half / 2:g}", f"{half / 2:g}") for half in range(2 * SLEEP_HOURS_MOST + 1))]
DAYS_AGO = [
    ("", _l("Just now")),
    ("0", _l("Earlier today")),
    ("1", _l("Yesterday")),
    ("2", _l("The day before")),
]


def _numbered(words: dict) -> list:
    return [(str(number), word) for number, word in words.items()]


class RatedForm(Form):
    """What a check-in and a whole entry both ask."""

    mood = ScaleField(_l("How is your mood?"), lowest=1, highest=5, choices=_numbered(MOODS))
    craving = RatingField(_l("Strongest craving since your last entry"))
    anxiety = RatingField(_l("Anxiety or tension right now"))
    energy = ScaleField(_l("How much energy do you have?"), lowest=1, highest=5, choices=_numbered(ENERGIES))
    sleep_hours = SkippableListField(_l("Hours of sleep last night"), choices=HOURS, default="")
    sleep_quality = ScaleField(
        _l("How well did you sleep?"), lowest=1, highest=5, choices=_numbered(SLEEP_QUALITIES)
    )
    visibility = ChoiceField(
        _l("Who can read this?"),
        choices=DIAL_CHOICES,
        default=PRIVATE,
        required=_l("Please choose who can read this."),
    )
    from_now_on = SwitchField(_l("Like this from now on"))

    @property
    def content(self) -> dict:
        scales = ("mood", "craving", "anxiety", "energy", "sleep_quality")
        hours = float(self.sleep_hours.data) if self.sleep_hours.data else None
        return {name: self[name].number for name in scales} | {"sleep_hours": hours}


class CheckInForm(RatedForm):
    """The quick one: what the program chose to ask is shown, and all of it is taken."""

    mood = ScaleField(
        _l("How is your mood?"),
        lowest=1,
        highest=5,
        choices=_numbered(MOODS),
        required=_l("Please choose a mood."),
    )
    # An older page says nothing of who may read it: then nobody may.
    visibility = ChoiceField(_l("Who can read this?"), choices=DIAL_CHOICES, default=PRIVATE)

    @property
    def dial(self) -> str:
        return self.visibility.data or PRIVATE


class EntryForm(RatedForm):
    """A whole entry. Every part can be skipped, but there has to be something in it.

    `draft` names the page under which what is typed is kept; `continues` the draft with which the page was opened;
    `revision` and `dial_was` the state of the entry that is being changed, as the page showed it.
    """

    draft = HiddenField()
    continues = HiddenField()
    template = HiddenField(default=FREE)
    revision = HiddenField()
    dial_was = HiddenField()

    words = WordsField(_l("What is on your mind?"))
    emotions = TicksField(_l("What do you feel?"), choices=list(words_of(EMOTIONS).items()))
    own_emotions = LineField(_l("In your own words"))
    triggers = TicksField(_l("What set it off?"), choices=list(words_of(TRIGGERS).items()))
    own_triggers = LineField(_l("Something else"))
    drawing = DrawingField(_l("Your drawing"))
    days_ago = SkippableListField(_l("When was this?"), choices=DAYS_AGO, default="")
    at = TimeField(_l("At about what time?"))

    asks: Template = TEMPLATES[FREE]

    @property
    def skill_rows(self) -> list[tuple]:
        """The fields for each skill: which, and how much it helped."""
        return [(self[f"skill_{number}"], self[f"helped_{number}"]) for number in range(MOST_SKILLS)]

    def answer(self, question: Question):
        return self[f"answer_{question.key}"]

    def validate(self, extra_validators=None) -> bool:
        valid = super().validate(extra_validators)
        return all([valid, self._says_something(), self._has_few_enough(), self._is_not_too_late()])

    def _says_something(self) -> bool:
        says = ("mood", "words", "emotions", "own_emotions", "drawing")
        fields = [*(self[name] for name in says), *map(self.answer, self.asks.questions)]
        if any(
            field.errors or (field.data.strip() if isinstance(field.data, str) else field.data)
            for field in fields
        ):
            return True
        self.words.errors = [_("Please choose a mood or write a few words.")]
        return False

    def _has_few_enough(self) -> bool:
        fits = True
        for ticks, own, most in (
            (self.emotions, self.own_emotions, MOST_EMOTIONS),
            (self.triggers, self.own_triggers, MOST_TRIGGERS),
        ):
            if not ticks.errors and len(_picked(ticks, own)) > most:
                ticks.errors = [_("Please pick %(most)d at most, your own words among them.", most=most)]
                fits = False
            if any(len(word) > LONGEST_OWN_WORD for word in _own_words(own)):
                own.errors = [
                    _("Please keep each under %(most)d letters, with a comma between.", most=LONGEST_OWN_WORD)
                ]
                fits = False
        return fits

    def _is_not_too_late(self) -> bool:
        if not self.days_ago.data or self.days_ago.errors or self.at.errors:
            return not (self.days_ago.errors or self.at.errors)
        if self.at.time is None:
            self.at.errors = [_("Please say at about what time.")]
            return False
        recorded_at = written_at() or clock.now()
        if not recorded_at - LATE_WITHIN <= self.about(recorded_at) <= recorded_at:
            self.at.errors = [_("Please choose a time in the last 48 hours.")]
            return False
        return True

    def about(self, recorded_at: dt.datetime) -> dt.datetime | None:
        """The earlier moment that it is about, if it is not about now."""
        if not self.days_ago.data or self.at.time is None:
            return None
        today = clock.local(recorded_at, viewer_zone()).date()
        return clock.at_wall(today - dt.timedelta(days=int(self.days_ago.data)), self.at.time, viewer_zone())

    @property
    def dial(self) -> str:
        return self.visibility.data

    @property
    def content(self) -> dict:
        return super().content | {
            "emotions": _picked(self.emotions, self.own_emotions),
            "triggers": _picked(self.triggers, self.own_triggers),
            "skills": self._skills(),
            "template": self.template.data,
            "answers": self._answers(),
            "words": self.words.data or "",
            "drawing": self.drawing.data or None,
        }

    def _skills(self) -> dict:
        rows = [(which.data, helped.data) for which, helped in self.skill_rows if which.data]
        return {skill_named(which): int(helped) if helped else None for which, helped in rows}

    def _answers(self) -> dict:
        given = {}
        for question in self.asks.questions:
            field = self.answer(question)
            value = field.number if question.type == RATING else field.data
            if value not in (None, ""):
                given[question.key] = value
        return given


def entry_form(template: str, **options) -> EntryForm:
    """The form with the questions of a template; an unknown one is the free one."""
    template = template if template in TEMPLATES else FREE
    asks = TEMPLATES[template]
    fields = {f"answer_{question.key}": _answer_field(question) for question in asks.questions}
    for number in range(MOST_SKILLS):
        fields[f"skill_{number}"] = LineField(_l("What did you try?"), max_length=60)
        fields[f"helped_{number}"] = SkippableListField(
            _l("Did it help?"), choices=[("", _l("Skip")), *_numbered(HELPED)], default=""
        )
    form = type("EntryForm", (EntryForm,), fields | {"asks": asks})(**options)
    form.template.data = template
    return form


def blank_form(template: str, **values) -> EntryForm:
    """A new form, with these values in it."""
    return entry_form(template, formdata=None, data=values)


def form_showing(entry: JournalEntry) -> EntryForm:
    """The form filled with an entry as it is."""
    return blank_form(
        entry.template,
        **_shown(entry),
        visibility=entry.dial,
        dial_was=entry.dial,
        revision=str(entry.revision),
    )


def form_again(typed: list) -> EntryForm:
    """The form as it was typed into a draft."""
    typed = MultiDict(typed)
    return entry_form(typed.get("template", FREE), formdata=typed)


def contents_of(form: EntryForm, row: Contents) -> Contents:
    """What the form would save, in a row that is not saved: to be shown."""
    row.put(form.content)
    return row


def _shown(entry: JournalEntry) -> dict:
    values = {
        name: getattr(entry, name) for name in ("mood", "craving", "anxiety", "energy", "sleep_quality")
    }
    for name, known in (("emotions", words_of(EMOTIONS)), ("triggers", words_of(TRIGGERS))):
        values[name] = [one for one in getattr(entry, name) if one in known]
        values[f"own_{name}"] = ", ".join(one for one in getattr(entry, name) if one not in known)
    for number, (skill, helped) in enumerate(list(entry.skills.items())[:MOST_SKILLS]):
        values |= {
            f"skill_{number}": title_of(skill),
            f"helped_{number}": "" if helped is None else str(helped),
        }
    values |= {f"answer_{key}": answer for key, answer in entry.answers.items()}
    hours = "" if entry.sleep_hours is None else f"{entry.sleep_hours:g}"
    return values | {"words": entry.words, "drawing": entry.drawing, "sleep_hours": hours}


def _own_words(line: LineField) -> list[str]:
    return [word for part in (line.data or "").split(",") if (word := part.strip())]


def _picked(ticks: TicksField, own: LineField) -> list[str]:
    return list(dict.fromkeys([*(ticks.data or []), *_own_words(own)]))


def _answer_field(question: Question):
    if question.type == LINE:
        return LineField(question.label, max_length=500, description=question.hint)
    if question.type == RATING:
        return RatingField(question.label)
    if question.type == CHOICE:
        return ChoiceField(question.label, choices=list(question.choices.items()))
    return WordsField(question.label, max_length=4000, description=question.hint)


class DialForm(Form):
    """One tap: for whom the entry is from now on."""

    visibility = ListField(choices=offered(DIAL_CHOICES))


class ConflictForm(Form):
    """Which of two versions to keep."""

    keep = ListField(choices=offered([("mine", ""), ("other", ""), ("both", "")]))


class WaysForm(Form):
    """How a person usually writes."""

    usual_dial = ChoiceField(
        _l("Who can read a new entry?"),
        choices=DIAL_CHOICES,
        required=_l("Please choose who can read it."),
    )
    wants_help_card = SwitchField(_l("Show me ways to help when I write certain words"))

    def keep_for(self, user: User) -> None:
        user.usual_dial, user.wants_help_card = self.usual_dial.data, self.wants_help_card.data
        user.save(only=[User.sealed, User.revision])
