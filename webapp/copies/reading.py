"""The readable page: the same rows in words, the drawings within it, so that it opens without a network."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask import current_app
from flask_babel import format_date, format_datetime, get_locale
from flask_babel import gettext as _

from webapp.assessments.instruments import find_instrument
from webapp.audit.wording import kind_of
from webapp.copies import kinds
from webapp.copies.record import DRAWING, Record
from webapp.copies.words import LABELS, VALUES, WORDED
from webapp.exercises.catalogue import find_exercise
from webapp.journals import said
from webapp.journals.contents import Contents
from webapp.people.models import Enrollment
from webapp.skills import title_of
from webapp.workshops.lessons import find_lesson

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", re.ASCII)
_NOT_SHOWN = (
    "id",
    "entry",
    "consent",
    "assigned",
    "attendance",
    "about",
    "about_kind",
    "page",
    "program",
    DRAWING,
)


@dataclass(frozen=True)
class Line:
    """One row in words: pairs of label and text, and the drawing as base64 if there is one."""

    pairs: list[tuple[str, str]]
    drawing: str | None = None


def label_of(name: str) -> str:
    return str(LABELS.get(name, name))


def html_of(record: Record) -> Iterator[str]:
    """The page, section by section: of each only what is being written is in memory."""
    yield _filled(
        "copies/record_head.html", record=record, person=_pairs(record.head()), language=get_locale()
    )
    for stay in record.stays:
        yield _filled("copies/record_stay.html", stay=stay, facts=_pairs(record.head_of(stay)))
        for name, kind in kinds.OF_STAY.items():
            yield from _section(kind.title, _lines(record, stay, name))
        yield from _section(_("Sessions"), (Line(_pairs(one)) for one in record.sessions(stay)))
        yield from _section(_("Who opened what"), (Line(_opening(one)) for one in record.openings(stay)))
    for name, kind in kinds.OF_PERSON.items():
        yield from _section(kind.title, (Line(_pairs(one)) for one in record.of_person(name)))
    yield "</main></body></html>\n"


def _filled(template: str, **values) -> str:
    """Without what pages have besides: there is no request any more, and nobody is signed in."""
    return current_app.jinja_env.get_template(template).render(**values)


def _section(title: str, lines: Iterator[Line]) -> Iterator[str]:
    """Nothing at all where there is nothing to tell."""
    first = next(lines, None)
    if first is None:
        return
    yield _filled("copies/record_section.html", title=title)
    yield _filled("copies/record_line.html", line=first)
    for line in lines:
        yield _filled("copies/record_line.html", line=line)
    yield "</section>\n"


def _lines(record: Record, stay: Enrollment, name: str) -> Iterator[Line]:
    for row in record.rows(stay, name):
        values = record.told(row, kinds.OF_STAY[name], record.folder(stay))
        yield Line(_pairs(values | _in_words(row, name)), getattr(row, DRAWING, None))


def _in_words(row, name: str) -> dict:
    """What is kept as a key, as a person reads it."""
    if isinstance(row, Contents):
        return {
            "mood": row.mood_word and str(row.mood_word),
            "energy": said.energy(row),
            "sleep_quality": said.sleep_quality(row),
            "emotions": said.emotions(row),
            "triggers": said.triggers(row),
            "skills": said.skills(row),
            "answers": said.answers(row),
            "template": None,
        }
    if name in ("practice", "assignment"):
        exercise = find_exercise(row.slug)
        answers = getattr(row, "answers", {})
        return {
            "slug": exercise.title if exercise else row.slug,
            "answers": [f"{_label_in(exercise, key)} {one}" for key, one in answers.items()],
        }
    if name == "study":
        lesson = find_lesson(row.slug)
        return {"slug": lesson.title if lesson else row.slug}
    if name == "favourites":
        return {"slugs": [title_of(slug) for slug in row.slugs]}
    if name in ("answering", "assigned_instrument"):
        return _instrument_in_words(row, name)
    return {}


def _label_in(exercise, key: str) -> str:
    return exercise.label_of(key) if exercise and hasattr(exercise.activity, "questions") else key


def _instrument_in_words(row, name: str) -> dict:
    instrument = find_instrument(row.instrument)
    if instrument is None:
        return {}
    words = {item.key: item for item in instrument.items}
    answers = {} if name != "answering" else row.answers
    return {
        "instrument": instrument.name,
        "answers": [_answer_in_words(words.get(key), key, points) for key, points in answers.items()],
    }


def _answer_in_words(item, key: str, points) -> str:
    if item is None or points not in item.points:
        return f"{key}: {points}"
    return f"{item.words} {item.words_for(points)}"


def _opening(one: dict) -> list[tuple[str, str]]:
    who = one["who"] or _("Someone who has no account any more")
    return _pairs({"at": one["at"], "who": who, "action": str(kind_of(one["action"]))})


def _pairs(values: dict) -> list[tuple[str, str]]:
    shown = ((name, _text(name, value)) for name, value in values.items() if name not in _NOT_SHOWN)
    return [(label_of(name), text) for name, text in shown if text]


def _text(name: str, value) -> str:
    if value is None or value is False or value in ("", [], (), {}):
        return ""
    if value is True:
        return _("yes")
    if isinstance(value, dict) and "starts_at" in value:
        return ", ".join(
            part for part in (value["title"], value["topic"], _text("", value["starts_at"])) if part
        )
    if isinstance(value, dict):
        return "\n".join(f"{key}: {_text(name, one)}" for key, one in value.items())
    if isinstance(value, (list, tuple)):
        return "\n".join(
            _text("", one) if not isinstance(one, (list, tuple)) else " ".join(map(str, one)) for one in value
        )
    return str(VALUES.get(value, value)) if name in WORDED else _time_or_text(str(value))


def _time_or_text(value: str) -> str:
    """A day or a moment as it is said; of a moment the wall time that it carries."""
    try:
        if _MOMENT.fullmatch(value):
            at = dt.datetime.fromisoformat(value).replace(tzinfo=None)
            return format_datetime(at, _("EEE, MMM d, y, h:mm a"), rebase=False)
        return (
            format_date(dt.date.fromisoformat(value), "full", rebase=False)
            if _DAY.fullmatch(value)
            else value
        )
    except ValueError:
        return value
