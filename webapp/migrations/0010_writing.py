"""Drafts by the page they are typed on, and when a late entry was recorded (frozen SQL in each dialect)."""

from webapp import migrations


def up(migrator, db):
    migrations.forward(__file__, db)


def down(migrator, db):
    migrations.back(__file__, db)
