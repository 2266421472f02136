"""Programs with fixed days for the tests of the schedule; every one began long before its first admission."""

import datetime as dt

from webapp.people.models import Program
from webapp.timetables.importing import MATRIX, import_program

BEGAN = dt.date(2026, 1, 5)


def text_of(name="Fixed Program", more=""):
    """The Matrix template under another name, with a first day, and perhaps more series."""
    text = MATRIX.read_text().replace('"Evening Program"', f'"{name}"\nstarts_on = {BEGAN}')
    return text + more


def series(title, **changes):
    """The text of one more series; it meets each day at noon, in no room."""
    values = {
        "kind": '"group"',
        "levels": '["2.1"]',
        "weekdays": '["mon", "tue", "wed", "thu", "fri", "sat", "sun"]',
        "starts": '"12:00"',
        "minutes": "60",
        "weeks": '"1-48"',
    } | changes
    return f'\n[[series]]\ntitle = "{title}"\n' + "\n".join(
        f"{key} = {value}" for key, value in values.items()
    )


def import_text(folder, text) -> Program:
    file = folder / "template.toml"
    file.write_text(text)
    return import_program(file)
