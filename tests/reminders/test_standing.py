"""How reminders stand as a whole: the command, the guarded metrics, and what they cost."""

import datetime as dt
import logging

import pytest

from webapp import clock, database
from webapp.database import new_id
from webapp.push.models import Device
from webapp.reminders.models import MISSED, SENT, WITHDRAWN, Reminder, WorkerBeat
from webapp.reminders.standing import standing

TOKEN = "a token that only the monitor holds"
SECOND, HOUR = dt.timedelta(seconds=1), dt.timedelta(hours=1)


@pytest.fixture
def reminder(cast):
    """Makes a reminder that was due so long ago."""

    def make(due_ago=dt.timedelta(0), **values):
        due_at = clock.now() - due_ago
        given = {"wake_at": due_at, "expires_at": due_at + HOUR, **values}
        return Reminder.create(user=cast.jo, kind="session", about=new_id(), due_at=due_at, **given)

    return make


@pytest.fixture
def worker(app):
    return WorkerBeat.create(name="one")


@pytest.fixture
def metrics(app, client):
    app.config["METRICS_TOKEN"] = TOKEN
    yield lambda given=f"Bearer {TOKEN}": client.get("/metrics", headers={"Authorization": given})
    app.config["METRICS_TOKEN"] = None


def status(app):
    return app.test_cli_runner().invoke(args=["reminders", "status"])


def test_all_is_well_with_a_worker_and_nothing_late(app, worker, reminder):
    reminder(-HOUR)
    reminder(30 * SECOND)
    now = standing()
    assert (now.due, now.late, now.workers, now.troubles) == (1, 0, 1, [])
    assert now.oldest_seconds == pytest.approx(30, abs=2)


def test_late_is_what_should_have_gone_a_minute_ago_and_reached_nobody(worker, reminder):
    reminder(90 * SECOND)
    reminder(
        600 * SECOND, attempts=3, claimed_by="dead", wake_at=clock.now() + HOUR
    )  # tried, and tried again later
    reminder(600 * SECOND, attempts=1, sent_at=clock.now())  # one phone has it, another is being tried
    reminder(600 * SECOND, outcome=WITHDRAWN, reason="cancelled")
    now = standing()
    assert (now.due, now.late) == (2, 2)
    assert now.oldest_seconds == pytest.approx(600, abs=2)


def test_it_counts_what_became_of_the_last_hours_by_reason(worker, reminder):
    for late in (1, 2, 30):
        sent_at = clock.now() - 600 * SECOND + late * SECOND
        reminder(600 * SECOND, outcome=SENT, sent_at=sent_at)
    reminder(600 * SECOND, outcome=MISSED, reason="unreachable")
    reminder(600 * SECOND, outcome=MISSED, reason="too_late")
    reminder(600 * SECOND, outcome=WITHDRAWN, reason="moved")
    reminder(2 * HOUR, outcome=SENT, sent_at=clock.now())
    now = standing()
    assert now.done == {
        (SENT, ""): 3,
        (MISSED, "unreachable"): 1,
        (MISSED, "too_late"): 1,
        (WITHDRAWN, "moved"): 1,
    }
    assert now.lateness_median == pytest.approx(2, abs=0.1)
    assert now.lateness_worst == pytest.approx(30, abs=0.1)


def test_a_worker_that_was_not_seen_for_a_minute_is_not_at_work(worker):
    WorkerBeat.update(seen_at=clock.now() - 61 * SECOND).execute()
    assert standing().workers == 0


def test_the_command_prints_a_table_and_ends_well(app, worker, reminder):
    reminder(600 * SECOND, outcome=MISSED, reason="no_device")
    done = status(app)
    assert done.exit_code == 0
    rows = {line[:24].strip(): line[24:].strip() for line in done.output.splitlines()}
    assert rows["workers"] == "1"
    assert rows["late (over a minute)"] == "0"
    assert rows["missed: no_device"] == "1"
    assert rows["lateness, worst"] == "-"


def test_the_command_fails_without_a_worker(app):
    done = status(app)
    assert done.exit_code == 1
    assert "No worker is running" in done.output


def test_the_command_fails_when_something_is_late(app, worker, reminder):
    reminder(120 * SECOND)
    done = status(app)
    assert done.exit_code == 1
    assert "1 late; the oldest has waited for 120 s" in done.output


def test_the_metrics_say_the_same(metrics, worker, reminder, cast):
    reminder(120 * SECOND)
    reminder(600 * SECOND, outcome=SENT, sent_at=clock.now() - 599 * SECOND)
    reminder(600 * SECOND, outcome=MISSED, reason="refused")
    Device.create(user=cast.jo, endpoint_digest="one")
    answer = metrics()
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    assert answer.headers["Cache-Control"] == "no-store"
    values = dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))
    named = {name.removeprefix("waymark_reminders_"): float(value) for name, value in values.items()}
    assert named.pop("oldest_seconds") == pytest.approx(120, abs=3)
    assert named == {
        "due": 1,
        "late": 1,
        'last_hour{outcome="missed",reason=""}': 0,
        'last_hour{outcome="missed",reason="refused"}': 1,
        'last_hour{outcome="sent",reason=""}': 1,
        'lateness_seconds{quantile="0.5"}': pytest.approx(1, abs=0.1),
        'lateness_seconds{quantile="1"}': pytest.approx(1, abs=0.1),
        "devices": 1,
        "workers": 1,
    }


def test_the_metrics_tell_of_no_person_and_no_kind(metrics, reminder, cast):
    made = reminder(120 * SECOND)
    text = metrics().text
    assert not [word for word in (cast.jo.id, cast.jo.name, made.id, made.about, made.kind) if word in text]


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer tök€n", TOKEN]
)
def test_without_the_token_there_is_no_such_page(metrics, client, given):
    refused, unknown = metrics(given), client.get("/nothing-here")
    assert (refused.status_code, refused.data) == (404, unknown.data)


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer None"])
def test_where_no_token_is_set_nobody_reads_them(app, client, given):
    app.config["METRICS_TOKEN"] = None
    assert client.get("/metrics", headers={"Authorization": given}).status_code == 404


def test_every_question_about_reminders_has_its_index(app, worker, reminder, caplog):
    reminder(120 * SECOND)
    with caplog.at_level(logging.DEBUG, "peewee"):
        standing()
    said = [record.msg for record in caplog.records if record.name == "peewee"]
    asked = [(sql, values) for sql, values in said if '"reminder"' in sql]
    assert len(asked) == 5
    for sql, values in asked:
        plan = plan_of(sql, values)
        assert "reminder_due" in plan or "reminder_done" in plan, (sql, plan)


def plan_of(sql, values) -> str:
    """How the database would answer, if it were large (a small table is quicker read through)."""
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite() else "EXPLAIN "
    with database.writing():
        if not database.is_sqlite():
            database.db.execute_sql("SET LOCAL enable_seqscan = off")
        return str(database.db.execute_sql(explain + sql, values).fetchall())
