"""`/up`: one word for monitors."""

from webapp import database


def test_it_works(client):
    response = client.get("/up")
    assert (response.status_code, response.text, response.mimetype) == (200, "ok", "text/plain")
    assert "Set-Cookie" not in response.headers


def test_it_is_not_well_while_a_migration_has_not_run(client):
    database.db.execute_sql("DELETE FROM schema_migration")
    response = client.get("/up")
    assert (response.status_code, response.text) == (503, "unavailable")
