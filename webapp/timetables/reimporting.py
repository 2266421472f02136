"""Brings a program in line with a changed template, from a day on: first a preview, then the same thing for good.

The preview is the change itself, taken back; so the two cannot disagree. What is past never changes. Series with a
last day were set by hand and are left alone: a template knows no last days.
"""

import dataclasses
import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field

from flask_babel import gettext as _

from webapp import audit, clock
from webapp.database import writing
from webapp.people.models import Level, Placement, Program
from webapp.timetables import changing, closing
from webapp.timetables.double_bookings import refuse_double_bookings, refuse_overfull
from webapp.timetables.effects import Effect, Refusal, Stale, hold
from webapp.timetables.models import Series
from webapp.timetables.program_template import ProgramTemplate, SeriesTemplate, TemplateError
from webapp.timetables.succession import facts_of, let_begin, let_change, let_end
from webapp.timetables.template_matching import differences, match, same_turn

DAY = dt.timedelta(days=1)


@dataclass
class Change:
    """One line of the preview: what is added, changed or ended, with (key, before, after) of each difference."""

    what: str
    title: str
    differences: list[tuple] = field(default_factory=list)


@dataclass
class Reimport:
    """What a template changes in a program; `digest` stands for the timetable that it was held against."""

    program: Program
    first_day: dt.date
    digest: str
    series: list[Change] = field(default_factory=list)
    levels: list[Change] = field(default_factory=list)
    closed: list[dt.date] = field(default_factory=list)
    opened: list[dt.date] = field(default_factory=list)
    effect: Effect = field(default_factory=Effect)

    @property
    def is_empty(self) -> bool:
        return not (self.series or self.levels or self.closed or self.opened)


class _Rehearsed(Exception):
    """Carries the outcome out of a transaction that is taken back."""


def preview(program: Program, template: ProgramTemplate, first_day: dt.date) -> Reimport:
    """What `apply` would do now. TemplateError if the template cannot be used for this program."""
    try:
        with writing():
            raise _Rehearsed(apply(program, template, first_day))
    except _Rehearsed as rehearsed:
        return rehearsed.args[0]


def apply(
    program: Program, template: ProgramTemplate, first_day: dt.date, digest: str | None = None
) -> Reimport:
    """Change the program from first_day on, all of it or nothing. Stale if the timetable is not that of the digest."""
    with writing():
        program = hold(program)
        _check(program, template, first_day)
        outcome = Reimport(program, first_day, _digest(program, template, first_day))
        if digest is not None and digest != outcome.digest:
            raise Stale
        outcome.levels = _change_levels(program, template.levels)
        _change_series(program, template.series, outcome)
        _change_closed_days(program, template.closed_on, outcome)
        Program.update(country=template.country, source_digest=template.digest).where(
            Program.id == program.id
        ).execute()
        audit.record("program.imported again", about=program)
    return outcome


def in_lines(outcome: Reimport) -> list[str]:
    """The preview as plain lines."""
    lines = [f"series {one.what}: {one.title}{_details(one)}" for one in outcome.series]
    lines += [f"level {one.what}: {one.title}{_details(one)}" for one in outcome.levels]
    lines += [f"closed: {day.isoformat()}" for day in outcome.closed]
    lines += [f"open again: {day.isoformat()}" for day in outcome.opened]
    effect = outcome.effect
    return [
        *lines,
        _("sessions ahead that change: %(count)d", count=effect.count),
        _("participants it touches: %(count)d", count=len(effect.touched)),
    ]


def _details(change: Change) -> str:
    found = [f"{key} {before!s} -> {after!s}" for key, before, after in change.differences]
    return f" ({'; '.join(found)})" if found else ""


def earliest_day(program: Program) -> dt.date:
    """The first day from which a template can change anything: tomorrow, where the program is."""
    return clock.today(program.time_zone) + DAY


