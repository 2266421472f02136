"""When the audit trail was last gone through, and what was wrong (frozen SQL in each dialect)."""

from webapp import migrations

# Going back: it is worked out from the trail.
LOST = {
    "audit_check": "FALSE",
}


def up(migrator, db):
    migrations.forward(__file__, db)


def down(migrator, db):
    migrations.back(__file__, db)
