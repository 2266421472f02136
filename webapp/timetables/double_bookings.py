"""Refuses what cannot be at once: a room or a clinician taken twice, more people than places, a closed day.

Asked after a change was written and before it is committed, so the rules see the timetable as it would be.
Rooms are those of one program, by name; a clinician may work in several.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from flask_babel import gettext as _

from webapp import clock
from webapp.encryption import preload_keys
from webapp.formatting import program_moment
from webapp.people.models import User
from webapp.timetables.effects import Refusal
from webapp.timetables.models import (
    CANCELLED,
    BusyTime,
    Facilitator,
    ProgramSession,
    Series,
    StandIn,
)
from webapp.timetables.rosters import fullness_of
from webapp.timetables.template_clashes import weeks_overlap

LOOKED_AHEAD = dt.timedelta(weeks=8)


@dataclass(frozen=True)
class _Meeting:
    """A program session with its leaders' ids."""

    row: ProgramSession
    leaders: frozenset[str]

    @property
    def series(self) -> Series | None:
        return self.row.series if self.row.series_id else None

    def overlaps(self, other) -> bool:
        return self.row.starts_at < other.ends_at and other.starts_at < self.row.ends_at


def refuse_double_bookings(program, rows, room_field="place", leader_field="facilitators") -> None:
    """Refusal, at the field of the room or of the leaders, if one of the sessions clashes."""
    mine = _meetings([one for one in rows if _takes_a_room(one) and not one.is_cancelled])
    if not mine:
        return
    others, busy = _by_day(_others(program, mine)), _busy(program, mine)
    for meeting in mine:
        for other in _near(others, meeting.row.local_date):
            if (
                other.row.id != meeting.row.id
                and meeting.overlaps(other.row)
                and _exclude_each_other(meeting, other)
            ):
                _refuse_clash(program, meeting, other, room_field, leader_field)
        for time in busy:
            if meeting.overlaps(time):
                _refuse_busy(program, meeting, time, room_field, leader_field)


def met_by_busy_times(program) -> list[ProgramSession]:
    """The sessions of the next weeks at which a leader or the room is busy: a calendar that came in later tells it."""
    now = clock.now()
    ahead = ProgramSession.select().where(
        ProgramSession.program == program.id,
        ProgramSession.starts_at.between(now, now + LOOKED_AHEAD),
        ProgramSession.status != CANCELLED,
        ProgramSession.enrollment.is_null() | ProgramSession.series.is_null(),
    )
    mine = _meetings(list(ahead.order_by(ProgramSession.starts_at, ProgramSession.title)))
    times = defaultdict(list)
    for time in _busy(program, mine) if mine else ():
        times[time.clinician_id or time.place.casefold()].append(time)
    return [
        meeting.row
        for meeting in mine
        if any(
            meeting.overlaps(time)
            for owner in (*meeting.leaders, meeting.row.place.casefold())
            for time in times.get(owner, ())
        )
    ]


def refuse_overfull(program, rows, capacity, field="capacity") -> None:
    """Refusal if more people are expected at one of the sessions than there are places."""
    groups = [one for one in rows if one.enrollment_id is None and not one.is_cancelled]
    if capacity is None or not groups:
        return
    fullness = fullness_of(groups)
    fullest = max(groups, key=lambda one: sum(fullness[one.id]))
    expected = sum(fullness[fullest.id])
    if expected > capacity:
        when = program_moment(fullest.starts_at, program)
        raise Refusal(
            field,
            _(
                "%(count)d people are expected on %(when)s. Please give more places.",
                count=expected,
                when=when,
            ),
        )


def leaders_of(rows) -> dict[str, frozenset[str]]:
    """Ids of who leads each program session: its stand-ins if it has any, else its series' facilitators."""
    facilitators, stand_ins = defaultdict(set), defaultdict(set)
    for one in Facilitator.select().where(
        Facilitator.series.in_({row.series_id for row in rows if row.series_id})
    ):
        facilitators[one.series_id].add(one.clinician_id)
    for one in StandIn.select().where(StandIn.program_session.in_([row.id for row in rows])):
        stand_ins[one.program_session_id].add(one.clinician_id)
    return {row.id: frozenset(stand_ins[row.id] or facilitators[row.series_id]) for row in rows}


def _meetings(rows) -> list[_Meeting]:
    leaders = leaders_of(rows)
    series = {one.id: one for one in Series.select().where(Series.id.in_({row.series_id for row in rows}))}
    for row in rows:
        if row.series_id:
            row.series = series[row.series_id]
    return [
        _Meeting(row, leaders[row.id]) for row in rows if not (row.series_id and row.series.is_individual)
    ]