def _check(program: Program, template: ProgramTemplate, first_day: dt.date) -> None:
    problems = []
    if template.name != program.name:
        problems.append(
            _('program.name: this is "%(name)s", and the template is of another', name=program.name)
        )
    if template.time_zone != program.time_zone:
        problems.append(_("program.time_zone: a program stays in %(zone)s", zone=program.time_zone))
    if template.starts_on not in (None, program.starts_on):
        problems.append(
            _("program.starts_on: the program began on %(day)s", day=program.starts_on.isoformat())
        )
    if problems:
        raise TemplateError(problems)
    if not earliest_day(program) <= first_day <= earliest_day(program) + changing.FURTHEST:
        raise Refusal("first_on", _("Please choose a day from tomorrow on, within two years."))


def _digest(program: Program, template: ProgramTemplate, first_day: dt.date) -> str:
    levels = Level.select(Level.code, Level.name, Level.weekly_hours, Level.position)
    series = Series.select(Series.id, Series.version)
    state = [
        (program.closed_on, program.source_digest, template.digest, first_day.isoformat()),
        list(levels.where(Level.program == program.id).order_by(Level.position, Level.code).tuples()),
        list(series.where(Series.program == program.id).order_by(Series.id).tuples()),
    ]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()


def _change_levels(program: Program, wanted) -> list[Change]:
    known = {one.code: one for one in Level.select().where(Level.program == program.id)}
    changes = []
    for code in known.keys() - {level.code for level in wanted}:
        if Placement.select().where(Placement.level == known[code].id).exists():
            raise TemplateError(
                [_('levels: people are or were in level "%(code)s"; it must stay', code=code)]
            )
        known[code].delete_instance()
        changes.append(Change("ended", known[code].name))
    for position, level in enumerate(wanted):
        values = {**dataclasses.asdict(level), "position": position}
        if level.code not in known:
            Level.create(program=program, **values)
            changes.append(Change("added", level.name))
            continue
        now = known[level.code]
        differing = [
            (key, getattr(now, key), value) for key, value in values.items() if getattr(now, key) != value
        ]
        if differing:
            Level.update(**values).where(Level.id == now.id).execute()
            changes.append(Change("changed", level.name, differing))
    return changes


def _change_series(program: Program, wanted: tuple[SeriesTemplate, ...], outcome: Reimport) -> None:
    live = (
        Series.select()
        .where(Series.program == program.id, Series.ends_on.is_null())
        .order_by(Series.position)
    )
    pairs, gone, new = match(list(live), wanted)
    for series in gone:
        outcome.effect.add(let_end(program, series, outcome.first_day))
        outcome.series.append(Change("ended", series.title))
    changed = []
    for series, facts in pairs:
        facts = same_turn(facts, series)
        found = differences(facts_of(series), facts)
        if found:
            first_day = max(outcome.first_day, series.anchor_on)
            after, effect = let_change(program, series, facts, first_day)
            outcome.effect.add(effect)
            outcome.series.append(Change("changed", facts.title, found))
            changed.append(after)
    for facts in new:
        after, effect = let_begin(program, facts, outcome.first_day)
        outcome.effect.add(effect)
        outcome.series.append(Change("added", facts.title))
        changed.append(after)
    _hold_against_the_rules(program, changed)


def _hold_against_the_rules(program: Program, changed: list[Series]) -> None:
    problems = []
    for series in changed:
        ahead = changing.sessions_ahead(program, series)
        for rule in (
            lambda ahead=ahead: refuse_double_bookings(program, ahead),
            lambda ahead=ahead, series=series: refuse_overfull(program, ahead, series.capacity),
        ):
            try:
                rule()
            except Refusal as refused:
                problems.append(f'"{series.title}": {refused}')
    if problems:
        raise TemplateError(problems)


def _change_closed_days(program: Program, wanted: tuple[dt.date, ...], outcome: Reimport) -> None:
    known = {dt.date.fromisoformat(day) for day in program.closed_on}
    outcome.closed = sorted(day for day in set(wanted) - known if day >= outcome.first_day)
    outcome.opened = sorted(day for day in known - set(wanted) if day >= outcome.first_day)
    for day in outcome.closed:
        outcome.effect.add(closing.shut(program, day))
    for day in outcome.opened:
        outcome.effect.add(closing.unshut(program, day))
    if outcome.closed or outcome.opened:
        closing.put_topics_in_turn(program)
