"""What family is shown, sends and keeps (frozen SQL in each dialect)."""

from pathlib import Path

import peewee


def up(migrator, db):
    dialect = "sqlite" if isinstance(db, peewee.SqliteDatabase) else "postgresql"
    sql = Path(__file__).with_name(f"0018_family.{dialect}.sql").read_text()
    for statement in sql.split(";\n"):
        if statement.strip():
            db.execute_sql(statement)
