"""Stays that were withdrawn, the ledger of what was erased, and programs that must keep records (frozen SQL)."""

from pathlib import Path

import peewee


def up(migrator, db):
    dialect = "sqlite" if isinstance(db, peewee.SqliteDatabase) else "postgresql"
    sql = Path(__file__).with_name(f"0020_erasures.{dialect}.sql").read_text()
    for statement in sql.split(";\n"):
        if statement.strip():
            db.execute_sql(statement)
