"""A chain for the audit trail, and triggers that keep it append-only (frozen SQL in each dialect)."""

from webapp import migrations


def up(migrator, db):
    migrations.forward(__file__, db)


def down(migrator, db):
    migrations.back(__file__, db)
