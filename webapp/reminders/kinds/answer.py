"""An answer from the clinician to a shared entry, as long as it is unread. `about` is the entry."""

import datetime as dt
from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from webapp.database import among
from webapp.journals.models import JournalEntry, Review
from webapp.people.models import Enrollment
from webapp.reminders.kinds.kind import SETTLES, Kind, Occasion
from webapp.reminders.people import Person

LASTS = dt.timedelta(days=3)
NEWEST = 20


def occasions(people: list[Person], now: dt.datetime) -> Iterator[Occasion]:
    owners = {stay.id: person.id for person in people for stay in person.stays}
    answered = (
        Review.select(Review.enrollment, Review.entry, Review.answered_at, Review.seen_at)
        .join(JournalEntry)
        .where(
            among(Review.enrollment, owners),
            Review.answered_at > now - LASTS,
            JournalEntry.deleted_at.is_null(),
        )
    )
    for stay_id, entry_id, answered_at, seen_at in answered.tuples():
        reason = "done_already" if seen_at else ""
        yield Occasion(owners[stay_id], entry_id, answered_at + SETTLES, answered_at + LASTS, reason)


def _newest_shared(stay: Enrollment) -> Iterator[str]:
    shared = JournalEntry.shared().where(JournalEntry.enrollment == stay)
    return (one.id for one in shared.order_by(JournalEntry.written_at.desc()).limit(NEWEST))


ANSWER = Kind(
    name="answer",
    title=_l("An answer for you"),
    explanation=_l("Your therapist wrote back to you."),
    neutral=_l("There is something new for you."),
    plain=_l("You have an answer to read."),
    occasions=occasions,
    page=lambda about: ("journals.entry", {"record_id": about}),
    vanished="cancelled",
    kept_about=_newest_shared,
)
