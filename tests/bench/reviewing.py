"""The morning list, the review queue and one participant's page of a clinician with 100 participants, with 1,000,000
entries in the database: as a ratio to the same with 10,000. SQLite, and PostgreSQL from a pip package.
`python -m tests.bench.reviewing`

The people, what waits and what is signalled are the same in both; what grows is everybody's history. Of each waiting
entry the list shows whose it is and since when, so one sealed content stands for all that is never opened. The
participant's page opens none either; names, signals and keys are each person's own.
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
from webapp import clock, create_app, database, encryption, serving
from webapp.audit import AuditRecord
from webapp.caseload.entries import raised_page, waiting_page
from webapp.caseload.morning import Morning, signals_page
from webapp.database import new_id
from webapp.journals.models import JournalEntry
from webapp.journals.paging import page_of
from webapp.openings.trail import openings_of
from webapp.people.models import CareTeamMember, Enrollment, Membership, User
from webapp.signals.models import Signal
from webapp.timetables.importing import MATRIX, import_program

FEW = unless_short(10_000, 2_000)
MANY = int(os.environ.get("BENCH_ENTRIES") or unless_short(1_000_000, 3_000))
CLINICIANS, PARTICIPANTS = unless_short(
    (10, 100), (1, 20)
)  # so many clinicians with so many participants each
WAITING = 3  # of each participant, in both
RAISED_EVERY, SIGNALLED_EVERY = 4, 5
ROUNDS = unless_short(9, 1)
ROWS = 5  # of the participant's page: so many there are in both
AIM = 1.2
HOUR = 3600 * 1000  # milliseconds

COLUMNS = (
    "id, sealed, revision, enrollment_id, kind, written_at, visibility, shared_at, waiting_since, raised_at"
)
# History: two of three entries private, the others shared and reviewed; the texts of ids are random, as ids are.
FILL = {
    "sqlite": f"""
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?),
stays AS (SELECT id, row_number() OVER () - 1 AS number FROM enrollment)
INSERT INTO journal_entry ({COLUMNS})
SELECT lower(hex(randomblob(13))), ?, 1, stays.id, 'entry', ? - i * 60000,
  CASE WHEN i / ? % 3 = 0 THEN 'shared' ELSE 'private' END, CASE WHEN i / ? % 3 = 0 THEN ? - i * 60000 END, NULL, NULL
FROM n JOIN stays ON stays.number = i % ?
""",
    "postgresql": f"""
INSERT INTO journal_entry ({COLUMNS})
SELECT left(md5(random()::text), 26), %s::bytea, 1, stays.id, 'entry', %s - i * 60000::bigint,
  CASE WHEN i / %s %% 3 = 0 THEN 'shared' ELSE 'private' END,
  CASE WHEN i / %s %% 3 = 0 THEN %s - i * 60000::bigint END, NULL, NULL
