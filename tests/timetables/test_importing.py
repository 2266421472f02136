"""A template becomes a program in one transaction, once."""

import datetime as dt

import pytest
from timetables import BEGAN, import_text, text_of

from webapp import clock
from webapp.people.models import Level, Program
from webapp.timetables.importing import MATRIX, import_program
from webapp.timetables.models import ProgramSession, Series
from webapp.timetables.program_template import TemplateError


def everything():
    return [
        sorted(tuple(sorted(row.items(), key=str)) for row in model.select().dicts())
        for model in (Program, Level)
    ] + [Series.select().count(), ProgramSession.select().count()]


def test_it_writes_the_program_its_levels_and_its_series(app, tmp_path):
    program = import_text(tmp_path, text_of())
    assert (program.name, program.time_zone, program.country) == (
        "Fixed Program",
        "America/Los_Angeles",
        "US",
    )
    assert program.starts_on == BEGAN
    assert program.closed_on == ["2026-11-26", "2026-12-25", "2027-01-01"]
    levels = program.levels.order_by(Level.position)
    assert [(level.code, level.weekly_hours) for level in levels] == [("2.1", 9), ("1.5", 3), ("1.0", 1.5)]
    first, *_more, last = Series.select().where(Series.program == program).order_by(Series.position)
    assert (first.title, first.weekdays, first.starts, first.minutes) == (
        "Early Recovery Skills",
        ["mon", "fri"],
        "18:00",
        50,
    )
    assert (first.weeks, first.levels, first.capacity, len(first.topics)) == ([[1, 4]], ["2.1"], 10, 8)
    assert (last.kind, last.weeks, last.anchor_on) == ("individual", [[1, 1], [6, 6], [16, 16]], BEGAN)


def test_a_program_that_names_no_first_day_has_been_running_for_two_years(app):
    program = Program.get(Program.name == "Evening Program")
    age = clock.today(program.time_zone) - program.starts_on
    assert dt.timedelta(weeks=104) <= age <= dt.timedelta(weeks=104, days=1)


def test_the_same_template_again_changes_nothing(app, tmp_path):
    before = everything()
    again = import_program(MATRIX)
    assert again == Program.get(Program.name == "Evening Program")
    assert import_text(tmp_path, "# the same words\n" + MATRIX.read_text()) == again
    assert everything() == before


def test_making_a_program_anew_refuses_another_template_under_a_name_in_use(app, tmp_path):
    before = everything()
    with pytest.raises(TemplateError) as refused:
        import_text(tmp_path, MATRIX.read_text().replace("capacity = 10", "capacity = 11"))
    assert refused.value.problems[0].startswith(
        'template.toml: program.name: "Evening Program" is already here'
    )
    assert everything() == before


def test_a_refused_template_writes_nothing(app, tmp_path):
    before = everything()
    with pytest.raises(TemplateError):
        import_text(tmp_path, text_of().replace('"17:30"', '"25:00"'))
    assert everything() == before
