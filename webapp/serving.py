"""One command for a whole installation: prepare the database, then the web server and the reminder worker.

The two are child processes. When either ends, or on Ctrl-C or SIGTERM, both are asked to stop and are waited for.
Where something else starts and watches processes (systemd, containers), each runs alone.
"""

import contextlib
import ctypes
import logging
import os
import runpy
import signal
import subprocess
import sys
import time

from webapp import audit, database, encryption

STOP_WITHIN = 20  # seconds
_PR_SET_PDEATHSIG = 1

log = logging.getLogger("waymark.serving")


def prepare() -> None:
    """Bring the schema up to date and make sure that the master keys fit this database."""
    database.migrate()
    with database.connection():
        encryption.prepare()
        audit.prepare()


def serve(host: str, port: int, log_level: str) -> int:
    """Run the web server and the worker until told to stop; the exit status."""
    stopping = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, frame: stopping.append(received))
    children = [_web(host, port, log_level), _worker()]
    try:
        while not stopping and all(child.poll() is None for child in children):
            time.sleep(0.2)
        return 0 if stopping else 1
    finally:
        _stop(children)


def become_web(host: str, port: int, log_level: str) -> None:
    """Turn this process into the web server: whoever started it can stop it and wait for it without us between.

    The processes that answer are forked from this one, which has read all code already: that halves the time to start.
    """
    database.disconnect()
    sys.argv = ["gunicorn", *_web_options(host, port, log_level)]
    runpy.run_module("gunicorn", run_name="__main__", alter_sys=True)


def _web(host: str, port: int, log_level: str) -> subprocess.Popen:
    return _child([sys.executable, "-m", "gunicorn", *_web_options(host, port, log_level)])


def _web_options(host: str, port: int, log_level: str) -> list[str]:
    """Gunicorn with Python threads, which keep their database connections (docs/decisions/0003-web-server.md)."""
    options = ["--worker-class", "gthread", "--threads", "4"]
    options += ["--workers", os.environ.get("WEB_PROCESSES", "1"), "--bind", f"{host}:{port}"]
    options += ["--keep-alive", "30", "--timeout", "60", "--graceful-timeout", "10", "--no-control-socket"]
    return [*options, "--log-level", _quieter(log_level), "webapp:create_app()"]


def _worker() -> subprocess.Popen:
    return _child([sys.executable, "-m", "flask", "--app", "webapp", "worker"])


def _child(command: list[str]) -> subprocess.Popen:
    # Their own group: Ctrl-C reaches only us, and we stop them in order.
    return subprocess.Popen(command, start_new_session=True, preexec_fn=_end_with_parent)  # noqa: S603, PLW1509


def _end_with_parent() -> None:
    """On Linux, be told to stop when the parent is killed; otherwise the children would go on without it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _quieter(log_level: str) -> str:
    """Gunicorn tells its whole start-up at "info"."""
    return "warning" if log_level == "info" else log_level


def _stop(children: list[subprocess.Popen]) -> None:
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_WITHIN
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.warning("process %d did not stop; ending it", child.pid)
        # Also whatever a killed parent left behind: a worker that lost its parent would keep the port.
        _kill_group(child.pid)


def _kill_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
