"""The whole way of a reminder: claimed, planned again, composed, sent over TLS to a sink on the other core, recorded.

Ours is a real worker on SQLite, from the moment all are due to the last one recorded. The yardstick is a plain loop of
`pywebpush` on the same core to the same sink, which claims and records nothing: with a kept session, and as it comes.
`python -m tests.bench.sending` (BENCH_REMINDERS=500 for a short look)
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import requests
from py_vapid import Vapid02
from pywebpush import webpush

from tests.bench.composing import PAYLOAD, SUBJECT
from tests.bench.reminding import Sent, send_together
from tests.bench.rounds import FIRST_CORE, alternating, on_core, ratio, spread, unless_short
from tests.bench.sink import Sink, sink
from tests.push_service import Phone
from webapp.push.vapid import generate_vapid, split_vapid

TOGETHER = int(os.environ.get("BENCH_REMINDERS") or unless_short(10_000, 50))
SLOWLY = min(TOGETHER, 3_000)
DELAY = 0.030
ROUNDS, SECONDS = unless_short((3, 3), (1, 0.2))
AIM_KEPT, AIM_AS_IT_COMES, AIM_DELAYED = 3, 10, 0.9


def run() -> None:
    """Print rates, ratios and lateness."""
    with tempfile.TemporaryDirectory(prefix="waymark-sink-") as folder:
        with sink(Path(folder)) as fast:
            theirs, own_times = _pywebpush(fast)
            ours = send_together(TOGETHER, fast)
        _print(ours, theirs, own_times)
        with sink(Path(folder), DELAY) as slow:
            _print_delayed(send_together(SLOWLY, slow), ours)


def _print(ours: Sent, theirs: dict[str, float], own_times: dict[str, float]) -> None:
    print(f"Whole path, reminders/s: {ours.count} due at once, one worker on one core, SQLite")
    print(f"  waymark                  {ours.per_second:7.1f}   at most {ours.most_at_once} at once")
    for name, aim in (("pywebpush, kept session", AIM_KEPT), ("pywebpush, as it comes", AIM_AS_IT_COMES)):
        print(f"  {name:24} {theirs[name]:7.1f}   {ratio(ours.per_second, theirs[name], aim)}")
    print("  of the core's own time, us each (what neighbours take is not in it; nor what pywebpush waits)")
    print(f"  waymark                  {1e6 * ours.own_time:7.0f}")
    for name, own_time in own_times.items():
        print(f"  {name:24} {1e6 * own_time:7.0f}   ratio {own_time / ours.own_time:5.2f}")
    print(f"  lateness, s: {spread(ours.lateness)}", flush=True)


def _print_delayed(delayed: Sent, ours: Sent) -> None:
    print(f"  a sink that answers after {DELAY * 1000:.0f} ms, {delayed.count} due at once:")
    allowed = min(delayed.most_at_once / DELAY, ours.per_second)
    print(f"  waymark                  {delayed.per_second:7.1f}   at most {delayed.most_at_once} at once")
    print(f"  allowed                  {allowed:7.1f}   {ratio(delayed.per_second, allowed, AIM_DELAYED)}")
    print(f"  lateness, s: {spread(delayed.lateness)}", flush=True)


def _pywebpush(to: Sink) -> tuple[dict[str, float], dict[str, float]]:
    """Messages a second of each way, and seconds of processor time for each message."""
    ways = {
        "pywebpush, kept session": lambda: _in_own_process(to, keeps_session=True),
        "pywebpush, as it comes": lambda: _in_own_process(to, keeps_session=False),
    }
    found = alternating(ways, ROUNDS)
    rates = {name: statistics.median(rate for rate, _own in of_way) for name, of_way in found.items()}
    return rates, {name: statistics.median(own for _rate, own in of_way) for name, of_way in found.items()}


def _in_own_process(to: Sink, keeps_session: bool) -> tuple[float, float]:
    asked = json.dumps([to.origin, str(to.ca_file), keeps_session])
    with on_core(FIRST_CORE):
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.sending", asked], capture_output=True, text=True, check=True
        )
    return tuple(json.loads(done.stdout))


def _loop(origin: str, ca_file: str, keeps_session: bool) -> tuple[float, float]:
    """Messages a second of a plain loop over `pywebpush`, and the processor time of each in seconds."""
    os.environ["REQUESTS_CA_BUNDLE"] = ca_file
    vapid = Vapid02.from_pem(split_vapid(generate_vapid())[0])
    phone = Phone().subscription(f"{origin}/push/one")
    session = requests.Session() if keeps_session else None
    count, begin, own_begin = 0, time.perf_counter(), time.process_time()
    while (took := time.perf_counter() - begin) < SECONDS:
        webpush(phone, PAYLOAD, vapid, {"sub": SUBJECT}, ttl=3600, requests_session=session)
        count += 1
    return count / took, (time.process_time() - own_begin) / count


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(_loop(*json.loads(sys.argv[1]))))
    else:
        run()
