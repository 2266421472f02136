"""A clock that is set while a process runs: MILL_CLOCK is a file with the seconds by which it goes wrong.

The process has no other time, but for what measures how long something takes (`time.monotonic`), as on a real machine,
and what TLS goes by.
"""

import os
import threading
import time
from pathlib import Path

import time_machine

LOOK_EVERY = 0.02  # seconds


def install() -> None:
    file = Path(os.environ["MILL_CLOCK"])
    wrong_by = _read(file)
    clock = time_machine.travel(time.time() + wrong_by).start()
    threading.Thread(target=_follow, args=[file, clock, wrong_by], name="clock", daemon=True).start()


def _follow(file: Path, clock, wrong_by: float) -> None:
    while True:
        time.sleep(LOOK_EVERY)
        if (now := _read(file)) != wrong_by:
            clock.shift(now - wrong_by)
            wrong_by = now


def _read(file: Path) -> float:
    return float(file.read_text())
