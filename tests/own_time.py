"""Time of our own: on a machine that others use too, what they take does not count."""

import time
from pathlib import Path

WAITED = Path("/proc/thread-self/schedstat")


def own_seconds() -> float:
    """Time as it goes by, but for what this thread waited for a processor that others had."""
    return time.perf_counter() - (int(WAITED.read_text().split()[1]) / 1e9 if WAITED.exists() else 0)
