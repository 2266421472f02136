"""Makes the program sessions still ahead follow their series after it began, changed or ended.

A meeting keeps its row, and so its place in calendars and reminders, wherever the new timetable has one in the
same week. One that falls away is taken out, unless somebody counts on it: then it stays, cancelled.
Past ones and the one that is on never change.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from webapp import clock
from webapp.timetables.effects import Effect
from webapp.timetables.models import CANCELLED, MOVED, SCHEDULED, ProgramSession, Series
from webapp.timetables.news import heard_of, is_new, mark
from webapp.timetables.stays import stays_between, windows
from webapp.timetables.timetable import ROWS_AT_ONCE, last_day_made, meetings_of, row_of

# A change of the whole series is shown at each meeting for this long; by then the new time is the usual one.
TOLD_FOR = dt.timedelta(weeks=4)


@dataclass(frozen=True)
class _Slot:
    """One meeting that a series should have: whose (None for a group's) and when."""

    enrollment_id: str | None
    occurrence: object

    @property
    def key(self):
        return self.enrollment_id, self.occurrence.day

    @property
    def week(self):
        return self.enrollment_id, self.occurrence.day.isocalendar()[:2]


def remake(program, first_day, before: Series | None = None, after: Series | None = None) -> Effect:
    """Let `after` take over the meetings of `before` from first_day on; without `after` they end."""
    rows = _rows_from(before, first_day)
    slots = {slot.key: slot for slot in _slots(program, after, first_day)} if after else {}
    ahead = [one for one in rows if one.starts_at > clock.now()]
    for one in rows:  # moved forward and already over: that meeting was held
        if one.starts_at <= clock.now():
            slots.pop((one.enrollment_id, one.series_date), None)
    pairs, left_over = _pair(ahead, slots)

    effect = Effect()
    effect.touch(ahead)
    effect.cancelled, effect.removed = _drop(left_over, first_day + TOLD_FOR)
    effect.moved = [one for one, slot in pairs if _repoint(one, before, after, program, slot, first_day)]
    effect.made = _make(program, after, slots.values())
    effect.touch([*effect.moved, *effect.made])
    return effect


def _rows_from(series, first_day):
    if series is None:
        return []
    return list(
        ProgramSession.select()
        .where(ProgramSession.series == series.id, ProgramSession.series_date >= first_day)
        .order_by(ProgramSession.series_date)
    )


def _slots(program, series, first_day):
    last_day = last_day_made(program)
    held = meetings_of(series, program, first_day, last_day)
    if not series.is_individual:
        return [_Slot(None, one) for one in held]
    return [
        _Slot(stay.id, one)
        for stay, placements in stays_between(program.id, first_day, last_day)
        for first, last in windows(series, stay, placements)
        for one in held
        if first <= one.day <= last
    ]


def _pair(rows, slots):
    """Each row with the slot it takes (taken out of `slots`): its own day if it can, else the next of its week."""
    pairs, waiting = [], []
    for one in rows:
        slot = slots.pop((one.enrollment_id, one.series_date), None)
        if slot:
            pairs.append((one, slot))
        else:
            waiting.append(one)
    free = defaultdict(list)
    for slot in slots.values():
        free[slot.week].append(slot)
    left_over = []
    for one in waiting:
        in_week = free[one.enrollment_id, one.series_date.isocalendar()[:2]]
        if one.is_cancelled or not in_week:
            left_over.append(one)
        else:
            slot = in_week.pop(0)
            del slots[slot.key]
            pairs.append((one, slot))
    return pairs, left_over


def _repoint(row, before, after, program, slot, first_day) -> bool:
    """Give the row its new series, day and facts; whether it happens at another time now.

    What a coordinator set for this one meeting alone (a time, a place, that it is cancelled) stays.
    """
    usual = row_of(before, program, row.enrollment_id, slot.occurrence)
    wanted = row_of(after, program, row.enrollment_id, slot.occurrence)
    changed_alone = row.was_at is not None and row.starts_at != _usual_start(row, before, program)
    keeps_time = changed_alone and slot.occurrence.day == row.series_date
    before_it, old_start = heard_of(row), row.starts_at
    row.series, row.topic, row.series_date = after, wanted["topic"], wanted["series_date"]
    row.kind = wanted["kind"]
    for name in ("title", "place", "telehealth", "guests_welcome"):
        if getattr(row, name) == usual[name]:
            setattr(row, name, wanted[name])
    if not keeps_time:
        row.local_date, row.starts_at, row.ends_at = (
            wanted[name] for name in ("local_date", "starts_at", "ends_at")
        )
        if row.starts_at != old_start:
            told = not row.is_cancelled and row.local_date < first_day + TOLD_FOR
            row.was_at = (row.was_at or old_start) if told else None
            if not row.is_cancelled:
                row.status = MOVED if told else SCHEDULED
    mark(row, before_it)
    row.save()
    return row.starts_at != old_start and not row.is_cancelled


def _usual_start(row, series, program):
    return clock.at_wall(row.series_date, series.wall_time, program.time_zone)


def _drop(rows, told_until):
    """Cancel what somebody counts on, or will look for soon; take the rest out."""
    kept_ids = _with_something_on_them(rows)
    cancelled, removed = [], []
    for one in rows:
        stays = one.id in kept_ids or one.local_date < told_until
        if stays and not one.is_cancelled:
            before = heard_of(one)
            one.status = CANCELLED
            mark(one, before)
            one.save()
            cancelled.append(one)
        elif not stays:
            removed.append(one)
    for part in _portions([one.id for one in removed]):
        ProgramSession.delete().where(ProgramSession.id.in_(part)).execute()
    return cancelled, removed


def _with_something_on_them(rows) -> set[str]:
    """Ids of those that any row of any other table points to: attendance, notices, seats, stand-ins."""
    found = set()
    for part in _portions([one.id for one in rows]):
        for key, model in ProgramSession._meta.backrefs.items():
            found.update(value for (value,) in model.select(key).where(key.in_(part)).distinct().tuples())
    return found


def _make(program, series, slots) -> list[ProgramSession]:
    rows = [ProgramSession(**row_of(series, program, slot.enrollment_id, slot.occurrence)) for slot in slots]
    rows = [one for one in rows if one.ends_at > clock.now()]
    for one in rows:
        one.__data__ |= is_new()
    for part in _portions(rows):
        ProgramSession.insert_many([one.__data__ for one in part]).execute()
    return rows


def _portions(items):
    return (items[start : start + ROWS_AT_ONCE] for start in range(0, len(items), ROWS_AT_ONCE))
