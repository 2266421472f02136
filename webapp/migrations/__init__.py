"""Steps of the schema, forward and back, as frozen SQL in each dialect.

Beside NNNN_name.py lie NNNN_name.DIALECT.sql, the way forward, and NNNN_name.down.sql, the way back
(NNNN_name.down.DIALECT.sql where the two differ). Going back drops what the step added; what would be lost with it is
told, and refused unless it may be lost.
"""

import re
from pathlib import Path

import peewee
from playhouse import migrations

from webapp import database
from webapp.database import db

FOLDER = Path(__file__).parent
DROPPED_TABLE = re.compile(r'DROP TABLE "(\w+)"')
DROPPED_COLUMN = re.compile(r'ALTER TABLE "(\w+)" DROP COLUMN "(\w+)"')


class Refused(Exception):
    """A step that is not taken; the message says why."""


def forward(step: str, db) -> None:
    """Run the step (`__file__` of its module)."""
    _run(db, Path(step).with_suffix(f".{_dialect(db)}.sql"))


def back(step: str, db) -> None:
    """Take the step back."""
    _run(db, _way_back(Path(step), _dialect(db)))


def names() -> list[str]:
    """All steps, in their order."""
    return sorted(file.stem for file in FOLDER.glob("[0-9]*.py"))


def is_known(schema: str) -> bool:
    """Whether this version has the step that a database is at."""
    return schema in names()


def go_to(number: int, lose: bool = False) -> list[str]:
    """Bring the schema to the step with that number, forward or back; the steps taken.

    Refused if anything would be lost that the schema of that number has no place for, unless it may be lost.
    """
    step = next((name for name in names() if int(name[:4]) == number), None)
    if step is None:
        raise Refused(f"There is no migration with the number {number}.")
    with database.connection(), database.migration_lock():
        runner = migrations.Runner(db.obj, str(FOLDER))
        applied = runner.applied()
        after = [name for name in names() if name > step and name in applied]
        if not after:
            return runner.up(step)
        lost = [] if lose else losses(after)
        if lost:
            raise Refused(f"Going back to {step} would lose: {'; '.join(lost)}.")
        return runner.down(after[0])


def losses(steps: list[str]) -> list[str]:
    """What taking these steps back would lose, in words."""
    found = []
    for step in steps:
        derived = _derived(step)
        for statement in _statements(_way_back(FOLDER / f"{step}.py", _dialect(db.obj))):
            if table := DROPPED_TABLE.match(statement):
                found += _lost(table[1], derived.get(table[1], "TRUE"), table[1])
            elif column := DROPPED_COLUMN.match(statement):
                name = f"{column[1]}.{column[2]}"
                found += _lost(column[1], derived.get(name) or _is_set(*column.groups()), name)
    return found


def _derived(step: str) -> dict[str, str]:
    """What of a dropped table or column is really lost, where that is not all of it (`LOST` of the step's module)."""
    module = migrations.Migration(0, step, str(FOLDER / f"{step}.py"), None).load()
    return getattr(module, "LOST", {})


def _lost(table: str, condition: str, name: str) -> list[str]:
    if not db.table_exists(table):
        return []
    query = f'SELECT COUNT(*) FROM "{table}" WHERE {condition}'  # noqa: S608 # nosec B608 - from our own files
    count = db.execute_sql(query).fetchone()[0]
    return [f"{name} ({count})"] if count else []


def _is_set(table: str, column: str) -> str:
    """The condition under which a column says something: it is neither empty nor what new rows have by themselves."""
    default = next(one.default for one in db.get_columns(table) if one.name == column)
    if default is None:
        return f'"{column}" IS NOT NULL'
    return f'"{column}" IS NOT NULL AND "{column}" <> {default}'


def _dialect(db) -> str:
    return "sqlite" if isinstance(db, peewee.SqliteDatabase) else "postgresql"


def _way_back(step: Path, dialect: str) -> Path:
    own = step.with_suffix(f".down.{dialect}.sql")
    return own if own.exists() else step.with_suffix(".down.sql")


def _statements(file: Path) -> list[str]:
    return [statement.strip() for statement in file.read_text().split(";\n") if statement.strip()]


def _run(db, file: Path) -> None:
    for statement in _statements(file):
        db.execute_sql(statement)
