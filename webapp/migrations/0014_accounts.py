"""Second steps, passkeys, links by mail, known browsers, codes for typing (frozen SQL in each dialect)."""

from webapp import migrations

# Going back: whoever is signed in proves anew who they are.
LOST = {
    "sign_in.proved_at": "FALSE",
    "sign_in.second_at": "FALSE",
    "sign_in.browser": "FALSE",
    "half_sign_in": "FALSE",
    "sign_in_link": "FALSE",
    "passkey_challenge": "FALSE",
}


def up(migrator, db):
    migrations.forward(__file__, db)


def down(migrator, db):
    migrations.back(__file__, db)
