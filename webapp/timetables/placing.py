"""Another level of care or track for a stay from a day on: a step-down, or the evening group instead of the morning."""

import datetime as dt
import json
import zlib

from flask_babel import gettext as _

from webapp import audit, clock
from webapp.database import writing
from webapp.formatting import program_moment
from webapp.people.models import Enrollment, Level, Placement, Program
from webapp.timetables.calendar import last_day_of, sessions_of
from webapp.timetables.effects import Effect, Refusal, Stale, hold
from webapp.timetables.models import Series
from webapp.timetables.rosters import first_overfull
from webapp.timetables.stays import placements_of
from webapp.timetables.timetable import ensure_stay

DAY = dt.timedelta(days=1)


def tracks_of(program: Program) -> list[str]:
    return sorted({one.track for one in Series.select().where(Series.program == program.id) if one.track})


def state_of(stay: Enrollment) -> int:
    """A number for all levels and tracks of a stay as they are: another one when any of them changes."""
    placed = [(one.starts_on.isoformat(), one.level_id, one.track) for one in placements_of(stay)]
    return zlib.crc32(json.dumps(placed).encode()) % 10**9


def place(stay: Enrollment, seen: int, level: Level, track: str | None, first_day: dt.date) -> Effect:
    """Let them have this level and track from first_day on, up to the next change that is set already."""
    with writing():
        _hold(stay, seen)
        _check(stay, level, track, first_day)
        placement = Placement.get_or_none(Placement.enrollment == stay, Placement.starts_on == first_day)
        is_new = placement is None
        placement = placement or Placement(enrollment=stay, starts_on=first_day)
        placement.level, placement.track, placement.made_at = level, track, clock.now()
        return _follow(stay, first_day, lambda: placement.save(force_insert=is_new), "placed", placement)


def take_back(placement: Placement, seen: int) -> Effect:
    """Undo a change that has not begun."""
    with writing():
        stay = placement.enrollment
        _hold(stay, seen)
        if placement.made_at is None or placement.starts_on <= clock.today(stay.program.time_zone):
            raise Refusal(
                "", _("This has begun already. You can set another level or track from a later day on.")
            )
        return _follow(
            stay, placement.starts_on, placement.delete_instance, "placement taken back", placement
        )


def _hold(stay: Enrollment, seen: int) -> None:
    hold(stay.program)
    if state_of(stay) != seen:
        raise Stale


def _check(stay, level, track, first_day) -> None:
    today = clock.today(stay.program.time_zone)
    if first_day <= max(today, stay.admitted_on):
        raise Refusal("first_on", _("Please choose a day after today and after the first day of the stay."))
    if not stay.covers(first_day) or first_day > last_day_of(stay):
        raise Refusal("first_on", _("Their stay does not reach this day."))
    if track is None and tracks_of(stay.program):
        raise Refusal("track", _("Please choose a track."))
    now = [(one.level_id, one.track) for one in placements_of(stay) if one.starts_on <= first_day]
    if now and now[-1] == (level.id, track):
        raise Refusal("level", _("They have this level and track on that day already."))


def _follow(stay, first_day, write, action, placement) -> Effect:
    """Write it, make what they now come to, and refuse it where a group is full."""
    before = _ahead(stay, first_day)
    write()
    ensure_stay(stay)
    after = _ahead(stay, first_day)
    joined = [one for key, one in after.items() if key not in before]
    full = first_overfull([one for one in joined if one.enrollment_id is None])
    if full:
        when = program_moment(full.starts_at, stay.program)
        raise Refusal(
            "first_on",
            _(
                '"%(title)s" on %(when)s has no place left (it has %(places)d).',
                title=full.title,
                when=when,
                places=full.series.capacity,
            ),
        )
    audit.record(action, stay, placement)
    left = [one for key, one in before.items() if key not in after]
    return Effect(made=joined, removed=left, touched={stay.id})


def _ahead(stay, first_day) -> dict:
    found = sessions_of(stay, first_day, last_day_of(stay))
    return {one.id: one for one in found if not one.is_cancelled}
