"""Many people whose reminders come due at the same moment, and a real worker that sends them to a sink.

Everyone has one phone and is reminded of one program session that they all attend, so each claimed reminder is planned
again, composed, sent and recorded as in real life.
"""

import contextlib
import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from peewee import fn

import config
from tests.bench.rounds import FIRST_CORE, on_core, unless_short
from tests.bench.sink import Sink
from tests.push_service import Phone
from webapp import clock, create_app, database, serving
from webapp.encryption import digest
from webapp.people.models import Enrollment, Placement, Program, User
from webapp.push.models import Device
from webapp.reminders import planning
from webapp.reminders.models import SENT, Reminder
from webapp.timetables.admitting import admit
from webapp.timetables.calendar import sessions_of
from webapp.timetables.importing import MATRIX, import_program
from webapp.timetables.models import ProgramSession, Series

FAR = dt.timedelta(hours=30)  # beyond every lead time
SLACK = unless_short(10.0, 2.0)  # seconds between the worker's first planning and the moment
SEND_WITHIN = 600.0  # seconds


@dataclass(frozen=True)
class Sent:
    """What the sink saw of one run."""

    count: int
    per_second: float  # from due to the last one recorded
    lateness: list[float]  # seconds from due to the sink, of each
    most_at_once: int
    own_time: float  # seconds of the worker's own processor time for each


def send_together(people: int, sink: Sink) -> Sent:
    """Let that many reminders come due in one moment, and one worker on one core send them."""
    with tempfile.TemporaryDirectory(prefix="waymark-bench-") as folder:
        environment = os.environ | sink.settings | {"DATA_DIR": folder, "LOG_LEVEL": "error"}
        app = create_app(config.load(environment))
        with app.app_context():
            serving.prepare()
            with database.connection():
                due_at = _everyone_due_soon(_group(people, sink.origin))
                sink.reset()
                with _worker(environment, Path(folder) / "worker.log") as worker:
                    time.sleep(max(due_at.timestamp() - time.time(), 0))
                    began = _own_time(worker)
                    recorded_at = _when_all_are_sent(people, due_at)
                    took = _own_time(worker) - began
            database.disconnect()
    told = sink.told()
    due = due_at.timestamp()
    lateness = [when - due for when, _topic in told["arrivals"]]
    assert len({topic for _when, topic in told["arrivals"]}) == people, "one was lost or came twice"
    return Sent(people, people / (recorded_at - due), lateness, told["most"], took / people)


def _group(people: int, origin: str) -> ProgramSession:
    """So many participants with a phone each, and the one program session that they all attend."""
    program = import_program(MATRIX)
    Series.update(capacity=None).execute()
    monday = clock.today(program.time_zone) - dt.timedelta(days=14 + clock.today(program.time_zone).weekday())
    keys = Phone().subscription("")["keys"]
    with database.writing():
        stay = admit("person0@example.org", program.name, monday, "2.1").enrollment  # makes the sessions
        placed = Placement.get(Placement.enrollment == stay)
        for number in range(people):
            if number:
                stay = _one_more(stay, placed, number)
            endpoint = f"{origin}/push/{number}"
            Device(
                user=stay.participant_id,
                endpoint_digest=digest("push endpoint", endpoint),
                endpoint=endpoint,
                **keys,
            ).save(force_insert=True)
        User.update(time_zone=_where_it_is_noon()).execute()  # no quiet hours
        today = clock.today(program.time_zone)
        near = sessions_of(stay, today, today + dt.timedelta(days=7))
        group = next(one for one in near if one.enrollment_id is None and one.starts_at > clock.now())
        ProgramSession.delete().where(ProgramSession.id != group.id).execute()
    return group


def _one_more(like: Enrollment, placed: Placement, number: int) -> Enrollment:
    """Another stay like that one, without looking for places: thousands are wanted."""
    user = User.register(f"person{number}@example.org", "")
    stay = Enrollment.begin(participant=user, program=like.program_id, admitted_on=like.admitted_on)
    Placement.create(enrollment=stay, level=placed.level_id, starts_on=placed.starts_on)
    return stay


def _where_it_is_noon() -> str:
    """A zone in which it is about midday now; "Etc/GMT+5" is five hours behind UTC."""
    behind = clock.now().hour - 12
    return f"Etc/GMT{behind:+d}" if behind else "Etc/GMT"


def _everyone_due_soon(group: ProgramSession) -> dt.datetime:
    """Move the session so that its reminder comes due when the worker has planned and waits; when that is."""
    began = time.monotonic()
    lead = _move(group, clock.now() + FAR)
    took = time.monotonic() - began
    starts_at = clock.now() + lead + dt.timedelta(seconds=3 * took + SLACK)
    return starts_at - _move(group, starts_at)


def _move(group: ProgramSession, starts_at: dt.datetime) -> dt.timedelta:
    """Move it and plan; how long before it the last reminder of each person is due."""
    day = clock.local(starts_at, Program.get().time_zone).date()
    ends_at = starts_at + dt.timedelta(hours=1)
    ProgramSession.update(starts_at=starts_at, ends_at=ends_at, local_date=day).where(
        ProgramSession.id == group.id
    ).execute()
    planning.plan_all()
    ahead = (Reminder.kind == "session") & Reminder.open() & (Reminder.due_at < starts_at)
    return starts_at - Reminder.select(fn.MAX(Reminder.due_at)).where(ahead).scalar()


@contextlib.contextmanager
def _worker(environment: dict, log: Path):
    command = [sys.executable, "-m", "flask", "--app", "webapp", "worker"]
    with log.open("w") as output, on_core(FIRST_CORE):
        process = subprocess.Popen(command, env=environment, stderr=output)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


def _own_time(process: subprocess.Popen) -> float:
    """Seconds of processor time that it has used (Linux): what else the machine does changes little of it."""
    try:
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return float("nan")
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _when_all_are_sent(people: int, due_at: dt.datetime) -> float:
    deadline = due_at.timestamp() + SEND_WITHIN
    done = Reminder.select().where(Reminder.outcome == SENT)
    while done.count() < people:
        if time.time() > deadline:
            raise RuntimeError(f"{done.count()} of {people} were sent within {SEND_WITHIN:.0f} seconds")
        time.sleep(0.5)
    return Reminder.select(fn.MAX(Reminder.sent_at)).scalar().timestamp()
