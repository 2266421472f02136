"""The first schema, as SQL in the dialect of the database (made by webapp/schema.py, then frozen)."""

from pathlib import Path

import peewee


def up(migrator, db):
    dialect = "sqlite" if isinstance(db, peewee.SqliteDatabase) else "postgresql"
    sql = Path(__file__).with_name(f"0001_first.{dialect}.sql").read_text()
    for statement in sql.split(";\n"):
        if statement.strip():
            db.execute_sql(statement)
