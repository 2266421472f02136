"""The morning list: what came in since a clinician last looked, the most urgent first, then what waits longest.

The number of queries does not grow with the caseload, and the keys of all that is opened come with one of them.
"""

import datetime as dt
import itertools
from dataclasses import dataclass
from typing import Self

from webapp import clock
from webapp.access import Permission, enrollments
from webapp.attendance.leading import led_between
from webapp.caseload.entries import MOST_SHOWN, first_raised, first_waiting
from webapp.caseload.lines import Line, of_entry, of_raised, of_signal
from webapp.caseload.overview import Stay, covers_by_stay, has_ended, recent_stays, with_placements
from webapp.caseload.reasons import FIRST
from webapp.caseload.worked_out import CONSENT, lines_of
from webapp.database import among
from webapp.encryption import preload_keys
from webapp.journals.models import JournalEntry
from webapp.paging import Page, page_of
from webapp.people.models import Cover, Enrollment, Program, User
from webapp.prepared import prepared
from webapp.signals.models import Signal
from webapp.timetables.many_calendars import sessions_of_many
from webapp.timetables.models import CANCELLED, ProgramSession

MOST_OPENED = 300  # signals: how urgent one is lies sealed in it, so all are opened before they are ordered
AHEAD = dt.timedelta(days=14)
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Morning:
    """The list by what is to be done; `signals` are those that were opened for it."""

    first: list[Line]
    raised: list[tuple[ProgramSession | None, list[Line]]]
    waiting: list[Line]
    look_at: list[Line]
    soon: list[Line]
    more_waiting: bool
    more_raised: bool
    more_signals: bool
    signals: list[Signal]
    stays: list[Stay]
    covers: dict[str, Cover]

    @classmethod
    def of(cls, clinician: User) -> Self:
        recent, covers = recent_stays(clinician), covers_by_stay(clinician)
        current = [stay for stay in recent if not has_ended(stay)]
        waiting, raised = first_waiting(clinician), first_raised(clinician)
        signals = open_signals(recent)
        _open_keys(recent, covers, waiting, raised, signals)
        by_id = {stay.id: stay for stay in recent}
        seen = sorted(
            [
                *(of_signal(one, by_id[one.enrollment_id]) for one in signals[:MOST_OPENED]),
                *lines_of(current),
            ],
            key=lambda line: line.order,
        )
        return cls(
            first=[line for line in seen if line.urgency <= FIRST],
            raised=_by_session(raised[:MOST_SHOWN], clinician),
            waiting=[of_entry(entry) for entry in waiting[:MOST_SHOWN]],
            look_at=[line for line in seen if FIRST < line.urgency < CONSENT],
            soon=[line for line in seen if line.urgency >= CONSENT],
            more_waiting=len(waiting) > MOST_SHOWN,
            more_raised=len(raised) > MOST_SHOWN,
            more_signals=len(signals) > MOST_OPENED,
            signals=signals[:MOST_OPENED],
            stays=with_placements(current, clinician, covers),
            covers=covers,
        )

    @property
    def answer_days(self) -> int | None:
        """The response standard, if the participants' programs have one and the same."""
        standards = {stay.enrollment.program.answer_days for stay in self.stays}
        return next(iter(standards)) if len(standards) == 1 else None

    @property
    def by_cover(self) -> list[tuple[Cover | None, list[Stay]]]:
        """One's own participants, and those of each colleague that one covers for."""
        own_first = itertools.groupby(self.stays, key=lambda stay: stay.cover)
        return [(cover, list(stays)) for cover, stays in own_first]

    @property
    def is_clear(self) -> bool:
        return not (self.first or self.raised or self.waiting or self.look_at or self.soon)


def open_signals(stays: list[Enrollment]) -> list[Signal]:
    """What nobody has settled, the newest first."""
    return _unsettled([stay.id for stay in stays])


@prepared
def _unsettled(stay_ids):
    unsettled = Signal.select().where(among(Signal.enrollment, stay_ids), Signal.settled_at.is_null())
    return unsettled.order_by(Signal.raised_at.desc()).limit(MOST_OPENED + 1)


def signals_page(clinician: User, mark: str | None) -> Page | None:
    """The same, page by page, each with whose it is."""
    reached = enrollments(clinician, Permission.REVIEW_ENTRIES).select(Enrollment.id).order_by()
    whose = Signal.select(Signal, Enrollment, Program, User).join(Enrollment).join(Program)
    unsettled = whose.join_from(Enrollment, User).where(
        Signal.enrollment.in_(reached), Signal.settled_at.is_null()
    )
    page = page_of(unsettled, Signal.raised_at, mark)
    if page:
        people = {one.enrollment.participant_id for one in page.rows}
        preload_keys(people | {one.enrollment_id for one in page.rows})
    return page


def _open_keys(stays, covers, waiting, raised, signals) -> None:
    """Of the names and of the signals, in one query."""
    people = {stay.participant_id for stay in stays}
    people |= {entry.enrollment.participant_id for entry in (*waiting, *raised)}
    away = {cover.away_id for cover in covers.values()}
    preload_keys(people | away | {signal.enrollment_id for signal in signals})


def _by_session(
    raised: list[JournalEntry], clinician: User
) -> list[tuple[ProgramSession | None, list[Line]]]:
    """What participants want to talk about, under the clinician's next session with each; the soonest first."""
    if not raised:
        return []
    stays = {entry.enrollment_id: entry.enrollment for entry in raised}
    now = clock.now()
    led = led_between(clinician, now, now + AHEAD)
    groups: dict[str | None, tuple[ProgramSession | None, list[Line]]] = {}
    days = now.date() - ONE_DAY, (now + AHEAD).date() + ONE_DAY  # wider than any zone's; the instants decide
    sessions = sessions_of_many(stays.values(), _held_between, *days, now, now + AHEAD)
    for entry in raised:
        with_me = [one for one in sessions[entry.enrollment_id] if one.id in led]
        soonest = min(with_me, key=lambda one: one.starts_at, default=None)
        groups.setdefault(soonest and soonest.id, (soonest, []))[1].append(of_raised(entry))
    return sorted(groups.values(), key=lambda group: (group[0] is None, group[0] and group[0].starts_at))


def _held_between(first_day, last_day, start, end):
    near = ProgramSession.local_date.between(first_day, last_day)  # the index is on it
    return near & ProgramSession.starts_at.between(start, end) & (ProgramSession.status != CANCELLED)
