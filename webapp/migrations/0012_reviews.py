"""When a cover begins and ends, the response standard, and indexes of what clinicians look through (frozen SQL)."""

from webapp import migrations

# Going back: they are worked out from the days.
LOST = {
    "cover.begins_at": "FALSE",
    "cover.ends_at": "FALSE",
}


def up(migrator, db):
    migrations.forward(__file__, db)


def down(migrator, db):
    migrations.back(__file__, db)
