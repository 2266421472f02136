"""Two or more ways of doing the same, in alternating rounds on one core; the median of each."""

import contextlib
import os
import statistics
import time
from collections.abc import Callable, Iterable

FIRST_CORE, OTHER_CORE = 0, 1
IS_SHORT = os.environ.get("BENCH_SHORT") == "1"


def unless_short(whole, short):
    """A number of a measurement; the second one with BENCH_SHORT=1, when it shall only be seen that it still goes."""
    return short if IS_SHORT else whole


@contextlib.contextmanager
def on_core(number: int):
    """Keep this process, and those that it starts, to one core (Linux)."""
    if not hasattr(os, "sched_setaffinity") or os.cpu_count() < 2:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {number})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def per_second(ways: dict[str, Callable[[], object]], rounds: int, seconds: float) -> dict[str, float]:
    """How often each can be called in a second of a core (median of alternating rounds).

    A second of the process's own time: what else the machine does then costs no more than its caches.
    """
    found = alternating({name: lambda way=way: _rate(way, seconds) for name, way in ways.items()}, rounds)
    return {name: statistics.median(rates) for name, rates in found.items()}


def alternating(ways: dict[str, Callable], rounds: int) -> dict[str, list]:
    """What each way measured, round after round in turn."""
    found = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            found[name].append(way())
    return found


def _rate(way: Callable[[], object], seconds: float) -> float:
    way()  # what is made once is made
    count, begin = 0, time.process_time()
    while (took := time.process_time() - begin) < seconds:
        way()
        count += 1
    return count / took


def ratio(value: float, yardstick: float, aim: float) -> str:
    return f"ratio {value / yardstick:5.2f}   aim {aim}"


def spread(values: Iterable[float]) -> str:
    values = sorted(values)
    return f"median {statistics.median(values):.2f}   worst {values[-1]:.2f}"