def _takes_a_room(row: ProgramSession) -> bool:
    """One-to-one meetings of a series are one row for each participant, all at the series' time: no real clash."""
    return row.enrollment_id is None or row.series_id is None


def _others(program, mine) -> list[_Meeting]:
    """Sessions of groups and single meetings in those days, in one of the rooms or led by one of the leaders."""
    places = {meeting.row.place.casefold() for meeting in mine if meeting.row.place}
    links = {meeting.row.telehealth for meeting in mine if meeting.row.telehealth}
    leaders = {leader for meeting in mine for leader in meeting.leaders}
    led_series = Facilitator.select(Facilitator.series).where(Facilitator.clinician.in_(leaders))
    stood_in = StandIn.select(StandIn.program_session).where(StandIn.clinician.in_(leaders))
    in_room = ProgramSession.place.in_(_spellings(program, places)) | ProgramSession.telehealth.in_(links)
    rows = ProgramSession.select().where(
        ProgramSession.enrollment.is_null() | ProgramSession.series.is_null(),
        ProgramSession.status != CANCELLED,
        ProgramSession.starts_at < max(meeting.row.ends_at for meeting in mine),
        ProgramSession.ends_at > min(meeting.row.starts_at for meeting in mine),
        ((ProgramSession.program == program.id) & in_room)
        | ProgramSession.series.in_(led_series)
        | ProgramSession.id.in_(stood_in),
    )
    return _meetings(list(rows))


def _spellings(program, places) -> list[str]:
    """The rooms as they are written in the program. (SQLite's own LOWER knows only the letters of English.)"""
    written = (
        ProgramSession.select(ProgramSession.place).where(ProgramSession.program == program.id).distinct()
    )
    return [place for (place,) in written.tuples() if place.casefold() in places]


def _by_day(meetings):
    days = defaultdict(list)
    for meeting in meetings:
        days[meeting.row.local_date].append(meeting)
    return days


def _near(days, day):
    """Those of the day and its neighbours: one may run past midnight, or be in a program of another zone."""
    return [one for shift in (-1, 0, 1) for one in days.get(day + dt.timedelta(days=shift), ())]


def _exclude_each_other(a: _Meeting, b: _Meeting) -> bool:
    """The same rule as within a template: one group for two levels, and rounds one after the other, may meet."""
    if a.series is None or b.series is None or a.series.id == b.series.id:
        return True
    one_group = a.row.title == b.row.title and a.row.starts_at == b.row.starts_at
    return not one_group and weeks_overlap(a.series.weeks, b.series.weeks)


def _share_a_room(a: ProgramSession, b: ProgramSession) -> bool:
    if a.program_id != b.program_id:
        return False
    if a.telehealth and b.telehealth:
        return a.telehealth == b.telehealth
    return bool(a.place) and a.place.casefold() == b.place.casefold()


def _refuse_clash(program, meeting, other, room_field, leader_field) -> None:
    facts = {"title": other.row.title, "when": program_moment(other.row.starts_at, program)}
    if _share_a_room(meeting.row, other.row):
        room = other.row.place or other.row.telehealth
        raise Refusal(room_field, _('%(room)s is taken by "%(title)s" on %(when)s.', room=room, **facts))
    for leader in sorted(meeting.leaders & other.leaders):
        raise Refusal(
            leader_field, _('%(name)s leads "%(title)s" on %(when)s.', name=_name_of(leader), **facts)
        )


def _busy(program, mine) -> list[BusyTime]:
    leaders = {leader for meeting in mine for leader in meeting.leaders}
    return list(
        BusyTime.select().where(
            BusyTime.starts_at < max(meeting.row.ends_at for meeting in mine),
            BusyTime.ends_at > min(meeting.row.starts_at for meeting in mine),
            BusyTime.clinician.in_(leaders) | ((BusyTime.program == program.id) & (BusyTime.place != "")),
        )
    )


def _refuse_busy(program, meeting, time, room_field, leader_field) -> None:
    when = program_moment(max(time.starts_at, meeting.row.starts_at), program)
    if time.clinician_id in meeting.leaders:
        raise Refusal(
            leader_field, _("%(name)s is busy on %(when)s.", name=_name_of(time.clinician_id), when=when)
        )
    if time.place and time.place.casefold() == meeting.row.place.casefold():
        raise Refusal(room_field, _("%(room)s is not free on %(when)s.", room=time.place, when=when))


def _name_of(user_id: str) -> str:
    preload_keys({user_id})
    return User.get_by_id(user_id).name
