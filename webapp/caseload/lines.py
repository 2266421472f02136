"""One line of the morning list: about whom, what to look at, since when, and what settles it."""

import datetime as dt
from dataclasses import dataclass, field

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp import clock
from webapp.caseload.reasons import reasons_of
from webapp.caseload.standard import is_late
from webapp.formatting import day
from webapp.journals.models import JournalEntry
from webapp.people.models import Enrollment
from webapp.signals.models import Signal


@dataclass(frozen=True)
class Settling:
    """The button that takes a line off the list: where it posts to, and what was on the screen."""

    url: str
    text: str
    fields: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    stay: Enrollment
    text: str
    url: str
    since: dt.datetime
    urgency: int = 9
    detail: str = ""
    is_late: bool = False
    settling: Settling | None = None

    @property
    def name(self) -> str:
        return self.stay.participant.name

    @property
    def order(self) -> tuple:
        return self.urgency, self.since


def of_entry(entry: JournalEntry) -> Line:
    """A shared entry that waits: to be read first, and then to be answered or reviewed."""
    facts = {
        "stay": entry.enrollment,
        "url": url_for("caseload.entry", record_id=entry.id),
        "since": entry.waiting_since,
        "detail": _written(entry),
        "is_late": is_late(entry.waiting_since, entry.enrollment.program),
    }
    if not entry.is_read:
        return Line(text=_("A new shared entry"), **facts)
    url = url_for("caseload.review", record_id=entry.id)
    reviewed = Settling(url, _("Reviewed"), {"revision": entry.revision})
    return Line(text=_("Read, and not answered yet"), settling=reviewed, **facts)


def of_raised(entry: JournalEntry) -> Line:
    talked = Settling(
        url_for("caseload.talked", record_id=entry.id),
        _("We talked"),
        {"raised": _milliseconds(entry.raised_at)},
    )
    return Line(
        stay=entry.enrollment,
        text=_("Wants to talk about an entry"),
        url=url_for("caseload.entry", record_id=entry.id),
        since=entry.raised_at,
        detail=_written(entry),
        settling=talked,
    )


def of_signal(signal: Signal, stay: Enrollment) -> Line:
    first, *others = reasons_of(signal)
    return Line(
        stay=stay,
        text=first.words,
        url=first.url,
        since=signal.raised_at,
        urgency=first.urgency,
        detail=" ".join([first.explained, *(f"{one.words}." for one in others)]).strip(),
        settling=None if first.is_acted_on else _settling(stay, signal.about, signal.revision),
    )


def worked_out(stay: Enrollment, about: str, text: str, since: dt.datetime, urgency: int) -> Line:
    """What no feature signals, but other rows tell. `about` is a key that is another when it happens anew."""
    return Line(
        stay=stay,
        text=text,
        url=url_for("caseload.participant", record_id=stay.id),
        since=since,
        urgency=urgency,
        settling=_settling(stay, about),
    )


def _settling(stay: Enrollment, about: str, revision: int = 0) -> Settling:
    url = url_for("caseload.settle", record_id=stay.id)
    return Settling(url, _("Reviewed"), {"about": about, "revision": revision})


def _written(entry: JournalEntry) -> str:
    return _("written %(day)s", day=day(entry.written_at))


def _milliseconds(at: dt.datetime) -> int:
    return round(at.timestamp() * 1000)


def waiting_time(since: dt.datetime) -> str:
    """ "Waiting 2 days": how long the participant has waited for someone to look."""
    hours = (clock.now() - since) // dt.timedelta(hours=1)
    if hours < 1:
        return _("Waiting less than an hour")
    if hours < 24:
        return ngettext("Waiting %(num)d hour", "Waiting %(num)d hours", hours)
    return ngettext("Waiting %(num)d day", "Waiting %(num)d days", hours // 24)
