"""The shared entries of a caseload: those that wait, those raised for a session, those flagged for supervision."""

import peewee

from webapp import clock
from webapp.access import Permission, enrollments, reaching
from webapp.encryption import preload_keys
from webapp.journals.models import SHARED, JournalEntry, Review
from webapp.paging import Page, page_of
from webapp.people.models import Enrollment, Program, User
from webapp.signals.models import Signal

MOST_SHOWN = 10  # of each kind on the morning list; the rest has pages of its own
MOST_COUNTED = 9  # of one participant; more is "9+"
_FACTS = (
    JournalEntry.id,
    JournalEntry.waiting_since,
    JournalEntry.written_at,
    JournalEntry.raised_at,
    JournalEntry.visibility,
    JournalEntry.revision,
    JournalEntry.enrollment,
)
_REVIEWED = (Review.id, Review.read_at, Review.answered_at)


@reaching(Permission.REVIEW_ENTRIES)
def first_waiting(reached):
    """The entries that have waited longest, and one more if there are more than are shown."""
    return _of(reached, _waits()).order_by(JournalEntry.waiting_since, JournalEntry.id).limit(MOST_SHOWN + 1)


@reaching(Permission.REVIEW_ENTRIES)
def first_raised(reached):
    """Those whose writers asked first to talk about them, and one more if there are more than are shown."""
    return _of(reached, _raised()).order_by(JournalEntry.raised_at, JournalEntry.id).limit(MOST_SHOWN + 1)


def waiting_page(user: User, mark: str | None) -> Page | None:
    return _opened(page_of(_mine(user, _waits()), JournalEntry.waiting_since, mark, newest_first=False))


def raised_page(user: User, mark: str | None) -> Page | None:
    return _opened(page_of(_mine(user, _raised()), JournalEntry.raised_at, mark, newest_first=False))


def flagged_page(user: User, mark: str | None) -> Page | None:
    """Reviews that a clinician of the care team flagged for supervision, each with its entry, the newest flag first."""
    flagger, reached = User.alias("flagger"), enrollments(user, Permission.REVIEW_ENTRIES)
    flagged = (
        Review.select(Review, JournalEntry, Enrollment, Program, User, flagger)
        .join(JournalEntry, on=(Review.entry == JournalEntry.id), attr="entry")
        .join(Enrollment)
        .join(Program)
        .join_from(Enrollment, User)
        .join_from(Review, flagger, on=(Review.flagged_by == flagger.id), attr="flagged_by")
        .where(Review.enrollment.in_(_ids(reached)), Review.flagged_at.is_null(False), _is_shared())
    )
    page = page_of(flagged, Review.flagged_at, mark)
    if page:
        people = {one.entry.enrollment.participant_id for one in page.rows}
        preload_keys(people | {one.flagged_by_id for one in page.rows})
    return page


@reaching(Permission.REVIEW_ENTRIES)
def waiting_counts(reached):
    """How many entries of each stay wait, counted no further than is told."""
    some = (
        JournalEntry.select(peewee.SQL("1").alias("one"))
        .where(JournalEntry.enrollment == Enrollment.id, _waits())
        .limit(MOST_COUNTED + 1)
    )
    counted = peewee.Select(from_list=[some.alias("some")], columns=[peewee.fn.COUNT(peewee.SQL("*"))])
    return reached.select(Enrollment.id, counted.alias("waiting")).order_by().tuples()


def lower(entry: JournalEntry, raised: int) -> bool:
    """The writer's wish to talk about it was met; False if it is another wish by now than the one that was seen."""
    met = JournalEntry.update(raised_at=None).where(
        JournalEntry.id == entry.id, JournalEntry.raised_at == raised
    )
    return bool(met.execute())


def open_signal(entry: JournalEntry) -> Signal | None:
    """Why to look at this entry, if nobody has yet."""
    return _signals(Signal.select(), entry).first()


def settle_signal(entry: JournalEntry, clinician: User) -> None:
    """Who reviewed the entry has looked at what was signalled about it."""
    settled = Signal.update(settled_at=clock.now(), settled_by=clinician.id)
    _signals(settled, entry).execute()


def _signals(query, entry: JournalEntry):
    about_it = (Signal.enrollment == entry.enrollment_id) & (Signal.about == entry.id)
    return query.where(about_it, Signal.settled_at.is_null())


def _waits():
    return _is_shared() & JournalEntry.waiting_since.is_null(False)


def _raised():
    return _is_shared() & JournalEntry.raised_at.is_null(False)


def _is_shared():
    return (JournalEntry.visibility == SHARED) & JournalEntry.deleted_at.is_null()


def _mine(user: User, which) -> peewee.ModelSelect:
    return _of(enrollments(user, Permission.REVIEW_ENTRIES), which)


def _of(reached: peewee.ModelSelect, which) -> peewee.ModelSelect:
    """The entries with whose they are, and nothing of what is in them."""
    shared = JournalEntry.shared().where(JournalEntry.enrollment.in_(_ids(reached)), which)
    whose = (
        shared.select(*_FACTS, *_REVIEWED, Enrollment, Program, User).switch(JournalEntry).join(Enrollment)
    )
    return whose.join(Program).switch(Enrollment).join(User)


def _ids(reached: peewee.ModelSelect) -> peewee.ModelSelect:
    return reached.select(Enrollment.id).order_by()


def _opened(page: Page | None) -> Page | None:
    if page:
        preload_keys({entry.enrollment.participant_id for entry in page.rows})
    return page
