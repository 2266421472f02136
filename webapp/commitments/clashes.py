"""When commitments fill the time, and which of them a program session meets."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from webapp import clock
from webapp.commitments.models import Commitment
from webapp.encryption import preload_keys
from webapp.people.models import Enrollment

DAY = dt.timedelta(days=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class BusyTime(NamedTuple):
    """One occurrence of a commitment."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    commitment: Commitment


def busy_times(enrollment: Enrollment, first_day: dt.date, last_day: dt.date) -> list[BusyTime]:
    """A stay's commitments from first_day to last_day and around them, in time order: for the participant."""
    return _occurring(Commitment.of(enrollment), first_day, last_day)


def shared_busy_times(
    stays: Iterable[Enrollment], first_day: dt.date, last_day: dt.date
) -> dict[str, list[BusyTime]]:
    """What participants share with staff, by stay id; the number of queries does not grow with the stays."""
    found = list(
        Commitment.kept().where(Commitment.enrollment.in_([stay.id for stay in stays]), Commitment.shared)
    )
    preload_keys({one.enrollment_id for one in found})
    by_stay = defaultdict(list)
    for one in found:
        by_stay[one.enrollment_id].append(one)
    return {stay_id: _occurring(ones, first_day, last_day) for stay_id, ones in by_stay.items()}


def met_by(busy: Iterable[BusyTime], starts_at: dt.datetime, ends_at: dt.datetime) -> list[Commitment]:
    """The commitments that overlap the time between two instants; what only touches it does not."""
    met = {
        one.commitment.id: one.commitment
        for one in busy
        if one.starts_at < ends_at and starts_at < one.ends_at
    }
    return list(met.values())


def _occurring(commitments, first_day, last_day) -> list[BusyTime]:
    """A day more on each side: shifts pass midnight, and zones differ by up to a day."""
    days = [first_day + n * DAY for n in range(-2, (last_day - first_day).days + 3)]
    return sorted(
        (_on(one, day) for one in commitments for day in days if _falls_on(one, day)),
        key=lambda busy: (busy.starts_at, busy.ends_at),
    )


def _falls_on(commitment: Commitment, day: dt.date) -> bool:
    lasts = commitment.first_day <= day and (commitment.last_day is None or day <= commitment.last_day)
    return lasts and WEEKDAYS[day.weekday()] in commitment.weekdays and _is_its_week(commitment, day)


def _is_its_week(commitment: Commitment, day: dt.date) -> bool:
    """Weeks run from Monday, as people write their shifts."""
    first_day = commitment.first_day
    days = (day - day.weekday() * DAY) - (first_day - first_day.weekday() * DAY)
    return days.days // 7 % commitment.every == 0


def _on(commitment: Commitment, day: dt.date) -> BusyTime:
    ends_on = day + DAY if commitment.ends_next_day else day
    return BusyTime(
        clock.at_wall(day, commitment.starts_at_wall, commitment.time_zone),
        clock.at_wall(ends_on, commitment.ends_at_wall, commitment.time_zone),
        commitment,
    )
