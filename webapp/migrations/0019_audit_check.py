"""When the audit trail was last gone through, and what was wrong (frozen SQL in each dialect)."""

from pathlib import Path

import peewee


def up(migrator, db):
    dialect = "sqlite" if isinstance(db, peewee.SqliteDatabase) else "postgresql"
    sql = Path(__file__).with_name(f"0019_audit_check.{dialect}.sql").read_text()
    for statement in sql.split(";\n"):
        if statement.strip():
            db.execute_sql(statement)
