"""Kinds of reminders, routines, what became of reminders and devices, running workers (frozen SQL in each dialect)."""

from webapp import migrations

# Going back: what of it is really lost. Settings of sessions become what they were, one lead time each.
LOST = {
    "kind_settings": """
        "kind" <> 'session' OR "leads" = '' OR "leads" <> REPLACE("leads", ' ', '')
        OR "is_plain" OR "times" <> '' OR "weekdays" <> '0123456'""",
    "worker_beat": "FALSE",
    "device.failing_since": "FALSE",
}


def up(migrator, db):
    migrations.forward(__file__, db)


def down(migrator, db):
    migrations.back(__file__, db)
