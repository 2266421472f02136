"""What people had chosen before there were kinds of reminders is carried over."""

import pytest
from playhouse import migrations

from webapp import database
from webapp.reminders.models import KindSettings, ReminderSettings

CHOSEN = {"a": (True, 30, "21:00-07:00"), "b": (False, 120, "")}


@pytest.fixture
def before(app):
    """The schema as it was, with the settings of two people."""
    if database.is_sqlite():
        database.db.execute_sql("PRAGMA foreign_keys = OFF")
    for table in database.db.get_tables():
        database.db.execute_sql(f'DROP TABLE "{table}"' + ("" if database.is_sqlite() else " CASCADE"))
    runner = migrations.Runner(database.db.obj, str(database.MIGRATIONS))
    runner.up("0002_dates")
    for name, (is_on, lead_minutes, quiet_hours) in CHOSEN.items():
        write("user_account", id=name, email_digest=name, active=True, created_at=0, revision=1)
        settings = {"is_on": is_on, "lead_minutes": lead_minutes, "quiet_hours": quiet_hours}
        write("reminder_settings", id=name, user_id=name, **settings)
    return runner


def write(table: str, **row) -> None:
    marks = ", ".join(["?" if database.is_sqlite() else "%s"] * len(row))
    insert = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})"  # noqa: S608 - the names are those above
    database.db.execute_sql(insert, tuple(row.values()))


def test_it_carries_over_who_is_reminded_and_how_long_before(before):
    before.up("0003_reminders")
    kept = {one.user_id: (one.is_on, int(one.leads)) for one in KindSettings.select()}
    assert kept == {name: chosen[:2] for name, chosen in CHOSEN.items()}
    assert {one.kind for one in KindSettings.select()} == {"session"}
    assert {one.user_id: one.quiet_hours for one in ReminderSettings.select()} == {
        "a": "21:00-07:00",
        "b": "",
    }
