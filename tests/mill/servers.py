"""The real web server on a port of its own, which can be killed whole at any moment and started again."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from ports import free_port
from serving.processes import ROOT, ask, keys_of

PLANTING = Path(__file__).parent / "planting"
READY_WITHIN = 5.0  # seconds, on a machine that does nothing else
PATIENCE = 60.0  # when it does


def environment(installation, **planted: str) -> dict[str, str]:
    """What a process of this installation is started with; `planted` names failpoints and faults."""
    own = {
        "DATA_DIR": str(installation.folder),
        "DATABASE_URL": installation.app.config["DATABASE_URL"],
        "LOG_LEVEL": "warning",
        "DEMO": "0",
    }
    if planted:
        own["PYTHONPATH"] = os.pathsep.join([str(PLANTING), str(ROOT)])
    return os.environ | keys_of(installation.app.config) | own | planted


def busyness() -> float:
    """How many jobs want each core just now: bounds of time are for a machine that does nothing else."""
    return max(1.0, os.getloadavg()[0] / os.cpu_count())


class Server:
    """`flask web` as it is shipped: `start` it, `kill` it. A failpoint says in the file `told` that it was met."""

    def __init__(self, installation):
        self._installation, folder = installation, installation.folder
        folder.mkdir(parents=True, exist_ok=True)
        self.log, self.told = folder / "server.log", folder / "told"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *exception) -> None:
        self.kill()

    def start(self, before: tuple[str, ...] = (), **planted: str) -> float:
        """Start it (with `before` before the command) and wait until it can do its work; how many seconds it took."""
        if planted:
            planted = {"MILL_TOLD": str(self.told), "MILL_WHOLE_GROUP": "1", **planted}
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*before, sys.executable, "-m", "flask", "--app", "webapp", "web"],
                cwd=ROOT,
                env=environment(self._installation, **planted) | {"PORT": str(self.port)},
                stdout=log,
                stderr=log,
                process_group=0,
            )
        while ask(f"{self.url}/up") != 200:
            assert self.process.poll() is None, self.log.read_text()[-2000:]
            assert time.monotonic() - began < PATIENCE, "it did not get ready"
            time.sleep(0.02)
        return time.monotonic() - began

    def ask(self, path: str) -> int:
        """The status of a page that anybody may see."""
        return ask(f"{self.url}{path}")

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """`kill -9` to all its processes."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)
        self.process = None

    def wait_for_death(self, seconds: float) -> bool:
        """Whether it ended by itself within that time, as a failpoint ends it."""
        deadline = time.monotonic() + seconds
        while self.is_running and time.monotonic() < deadline:
            time.sleep(0.005)
        return not self.is_running

    def workers(self) -> list[int]:
        """The processes that answer requests."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(child) for child in children]
