"""When a program session was moved and when its people had something to hear of it; ways to places (frozen SQL)."""

from pathlib import Path

import peewee


def up(migrator, db):
    dialect = "sqlite" if isinstance(db, peewee.SqliteDatabase) else "postgresql"
    sql = Path(__file__).with_name(f"0015_news_and_directions.{dialect}.sql").read_text()
    for statement in sql.split(";\n"):
        if statement.strip():
            db.execute_sql(statement)
