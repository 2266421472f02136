"""Why to look: each reason of a signal in words, how soon, and where it leads. Reasons, never verdicts or scores."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from webapp.signals.models import Signal

FIRST = 1  # the last urgency that stands before everything else
KEYWORDS = "words"


@dataclass(frozen=True)
class Reason:
    """`urgency` 0 comes first. With `is_acted_on` only the page it leads to takes it off the list."""

    urgency: int
    words: str
    url: str
    explained: str = ""
    is_acted_on: bool = False


def reasons_of(signal: Signal) -> list[Reason]:
    """All of a signal's reasons, the most urgent first."""
    found = [_reason(key, told or {}, signal) for key, told in signal.reasons.items()]
    return sorted(found, key=lambda one: one.urgency)


def _reason(key: str, told: dict, signal: Signal) -> Reason:
    if key.startswith("item_"):
        return _item(key.removeprefix("item_"), told, signal)
    if key.startswith("answer_"):
        return _answer(key.removeprefix("answer_"), told, signal)
    return _KINDS.get(key, _other)(told, signal)


def _item(number: str, told: dict, signal: Signal) -> Reason:
    """A question about harm that was not answered with "not at all"."""
    name = told.get("instrument", "PHQ-9")
    return Reason(
        0,
        _("Look at question %(number)s of their %(name)s", number=number, name=name),
        url_for("assessments.of_answering", record_id=signal.about),
        _("They chose more than “not at all”. Please talk with them."),
        is_acted_on=True,
    )


def _answer(number: str, told: dict, signal: Signal) -> Reason:
    """A question that the instrument wants looked at from an answer on."""
    words = _("Look at question %(number)s of their %(name)s", number=number, name=told.get("instrument", ""))
    url = url_for("assessments.of_answering", record_id=signal.about)
    return Reason(2, words, url, _("They answered near the top of the scale. Please talk with them."))


def _words(told: dict, signal: Signal) -> Reason:
    explained = _("A keyword match: there are many false alarms, and it does not see everything.")
    return Reason(
        1, _("Please read this entry"), url_for("caseload.entry", record_id=signal.about), explained
    )


def _question(told: dict, signal: Signal) -> Reason:
    """A guest asked; the page with the answer takes it off the list."""
    url = url_for("caseload.question", record_id=signal.about)
    return Reason(4, _("Look at a question from their family"), url, is_acted_on=True)


def _score(urgency: int, words: Callable) -> Callable:
    def reason(told: dict, signal: Signal) -> Reason:
        url = url_for("assessments.of_answering", record_id=signal.about)
        return Reason(urgency, words(told.get("instrument") or _("answers")), url)

    return reason


def _rating(urgency: int, words: Callable) -> Callable:
    def reason(told: dict, signal: Signal) -> Reason:
        return Reason(urgency, words(), url_for("trends.overview_of", record_id=signal.enrollment_id))

    return reason


def _other(told: dict, signal: Signal) -> Reason:
    return Reason(3, _("Look at what has changed"), _participant(signal))


_KINDS = {
    KEYWORDS: _words,
    "guest_question": _question,
    "craving_high": _rating(2, lambda: _("Look at their cravings: high for some days")),
    "mood_fell": _rating(2, lambda: _("Look at their mood: lower than it was")),
    "mood_rose": _rating(3, lambda: _("Look at their mood: higher than it was")),
    "score_rose": _score(2, lambda name: _("Look at their %(name)s: a score went up", name=name)),
    "score_fell": _score(4, lambda name: _("Look at their %(name)s: a score went down", name=name)),
}


def _participant(signal: Signal) -> str:
    return url_for("caseload.participant", record_id=signal.enrollment_id)