FROM generate_series(1, %s) AS i
JOIN (SELECT id, row_number() OVER () - 1 AS number FROM enrollment) AS stays ON stays.number = i %% %s
""",
}  # noqa: S608 - nothing of it comes from outside


def run() -> dict[str, float]:
    """Print the times and ratios; the worst ratio on each database."""
    print(
        f"{PARTICIPANTS} participants a clinician, {CLINICIANS} clinicians, {MANY:,} entries against {FEW:,}; "
        f"median of {ROUNDS} alternating rounds; aim {AIM}"
    )
    return {name: _compare(name) for name in FILL}


def _compare(name: str) -> float:
    with (
        tempfile.TemporaryDirectory(prefix="waymark-bench-") as folder,
        empty_databases(name, Path(folder), (FEW, MANY)) as urls,
    ):
        apps = {size: _filled(name, url, folder, size) for size, url in urls.items()}
        ways = {
            (what, size): lambda app=app, ask=ask: _asked(*app, ask)
            for what, ask in ASKED.items()
            for size, app in apps.items()
        }
        took = {what: statistics.median(times) for what, times in alternating(ways, ROUNDS).items()}
        statements = {size: _statements(*app) for size, app in apps.items()}
    assert statements[FEW] == statements[MANY], statements
    print(f"  {name:10} statements: {statements[MANY]}")
    for what in ASKED:
        few, many = took[what, FEW], took[what, MANY]
        print(
            f"  {name:10} {what:12} {FEW:9,} entries {few * 1000:7.2f} ms   {MANY:9,} entries {many * 1000:7.2f} ms"
            f"   ratio {many / few:.2f}",
            flush=True,
        )
    return max(took[what, MANY] / took[what, FEW] for what in ASKED)


def _filled(name: str, url: str, folder: str, size: int):
    """An app on that database with the people, their history and what waits."""
    app = create_app(config.load({"DATA_DIR": folder, "DATABASE_URL": url, "LOG_LEVEL": "error"}))
    with app.test_request_context():
        serving.prepare()
        with database.connection():
            with database.writing():
                _people()
            with database.writing():
                _history(name, size)
            with database.writing():
                _waiting()
            if name == "postgresql":  # as its own housekeeping does sooner or later
                database.db.execute_sql("ANALYZE")
        database.disconnect()
    return app, url


def _people() -> None:
    program = import_program(MATRIX)
    for clinician_number in range(CLINICIANS):
        clinician = User.register(f"clinician{clinician_number}@example.org", f"Clinician {clinician_number}")
        Membership.create(user=clinician, program=program, role="clinician")
        for number in range(PARTICIPANTS):
            name = f"{clinician_number}-{number}"
            person = User.register(f"{name}@example.org", f"Participant {name}")
            stay = Enrollment.begin(participant=person, program=program, admitted_on=program.starts_on)
            CareTeamMember.create(enrollment=stay, clinician=clinician)


def _history(name: str, size: int) -> None:
    stays = CLINICIANS * PARTICIPANTS
    now, sealed = round(clock.now().timestamp() * 1000), os.urandom(300)
    bound = {
        "sqlite": (size, sealed, now, stays, stays, now, stays),
        "postgresql": (sealed, now, stays, stays, now, size, stays),
    }
    database.db.execute_sql(FILL[name], bound[name])
    clinician = User.by_email("clinician0@example.org")
    stay = Enrollment.select().order_by(Enrollment.id).first()
    looks = [
        {
            "at": now - number * HOUR,
            "actor": clinician.id,
            "action": "caseload.participant",
            "enrollment": stay.id,
        }
        for number in range(min(size // 100, 10_000))
    ]
    for start in range(0, len(looks), 1000):
        AuditRecord.insert_many(looks[start : start + 1000]).execute()


def _waiting() -> None:
    now, sealed = round(clock.now().timestamp() * 1000), os.urandom(300)
    for number, stay in enumerate(list(Enrollment.select().order_by(Enrollment.id))):
        rows = [
            {
                "id": new_id(),
                "sealed": sealed,
                "revision": 1,
                "enrollment": stay.id,
                "kind": "entry",
                "written_at": at,
                "visibility": "shared",
                "shared_at": at,
                "waiting_since": at,
                "raised_at": at if number % RAISED_EVERY == 0 and place == 0 else None,
            }
            for place in range(WAITING)
            for at in [now - (number + place + 1) * HOUR]
        ]
        JournalEntry.insert_many(rows).execute()
        if number % SIGNALLED_EVERY == 0:
            Signal.show(stay, "mood", {"mood_fell": {"from": 3.4, "to": 1.8, "days": 14}})


def _morning(clinician: User) -> None:
    morning = Morning.of(clinician)
    assert len(morning.stays) == PARTICIPANTS and morning.more_waiting and morning.raised and morning.look_at


def _queue(clinician: User) -> None:
    """A page from the middle of the queue."""
    first = waiting_page(clinician, None)
    assert len(waiting_page(clinician, first.next).rows) == len(first.rows)


def _raised(clinician: User) -> None:
    assert raised_page(clinician, None).rows and signals_page(clinician, None).rows


def _participant(clinician: User) -> None:
    stay = Enrollment.select().join(CareTeamMember).where(CareTeamMember.clinician == clinician.id).first()
    shared = JournalEntry.shared().where(JournalEntry.enrollment == stay.id)
    assert len(page_of(shared, size=ROWS).entries) == ROWS


def _ledger(_clinician: User) -> None:
    assert openings_of(Enrollment.select().order_by(Enrollment.id).first()).shown


ASKED = {
    "morning list": _morning,
    "queue": _queue,
    "raised": _raised,
    "participant": _participant,
    "ledger": _ledger,
}


@contextlib.contextmanager
def _opened(app, url: str):
    database.open_database(url)
    encryption.configure(app.config["MASTER_KEYS"])  # each database has a look-up key of its own
    with app.test_request_context(), database.connection():
        yield User.by_email("clinician0@example.org")
    database.disconnect()


def _asked(app, url: str, ask) -> float:
    """Seconds to ask as a request does: with no key open. Once before, so that what is made once is made."""
    with _opened(app, url) as clinician:
        took = []
        for _ in range(4):
            encryption.forget_keys()
            begin = time.perf_counter()
            ask(clinician)
            took.append(time.perf_counter() - begin)
    encryption.forget_keys()
    return min(took[1:])


def _statements(app, url: str) -> dict[str, int]:
    """How many statements each takes."""
    asked, execute = {}, database.db.obj.__class__.execute_sql
    with _opened(app, url) as clinician:
        for what, ask in ASKED.items():
            said = []

            def counting(db, sql, *rest, said=said):
                said.append(sql)
                return execute(db, sql, *rest)

            encryption.forget_keys()
            database.db.obj.__class__.execute_sql = counting
            try:
                ask(clinician)
            finally:
                database.db.obj.__class__.execute_sql = execute
            asked[what] = len(said)
    return asked


if __name__ == "__main__":
    run()
