"""Makes a program from its template, in one transaction or not at all."""

import datetime as dt
from pathlib import Path

from flask_babel import gettext as _

from webapp import clock
from webapp.database import writing
from webapp.people.models import Level, Program
from webapp.timetables.models import Series
from webapp.timetables.program_template import TemplateError, read_template
from webapp.timetables.succession import columns_of

MATRIX = Path(__file__).parent / "programs" / "matrix-iop.toml"

# A template need not say when its program began, and people who are already in treatment are enrolled with
# the day they were admitted. Two years is longer than any stay, so none of them comes "before the program".
ALREADY_RUNNING = dt.timedelta(weeks=104)


def import_program(path):
    """The program that the file describes; TemplateError, and nothing written, if it cannot be used."""
    program, _is_new = import_template(read_template(path), Path(path).name)
    return program


def import_template(template, source):
    """The program of a template, and whether it is new. The same template again changes nothing."""
    with writing():
        known = Program.get_or_none(Program.name == template.name)
        if known is None:
            return _create(template), True
        if known.source_digest != template.digest:
            raise TemplateError([_already_different(source, template.name)])
        return known, False


def _already_different(source, name):
    reason = _('"%(name)s" is already here, made from a different template', name=name)
    return f"{source}: program.name: {reason}"


def _create(template):
    starts_on = template.starts_on or clock.today(template.time_zone) - ALREADY_RUNNING
    program = Program.create(
        name=template.name,
        time_zone=template.time_zone,
        country=template.country,
        starts_on=starts_on,
        closed_on=[day.isoformat() for day in template.closed_on],
        source_digest=template.digest,
    )
    for position, level in enumerate(template.levels):
        Level.create(
            program=program,
            code=level.code,
            name=level.name,
            weekly_hours=level.weekly_hours,
            position=position,
        )
    for position, series in enumerate(template.series):
        Series.create(program=program, position=position, anchor_on=starts_on, **columns_of(series))
    return program
