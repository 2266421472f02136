"""A push service that says "created" to everything, as fast as it can, on a core of its own, over TLS.

It speaks HTTP/2 and HTTP/1.1, may answer after a delay, and tells what arrived when. TLS and parsing are granian's, in
Rust, so that the sink is never what is measured.
"""

import asyncio
import contextlib
import json
import os
import signal
import ssl
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from ports import free_port

from tests.bench.rounds import OTHER_CORE, on_core
from tests.push_service import PushService

DELAY = float(os.environ.get("SINK_DELAY") or 0)
arrivals: list[tuple[float, str]] = []  # when, and the topic
at_once = {"now": 0, "most": 0}


async def app(scope, protocol):
    """RSGI. POST: a message. GET /arrivals: what came, and how many at once. GET /reset: forget it."""
    if scope.method == "POST":
        await _take(scope, protocol)
        return
    if scope.path == "/reset":
        arrivals.clear()
        at_once["most"] = 0
    told = json.dumps({"arrivals": arrivals, "most": at_once["most"]})
    protocol.response_str(200, [("content-type", "application/json")], told)


async def _take(scope, protocol) -> None:
    at_once["now"] += 1
    at_once["most"] = max(at_once.values())
    await protocol()  # the body
    arrivals.append((time.time(), scope.headers.get("topic") or ""))
    if DELAY:
        await asyncio.sleep(DELAY)
    protocol.response_empty(201, [("content-length", "0")])
    at_once["now"] -= 1


class Sink:
    """A running sink, as its users see it."""

    def __init__(self, port: int, ca_file: Path):
        self.port, self.ca_file = port, ca_file
        self.origin = f"https://127.0.0.1:{port}"
        self._context = ssl.create_default_context(cafile=ca_file)

    @property
    def settings(self) -> dict[str, str]:
        """The settings that let Waymark send here."""
        return {"PUSH_PRIVATE_HOSTS": f"127.0.0.1:{self.port}", "PUSH_CA_FILE": str(self.ca_file)}

    def told(self) -> dict:
        """`arrivals`: (when, topic) of each; `most`: how many were under way at once."""
        return json.loads(self._get("/arrivals"))

    def reset(self) -> None:
        self._get("/reset")

    def _get(self, path: str) -> bytes:
        return urllib.request.urlopen(self.origin + path, context=self._context, timeout=30).read()


@contextlib.contextmanager
def sink(folder: Path, delay: float = 0):
    """A sink on the other core while the block lasts; `folder` gets its certificate."""
    with PushService(folder) as other:
        ca_file = other.ca_file
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "rsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += ["--workers", "1", "--log-level", "error", "--backlog", "1024", "--backpressure", "1024"]
    command += ["--ssl-certificate", str(ca_file), "--ssl-keyfile", str(ca_file), "tests.bench.sink:app"]
    with on_core(OTHER_CORE):
        process = subprocess.Popen(
            command, env=os.environ | {"SINK_DELAY": str(delay)}, start_new_session=True
        )
    try:
        running = Sink(port, ca_file)
        _wait_for(running, process)
        yield running
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def _wait_for(running: Sink, process: subprocess.Popen) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError("the sink ended at once")
        try:
            running.reset()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the sink did not answer within a minute")
