"""The first schema, as SQL in the dialect of the database (made by webapp/schema.py, then frozen)."""

from webapp import migrations


def up(migrator, db):
    migrations.forward(__file__, db)
