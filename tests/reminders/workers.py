"""Real workers in processes of their own, and what must be true when they are done."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path
from typing import Self

from ending import killed
from serving.processes import ROOT, wait_until

from webapp import clock, database
from webapp.people.models import User
from webapp.reminders.models import SENT, TEST, Reminder
from webapp.timetables.models import ProgramSession

PLANTING = ROOT / "tests" / "mill" / "planting"  # what the tests put into a process, by its environment
SEVERAL = 20
SECONDS = 150  # for what happens at once when a worker has started, on two cores that may be busy
LASTING = dt.timedelta(days=1)


class Workers:
    """Starts worker processes; whatever still runs at the end of the `with` block is killed."""

    def __init__(self, app, service, folder: Path):
        self._folder, self.log = folder, folder / "worker.log"
        self._app, self._service = app, service
        self.started = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception) -> None:
        killed(*self.started)

    def start(self, **planted: str) -> subprocess.Popen:
        """`flask worker` as it is shipped; `planted` names what the tests put into it (tests/mill/planting)."""
        config = self._app.config
        own = {"DATA_DIR": str(config["DATA_DIR"]), "DATABASE_URL": config["DATABASE_URL"]}
        if planted:
            planted |= {
                "PYTHONPATH": f"{PLANTING}{os.pathsep}{ROOT}",
                "MILL_TOLD": str(self._folder / "told"),
            }
        with self.log.open("a") as log:
            command = [sys.executable, "-m", "flask", "--app", "webapp", "worker"]
            self.started.append(
                subprocess.Popen(
                    command, cwd=ROOT, env=os.environ | self._service.settings | own | planted, stderr=log
                )
            )
        return self.started[-1]

    def running(self) -> list[int]:
        return [process.pid for process in self.started if process.poll() is None]

    def failures(self) -> int:
        """How many rounds the log says have failed."""
        return self.log.read_text().count("a round failed")


def nothing_of_itself() -> None:
    """No reminder comes due but those that a test makes: there is no session, and it is noon where everybody is."""
    ProgramSession.delete().execute()
    behind = clock.now().hour - 12
    User.update(time_zone=f"Etc/GMT{behind:+d}" if behind else "Etc/GMT").execute()


def several_for(user, after: float = 0) -> list[Reminder]:
    """Reminders that are due at the same moment, now or so many seconds later, and of use for a day."""
    due = clock.now() + dt.timedelta(seconds=after)
    with database.writing():
        made = [Reminder.send_test(user) for _ in range(SEVERAL)]
        Reminder.update(due_at=due, wake_at=due, expires_at=due + LASTING).where(
            Reminder.id.in_([one.id for one in made])
        ).execute()
    return made


def sent() -> int:
    return Reminder.select().where(Reminder.outcome == SENT).count()


def until_sent(count: int) -> None:
    wait_until(lambda: sent() == count, SECONDS, f"sending all {count}")


def planned():
    """What planning makes, not a test."""
    return Reminder.select().where(Reminder.kind != TEST)


def check_nothing_lost(service, phones, made: set[str]) -> None:
    """Each was shown once on each phone, and counts as sent."""
    for data in phones:
        assert {shown["tag"] for shown in service.shown(data)} == made, (
            "one is shown nowhere, or too much is shown"
        )
    assert sent() == len(made)
    assert {received.topic for received in service.received} == made
    assert service.faults == []
