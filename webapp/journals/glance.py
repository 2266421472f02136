"""What other pages ask of a journal: has the person checked in, is there an answer, what can go for good."""

import datetime as dt

from webapp import clock
from webapp.formatting import viewer_zone
from webapp.journals.drafts import forget_old
from webapp.journals.models import CHECK_IN, UNDO_WITHIN, JournalEntry, Review
from webapp.people.models import Enrollment
from webapp.prepared import prepared


def checked_in_on(enrollment: Enrollment, day: dt.date, zone_name: str | None = None) -> JournalEntry | None:
    """The latest check-in of that day (in the viewer's zone, if none is given)."""
    return _check_ins.first(enrollment.id, *clock.day_bounds(day, zone_name or viewer_zone()))


@prepared
def _check_ins(enrollment_id, begin, end):
    within = (JournalEntry.written_at >= begin) & (JournalEntry.written_at < end)
    of_stay = JournalEntry.kept().where(JournalEntry.enrollment == enrollment_id)
    return (
        of_stay.where(within, JournalEntry.kind == CHECK_IN).order_by(JournalEntry.written_at.desc()).limit(1)
    )


def answers_unseen(enrollment: Enrollment) -> list[Review]:
    """Answers that the participant has not opened yet, oldest first; `entry_id` leads to each."""
    return _unseen(enrollment.id)


@prepared
def _unseen(enrollment_id):
    return (
        Review.select()
        .join(JournalEntry, on=(Review.entry == JournalEntry.id))
        .where(
            Review.enrollment == enrollment_id,
            Review.answered_at.is_null(False),
            Review.seen_at.is_null(),
            JournalEntry.deleted_at.is_null(),
        )
        .order_by(Review.answered_at)
    )


def purge(now: dt.datetime | None = None) -> int:
    """Remove for good what was deleted more than a day ago, and drafts that were left; how many entries that were.

    An entry's versions, drafts and answers go with it.
    """
    now = now or clock.now()
    forget_old(now)
    final = now - UNDO_WITHIN
    return JournalEntry.delete().where(JournalEntry.deleted_at <= final).execute()
