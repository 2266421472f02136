"""Under which sign-in a phone gets reminders, and which one came to get none (frozen SQL in each dialect)."""

from webapp import migrations

# Phones tell both anew.
LOST = {"device.sign_in": "FALSE", "lost_device.endpoint_digest": "FALSE"}


def up(migrator, db):
    migrations.forward(__file__, db)


def down(migrator, db):
    migrations.back(__file__, db)
