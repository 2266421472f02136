"""Changes of a whole series: begin one, change its facts, change it from a day on, end it.

Each verb is one transaction: it writes, then the rules look at the timetable as it would be, and a Refusal takes
all of it back. `version` is the one that the coordinator had before them; a series that has another is Stale.
"""

import datetime as dt

from flask_babel import gettext as _

from webapp import audit, clock
from webapp.database import writing
from webapp.timetables.double_bookings import refuse_double_bookings, refuse_overfull
from webapp.timetables.effects import Effect, Refusal, Stale, hold
from webapp.timetables.models import ProgramSession, Series
from webapp.timetables.news import PLACES
from webapp.timetables.program_template import SeriesTemplate
from webapp.timetables.succession import let_begin, let_change, let_end, set_leaders
from webapp.timetables.timetable import ensure_sessions, last_day_made, meetings_of

DAY = dt.timedelta(days=1)
FURTHEST = dt.timedelta(weeks=104)
OF_EACH_MEETING = ("title", "place", "telehealth", "guests_welcome")


def begin_series(
    program, facts: SeriesTemplate, first_day, last_day=None, leaders=()
) -> tuple[Series, Effect]:
    """A new series from first_day on; one that ends on its first day is a single meeting."""
    with writing():
        program = hold(program)
        _check_days(program, first_day, last_day)
        series, effect = let_begin(program, facts, first_day, last_day, leaders)
        _check_that_it_meets(program, series)
        _hold_against_the_rules(program, series)
        audit.record("series.begun", about=series)
    return series, effect


def edit_facts(series: Series, version: int, leaders, capacity, **facts) -> Effect:
    """Change the name, place, video link, places, welcome or leaders of a series, in every meeting still ahead."""
    with writing():
        program = hold(series.program)
        old = Series.get_by_id(series.id)
        _claim(series, version, capacity=capacity, **facts)
        changed = {name for name in OF_EACH_MEETING if getattr(old, name) != facts[name]}
        for name in changed:
            _set_in_meetings(old, name, facts[name])
        if set_leaders(old, leaders):
            changed.add("leaders")
        ahead = sessions_ahead(program, old)
        if changed & {"place", "telehealth", "leaders"}:
            refuse_double_bookings(program, ahead)
        if capacity != old.capacity:
            refuse_overfull(program, ahead, capacity)
        effect = Effect()
        effect.touch(ahead)
        audit.record("series.facts changed", about=series)
    return effect


def change_from(
    series: Series, version: int, first_day, facts: SeriesTemplate, last_day=None, leaders=()
) -> tuple[Series, Effect]:
    """From first_day on the series has other facts: it ends the day before, and a new one follows it.

    Topics left as they were go on in turn; other topics begin with the first.
    """
    with writing():
        program = hold(series.program)
        old = Series.get_by_id(series.id)
        _check_days(program, first_day, last_day)
        _check_begins_after_today(program, first_day)
        _check_within(old, first_day, last_day)
        _claim(series, version)
        new, effect = let_change(program, old, facts, first_day, last_day, leaders)
        _check_that_it_meets(program, new)
        _hold_against_the_rules(program, new)
        audit.record("series.changed from a day on", about=new)
    return new, effect


def end_series(series: Series, version: int, last_day) -> Effect:
    """The series meets for the last time on or before last_day."""
    with writing():
        program = hold(series.program)
        old = Series.get_by_id(series.id)
        if last_day < clock.today(program.time_zone):
            raise Refusal("last_on", _("This day has passed. Please choose today or a later day."))
        if old.ends_on is not None and last_day > old.ends_on:
            raise Refusal("last_on", _("This series already ends before that day."))
        _claim(series, version)
        effect = let_end(program, old, last_day + DAY)
        audit.record("series.ended", about=series)
    return effect


def sessions_ahead(program, series) -> list[ProgramSession]:
    """The meetings of a series still ahead, and every group's made as far as anybody can reach."""
    ensure_sessions(program, clock.today(program.time_zone), last_day_made(program))
    return list(
        ProgramSession.select().where(
            ProgramSession.series == series.id, ProgramSession.starts_at > clock.now()
        )
    )


def _hold_against_the_rules(program, series) -> None:
    ahead = sessions_ahead(program, series)
    refuse_double_bookings(program, ahead)
    refuse_overfull(program, ahead, series.capacity)


def _claim(series: Series, version: int, **values) -> None:
    """Write only if nobody else did since: one conditional UPDATE decides."""
    values["version"] = Series.version + 1
    mine = (Series.id == series.id) & (Series.version == version)
    if not Series.update(**values).where(mine).execute():
        raise Stale


def _set_in_meetings(old: Series, name: str, value) -> None:
    """Only where the meeting said what the series said: what was set for one alone stays."""
    column = getattr(ProgramSession, name)
    said_the_same = (ProgramSession.series == old.id) & (column == getattr(old, name))
    now = clock.now()
    changes = {
        column: value,
        ProgramSession.version: ProgramSession.version + 1,
        ProgramSession.changed_at: now,
    }
    if name in PLACES:
        changes[ProgramSession.news_at] = now
    ProgramSession.update(changes).where(said_the_same, ProgramSession.starts_at > now).execute()


def _check_days(program, first_day, last_day) -> None:
    today = clock.today(program.time_zone)
    if first_day < today:
        raise Refusal("first_on", _("This day has passed. Please choose today or a later day."))
    if first_day > today + FURTHEST:
        raise Refusal("first_on", _("Please choose a day within two years."))
    if last_day is not None and last_day < first_day:
        raise Refusal("last_on", _("The last day is before the first day."))


def _check_within(old: Series, first_day, last_day) -> None:
    """A change lies within the days of the series; what follows it keeps its own."""
    if old.ends_on is None:
        return
    if first_day > old.ends_on:
        raise Refusal("first_on", _("This series ends before that day."))
    goes_on = Series.select().where(Series.follows == old.id).exists()
    if goes_on and (last_day is None or last_day > old.ends_on):
        day = (old.ends_on + DAY).isoformat()
        raise Refusal(
            "last_on", _("From %(day)s on, this series is already set. Choose an earlier day.", day=day)
        )


def _check_begins_after_today(program, first_day) -> None:
    if first_day == clock.today(program.time_zone):
        raise Refusal(
            "first_on", _("Please choose a day after today. You can still move or cancel what is today.")
        )


def _check_that_it_meets(program, series) -> None:
    last_day = series.ends_on or series.anchor_on + FURTHEST
    if meetings_of(series, program, series.anchor_on, last_day):
        return
    if series.anchor_on == series.ends_on and program.is_closed(series.anchor_on):
        raise Refusal("first_on", _("The program is closed on this day."))
    raise Refusal("weekdays", _("It would never meet between these days."))
