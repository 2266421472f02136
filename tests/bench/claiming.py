"""A thousand due reminders among a million that wait, claimed: as a ratio to the same among ten thousand.

Also how long a monitor's question (`standing`) takes among each. SQLite, and PostgreSQL from a pip package.
`python -m tests.bench.claiming`
"""

import contextlib
import os
import statistics
import tempfile
import time
from pathlib import Path

import config
from tests.bench.databases import empty_databases
from tests.bench.rounds import alternating, unless_short
from webapp import clock, create_app, database, serving
from webapp.people.models import User
from webapp.reminders.claiming import claim
from webapp.reminders.models import Reminder, WorkerBeat
from webapp.reminders.standing import standing

FEW = unless_short(10_000, 1_000)
MANY = int(os.environ.get("BENCH_WAITING") or unless_short(1_000_000, 2_000))
DUE = 1_000
PEOPLE = unless_short(1_000, 50)
ROUNDS = unless_short(7, 1)
AIM = 1.2
DAY = 24 * 3600 * 1000  # milliseconds

# Waiting over the week to come; the texts are random, as ids are.
COLUMNS = "id, user_id, kind, about, due_at, expires_at, wake_at, attempts, reason, answered"
FILL = {
    "sqlite": f"""
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?),
people AS (SELECT id, row_number() OVER () - 1 AS number FROM user_account)
INSERT INTO reminder ({COLUMNS})
SELECT lower(hex(randomblob(13))), people.id, 'session', lower(hex(randomblob(13))), at, at + 3600000, at, 0, '', ''
FROM (SELECT i, ? + abs(random()) % ? AS at FROM n) JOIN people ON people.number = i % ?
""",
    "postgresql": f"""
INSERT INTO reminder ({COLUMNS})
SELECT left(md5(random()::text), 26), people.id, 'session', left(md5(random()::text), 26),
  at, at + 3600000, at, 0, '', ''
FROM (SELECT i, %s + (random() * %s)::bigint AS at FROM generate_series(1, %s) AS i) AS waiting
JOIN (SELECT id, row_number() OVER () - 1 AS number FROM user_account) AS people ON people.number = i %% %s
""",
}  # noqa: S608 - nothing of it comes from outside


def run() -> dict[str, float]:
    """Print the times and ratios; the ratio of claiming on each database."""
    print(f"{DUE} due reminders claimed in batches, median of {ROUNDS} alternating rounds; aim {AIM}")
    return {name: _compare(name) for name in FILL}


def _compare(name: str) -> float:
    with (
        tempfile.TemporaryDirectory(prefix="waymark-bench-") as folder,
        empty_databases(name, Path(folder), (FEW, MANY)) as urls,
    ):
        apps = {waiting: _filled(name, url, folder, waiting) for waiting, url in urls.items()}
        ways = {("claim", waiting): lambda app=app: _claiming(*app) for waiting, app in apps.items()}
        ways |= {("standing", waiting): lambda app=app: _asking(*app) for waiting, app in apps.items()}
        took = {what: statistics.median(times) for what, times in alternating(ways, ROUNDS).items()}
    for what in ("claim", "standing"):
        few, many = took[what, FEW], took[what, MANY]
        print(
            f"  {name:10} {what:8} {FEW:9,} waiting {few * 1000:7.1f} ms   {MANY:9,} waiting {many * 1000:7.1f} ms"
            f"   ratio {many / few:.2f}",
            flush=True,
        )
    return took["claim", MANY] / took["claim", FEW]


def _filled(name: str, url: str, folder: str, waiting: int):
    """An app on that database with so many reminders waiting and a thousand due."""
    app = create_app(config.load({"DATA_DIR": folder, "DATABASE_URL": url, "LOG_LEVEL": "error"}))
    with app.app_context():
        serving.prepare()
        with database.connection():
            now = round(clock.now().timestamp() * 1000)
            with database.writing():
                for number in range(PEOPLE):
                    User.register(f"person{number}@example.org", "")
                WorkerBeat.create(name="one")
                _fill(name, now + DAY // 24, 7 * DAY, waiting)
                _fill(name, now - 30_000, 1000, DUE)
            if name == "postgresql":  # as its own housekeeping does sooner or later
                database.db.execute_sql("ANALYZE")
        database.disconnect()
    return app, url


def _fill(name: str, start: int, span: int, count: int) -> None:
    order = (count, start, span, PEOPLE) if name == "sqlite" else (start, span, count, PEOPLE)
    database.db.execute_sql(FILL[name], order)


@contextlib.contextmanager
def _opened(app, url: str):
    database.open_database(url)
    with app.app_context(), database.connection():
        yield
    database.disconnect()


def _claiming(app, url: str) -> float:
    """Seconds to claim all that is due; afterwards it is due again."""
    with _opened(app, url):
        Reminder.update(wake_at=Reminder.due_at, claimed_at=None, claimed_by=None, attempts=0).where(
            Reminder.claimed_by.is_null(False)
        ).execute()
        begin, claimed = time.perf_counter(), 0
        while batch := claim("bench"):
            claimed += len(batch)
        took = time.perf_counter() - begin
    assert claimed == DUE, claimed
    return took


def _asking(app, url: str) -> float:
    with _opened(app, url):
        standing()
        begin = time.perf_counter()
        found = standing()
        took = time.perf_counter() - begin
    assert found.due == DUE
    return took


if __name__ == "__main__":
    run()
