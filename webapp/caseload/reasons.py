"""Why to look: each reason of a signal in words, how soon, and where it leads. Reasons, never verdicts or scores."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for
from flask_babel import lazy_gettext as _l

from webapp.signals.models import Signal


def _entry(signal: Signal) -> str:
    return url_for("caseload.entry", record_id=signal.about)


def _participant(signal: Signal) -> str:
    return url_for("caseload.participant", record_id=signal.enrollment_id)


@dataclass(frozen=True)
class Reason:
    """`urgency` 0 comes first."""

    urgency: int
    words: str
    leads_to: Callable[[Signal], str]
    explained: str = ""


FIRST = 1  # the last urgency that stands before everything else
REASONS = {
    "item_9": Reason(
        0,
        _l("Look at question 9 of their PHQ-9"),
        _participant,
        _l("They chose more than “not at all”. Please talk with them."),
    ),
    "words": Reason(
        1,
        _l("Please read this entry"),
        _entry,
        _l("A keyword match: there are many false alarms, and it does not see everything."),
    ),
    "craving_high": Reason(2, _l("Look at their cravings: high for some days"), _participant),
    "mood_fell": Reason(2, _l("Look at their mood: lower than it was"), _participant),
    "score_rose": Reason(2, _l("Look at their answers: a score went up"), _participant),
    "mood_rose": Reason(3, _l("Look at their mood: higher than it was"), _participant),
    "score_fell": Reason(4, _l("Look at their answers: a score went down"), _participant),
}
OTHER = Reason(3, _l("Look at what has changed"), _participant)


def reasons_of(signal: Signal) -> list[Reason]:
    """All of a signal's reasons, the most urgent first."""
    return sorted((REASONS.get(key, OTHER) for key in signal.reasons), key=lambda one: one.urgency)
