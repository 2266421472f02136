"""Stays that were withdrawn, the ledger of what was erased, and programs that must keep records (frozen SQL)."""

from webapp import migrations


def up(migrator, db):
    migrations.forward(__file__, db)


def down(migrator, db):
    migrations.back(__file__, db)
