"""One series begins, ends, or takes over from another, meetings and all. No rule is asked here: see `changing.py`."""

import dataclasses
import datetime as dt

import peewee

from webapp.timetables.effects import Effect
from webapp.timetables.models import Facilitator, ProgramSession, Series
from webapp.timetables.program_template import SeriesTemplate
from webapp.timetables.remaking import remake
from webapp.timetables.timetable import meetings_of

DAY = dt.timedelta(days=1)


def columns_of(facts: SeriesTemplate) -> dict:
    """The facts of a series as its row keeps them."""
    return {
        **dataclasses.asdict(facts),
        "weekdays": list(facts.weekdays),
        "starts": facts.starts.isoformat("minutes"),
        "weeks": [list(range_) for range_ in facts.weeks],
        "levels": list(facts.levels),
        "topics": list(facts.topics),
    }


def facts_of(series: Series) -> SeriesTemplate:
    """The facts of a row, as a template says them."""
    row = {field.name: getattr(series, field.name) for field in dataclasses.fields(SeriesTemplate)}
    lists = {name: tuple(row[name]) for name in ("weekdays", "levels", "topics")}
    weeks = tuple(tuple(range_) for range_ in series.weeks)
    return SeriesTemplate(**{**row, **lists, "weeks": weeks, "starts": series.wall_time})


def let_begin(program, facts, first_day, last_day=None, leaders=()) -> tuple[Series, Effect]:
    """Add a series and its meetings, without a question."""
    series = Series.create(
        program=program,
        position=_next_position(program),
        anchor_on=first_day,
        ends_on=last_day,
        **columns_of(facts),
    )
    set_leaders(series, leaders)
    return series, remake(program, first_day, after=series)


def let_change(program, old, facts, first_day, last_day=None, leaders=None) -> tuple[Series, Effect]:
    """End a series before first_day and let a new one take its meetings over; its leaders too, if none are named."""
    if list(facts.topics) == old.topics:
        facts = dataclasses.replace(facts, topics=_in_turn(program, old, first_day))
    if leaders is None:
        leaders = [one.clinician_id for one in Facilitator.select().where(Facilitator.series == old.id)]
    new = Series.create(
        program=program,
        position=_next_position(program),
        anchor_on=first_day,
        ends_on=last_day,
        follows=old,
        **columns_of(facts),
    )
    set_leaders(new, leaders)
    Series.update(follows=new).where(Series.follows == old.id, Series.id != new.id).execute()
    _set_end(old, first_day)
    effect = remake(program, first_day, before=old, after=new)
    _forget_if_empty(old, first_day, new)
    return new, effect


def let_end(program, series, first_day_without) -> Effect:
    """End a series before a day."""
    _set_end(series, first_day_without)
    effect = remake(program, first_day_without, before=series)
    _forget_if_empty(series, first_day_without)
    return effect


def set_leaders(series: Series, leaders) -> bool:
    """Write who leads the series; whether that is a change."""
    before = {one.clinician_id for one in Facilitator.select().where(Facilitator.series == series.id)}
    wanted = set(leaders)
    Facilitator.delete().where(
        Facilitator.series == series.id, Facilitator.clinician.in_(before - wanted)
    ).execute()
    for clinician in wanted - before:
        Facilitator.create(series=series, clinician=clinician)
    return before != wanted


def _in_turn(program, series, first_day) -> tuple[str, ...]:
    """The topics of a series, beginning with the one whose turn it is on first_day."""
    held = len(meetings_of(series, program, series.anchor_on, first_day - DAY))
    turn = held % len(series.topics) if series.topics else 0
    return tuple(series.topics[turn:] + series.topics[:turn])


def _forget_if_empty(old: Series, first_day, new: Series | None = None) -> None:
    """A series that was changed or ended before it ever met leaves nothing behind."""
    has_met = old.anchor_on < first_day
    if has_met or ProgramSession.select().where(ProgramSession.series == old.id).exists():
        return
    if new is not None:
        Series.update(follows=old.follows_id).where(Series.id == new.id).execute()
    Series.delete().where(Series.id == old.id).execute()


def _next_position(program) -> int:
    newest = Series.select(peewee.fn.MAX(Series.position)).where(Series.program == program.id).scalar()
    return 0 if newest is None else newest + 1


def _set_end(series: Series, first_day_without) -> None:
    values = {"ends_on": first_day_without - DAY, "version": Series.version + 1}
    Series.update(**values).where(Series.id == series.id).execute()
