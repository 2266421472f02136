"""When a program session was moved and when its people had something to hear of it; ways to places (frozen SQL)."""

from webapp import migrations

# Going back: lost only if it is something else than when the session was changed.
LOST = {
    "program_session.moved_at": '"moved_at" <> "changed_at"',
    "program_session.news_at": '"news_at" <> "changed_at"',
}


def up(migrator, db):
    migrations.forward(__file__, db)


def down(migrator, db):
    migrations.back(__file__, db)
