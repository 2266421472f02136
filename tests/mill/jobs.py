"""A command of the app, killed at any of its steps: what it leaves is as before or as after, never between."""

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import scale
from checks import demand
from servers import environment
from serving.processes import ROOT

LONGEST_COMMAND = 120  # seconds, on a busy machine


@dataclass
class Job:
    """`flask COMMAND`, and how to judge what it left.

    `prepare(round)` makes what it works on; `check(finished)` looks at what it left, `finished` if it ended by itself;
    `finish()` does it once more (by the command, if there is none). Changes of files in `files` are steps, too.
    """

    name: str
    command: tuple[str, ...]
    prepare: Callable[[int], None]
    check: Callable[[bool], None]
    finish: Callable[[], None] | None = None
    files: Path | None = None
    settings: dict[str, str] = field(default_factory=dict)

    def run(self, installation, **planted: str) -> subprocess.CompletedProcess:
        """The command as an operator starts it."""
        return subprocess.run(
            [sys.executable, "-m", "flask", "--app", "webapp", *self.command],
            cwd=ROOT,
            env=environment(installation, **planted) | self.settings,
            capture_output=True,
            text=True,
            timeout=LONGEST_COMMAND,
        )


def mill(job: Job, installation, rounds: int, **fault: str) -> None:
    """Kill the job so often, each time at another step, and judge what each kill left."""
    dice, told = scale.chance(job.name), installation.folder / "told"
    installation.folder.mkdir(parents=True, exist_ok=True)
    steps = steps_of(job, installation, told, **fault)
    began = time.monotonic()
    for number, nth in enumerate(drawn(dice, steps, rounds), start=1):
        job.prepare(number)
        done = job.run(installation, **at_step(nth, job, told), **fault)
        demand(done.returncode == -9, f"it was not killed at step {nth} of {steps}: {done.stderr[-500:]}")
        try:
            job.check(False)
            (job.finish or (lambda: redo(job, installation)))()
            job.check(True)
        except Exception as error:
            error.add_note(f"killed at step {nth} of {steps}")
            raise
    seconds = (time.monotonic() - began) / rounds
    places = f"{min(rounds, steps)} of {steps} steps"
    scale.tell(job.name, f"{rounds} kills at {places}, each time as before or as after; {seconds:.1f} s each")


def drawn(dice, steps: int, rounds: int) -> list[int]:
    """The steps at which it ends: none comes again before all have come."""
    decks = (dice.sample(range(1, steps + 1), steps) for _deck in range(-(-rounds // steps)))
    return [step for deck in decks for step in deck][:rounds]


def steps_of(job: Job, installation, told, **fault: str) -> int:
    """How many steps it has, when nothing stops it."""
    job.prepare(0)
    done = job.run(installation, **at_step(0, job, told), **fault)
    demand(done.returncode == 0, f"{job.name} failed by itself: {done.stderr[-2000:]}")
    job.check(True)
    return int(told.read_text().splitlines()[-1].split()[1])


def at_step(nth: int, job: Job, told) -> dict[str, str]:
    return {
        "MILL_FAIL_AT": "step",
        "MILL_FAIL_AFTER": str(nth),
        "MILL_TOLD": str(told),
        "MILL_STEPS_IN": str(job.files or "nowhere"),
    }


def redo(job: Job, installation) -> None:
    done = job.run(installation)
    demand(done.returncode == 0, f"{job.name} cannot be done again: {done.stderr[-2000:]}")
