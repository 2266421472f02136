"""Web servers and workers as processes of their own, each with a data folder of its own, as machines have."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Self

from ending import WITHIN, killed
from ports import free_port

import config

ROOT = Path(__file__).resolve().parents[2]
START_WITHIN = 150  # seconds; seven start at once, on two cores that may be busy


def wait_until(condition, seconds: float, what: str = "it") -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not happen in time"
        time.sleep(0.1)


def ask(url: str, **headers: str) -> int:
    """The status of a GET; 0 when nobody answers."""
    try:
        return urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10).status
    except urllib.error.HTTPError as answer:
        return answer.code
    except OSError:
        return 0


def gone(*processes: subprocess.Popen) -> None:
    """`kill -9` to each and to what it forked, as when a machine goes."""
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    for process in processes:
        process.wait(WITHIN)


class Redis:
    """Debian's redis-server on a port of its own, keeping nothing on disk."""

    def __init__(self, binary: str):
        self.binary, self.port = binary, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        command = [self.binary, "--port", str(self.port), "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)

    def kill(self) -> None:
        killed(self.process)  # also ends one that is stopped


class Web:
    """A web server alone (`flask web`)."""

    def __init__(self, process: subprocess.Popen, port: int):
        self.process, self.port = process, port
        self.url = f"http://127.0.0.1:{port}"

    def is_up(self) -> bool:
        assert self.process.poll() is None, "the web server ended"
        return ask(f"{self.url}/up") == 200


class Machines:
    """Whatever still runs at the end of the `with` block is killed. `settings` are the same on every machine."""

    def __init__(self, folder: Path, **settings: str):
        self.folder, self.settings = folder, settings
        self.log = folder / "machines.log"
        self.processes = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception) -> None:
        gone(*self.processes)

    def web(self, **settings: str) -> Web:
        port = free_port()
        return Web(self._start("web", PORT=str(port), **settings), port)

    def worker(self) -> subprocess.Popen:
        return self._start("worker")

    def _start(self, command: str, **settings: str) -> subprocess.Popen:
        own = {"DATA_DIR": str(self.folder / f"machine-{len(self.processes)}"), "LOG_LEVEL": "warning"}
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "flask", "--app", "webapp", command],
                cwd=ROOT,
                env=os.environ | own | self.settings | settings,
                stdout=log,
                stderr=log,
                process_group=0,
            )
        self.processes.append(process)
        return process


def keys_of(settings: dict) -> dict[str, str]:
    """The secrets that all machines of one installation share."""
    return {name: settings[name] for name in config.SECRET_NAMES}
