"""The schema as the models say it, for making migrations and for proving that none is missing.

The first migration is frozen SQL in both dialects, because it holds what a generated one would lose: strict
tables, checks and partial indexes. Later ones start from the drift that `playhouse` finds.
"""

from pathlib import Path

import peewee
from playhouse import migrations, schema_diff

from webapp import database
from webapp.encryption import SealedModel

DIALECTS = {"sqlite": peewee.SqliteDatabase, "postgresql": peewee.PostgresqlDatabase}


def all_models() -> list[type[peewee.Model]]:
    """Every table's model, parents before children."""
    bases = (database.Model, SealedModel)
    found = [model for model in _descendants(peewee.Model) if model.__module__.startswith("webapp.")]
    return peewee.sort_models([model for model in found if model not in bases])


def drift() -> schema_diff.SchemaDiff:
    """What the database lacks or has beyond the models; empty when they agree."""
    return schema_diff.diff_models(database.db.obj, all_models())


def write_migration(name: str) -> str | None:
    """Write the next numbered migration from the drift; its path, or None when there is none."""
    diff = drift()
    runner = migrations.Runner(database.db.obj, str(database.MIGRATIONS))
    return runner.create(name, body=migrations.template(diff)) if diff else None


def write_first(folder: Path = database.MIGRATIONS) -> None:
    """Freeze the whole schema as the first migration, one file of SQL for each dialect."""
    for dialect, kind in DIALECTS.items():
        statements = [sql for model in all_models() for sql in _statements(model, kind(None))]
        (folder / f"0001_first.{dialect}.sql").write_text(";\n\n".join(statements) + ";\n")


def _statements(model, dialect: peewee.Database) -> list[str]:
    manager = peewee.SchemaManager(model, dialect)
    queries = [manager._create_table(safe=False), *manager._create_indexes(safe=False)]
    written = [sql for sql, _nothing_bound in (query.query() for query in queries)]
    if isinstance(dialect, peewee.PostgresqlDatabase):  # always strict, and has no word for it
        written = [sql.removesuffix(" STRICT") for sql in written]
    return written


def _descendants(model) -> list:
    return [found for child in model.__subclasses__() for found in (child, *_descendants(child))]
