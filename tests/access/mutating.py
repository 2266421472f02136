"""Whether the tests of access notice: `make mutants` makes each fault of mutants.py and tells which stay unseen.

Two rates are told: of all that any test sees, and of those that behaviour sees (judging.py), because a paper that is no
longer current tells that something changed, not that something is wrong. What the questions of judging.py do not see
goes through the tests nearest to it, then through the whole matrix. A fault that no behaviour shows must stand in
survivors.md with its reason.

What was found is kept in mill-results/mutants.jsonl, so that a run which was stopped goes on where it was, as long as
the sources are the same. `--share 2/8` makes the second eighth alone, `--sample N --seed S` some, `--only` those
of a name.
"""

import argparse
import collections
import hashlib
import importlib
import json
import os
import random
import re
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest
from judging import Seen, World, lay_ground, seen_from_the_start
from mutants import ACCESS, ROOT, WEBAPP, Mutant, all_mutants
from planting import in_a_process, read_changed

TESTS = ROOT / "tests"
# Read once, before any process begins; nothing of ours may be.
LIBRARIES = (
    "babel.dates",
    "cryptography.hazmat.primitives.ciphers.aead",
    "flask",
    "flask_babel",
    "flask_limiter",
)
LIBRARIES += ("flask_login", "flask_wtf", "peewee", "playhouse.migrations", "webauthn", "icalendar", "zxcvbn")
LIBRARIES += ("hypothesis", "psycopg", "time_machine", "whitenoise")
REVIEWED = Path(__file__).with_name("survivors.md")
PAPER = ROOT / "docs" / "access.md"
FOUND = ROOT / "mill-results" / "mutants.jsonl"
NEAREST = ("tests/access/test_relationships.py",)
WHOLE_MATRIX = ("tests/access/test_matrix.py", "tests/access/test_every_principal.py")
SQLITE = "not postgresql and not takes_as_long and not paper_is_current"
# The process that judges has read some of pytest's plugins already; that they are not rewritten does no harm.
REWRITTEN = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
QUIET = ["-x", "-q", "--no-header", "-p", "no:cacheprovider", "-p", "no:xdist", "--tb=line", *REWRITTEN]
WAYS = ("paper", "behaviour")


class Found:
    """What was found of each fault, by name; on disk after each, and read again if the sources are the same."""

    def __init__(self, file: Path):
        self.file, self.seen = file, {}
        sources = [*sorted(WEBAPP.rglob("*.py")), *sorted((TESTS / "access").glob("*.py")), PAPER]
        sources.remove(Path(__file__))  # how it is told changes nothing of what was found
        digest = hashlib.sha256(b"\0".join(one.read_bytes() for one in sources)).hexdigest()
        lines = file.read_text().splitlines() if file.exists() else []
        if lines[:1] == [digest]:
            self.seen = {one["name"]: one["seen"] for one in map(json.loads, lines[1:])}
        else:
            file.parent.mkdir(exist_ok=True)
            file.write_text(f"{digest}\n")

    def add(self, name: str, seen: Seen) -> None:
        self.seen[name] = seen
        with self.file.open("a") as file:
            file.write(json.dumps({"name": name, "seen": seen}) + "\n")
        print(f"{name}: {seen['behaviour'] or (seen['paper'] or 'no question') + ' alone'}", flush=True)


def judge_by_questions(mutants: list[Mutant], found: Found) -> str:
    """Each of them by the paper and by what is asked of the app; what is seen without any fault, if anything is."""
    ground = Path(tempfile.mkdtemp(prefix="waymark-mutants-"))
    lay_ground(ground)
    of_the_start = [one for one in mutants if one.path == ACCESS and one.touches is None]
    others = [one for one in mutants if one not in of_the_start]

    def in_a_world(folder):
        world = World(folder, ground)
        for mutant in {one.path: one for one in others}.values():
            seen = world.judge(replace(mutant, written=mutant.path.read_text))
            if any(seen.values()):
                return f"{mutant.path.name}, {mutant.touches}: {seen}"
        for mutant in others:
            found.add(mutant.name, world.judge(mutant))
        return ""

    unchanged = in_a_process(in_a_world) if others else ""
    if of_the_start and not unchanged:
        seen = seen_from_the_start(Mutant("", ACCESS, ACCESS.read_text), ground)
        unchanged = str(seen) if any(seen.values()) else ""
    for mutant in of_the_start if not unchanged else ():
        found.add(mutant.name, seen_from_the_start(mutant, ground))
    shutil.rmtree(ground)
    return unchanged


def seen_by_tests(mutant: Mutant) -> str:
    """The first of the tests nearest to it, then of the whole matrix, that sees it."""
    nearest = (*NEAREST, *mutant.decided_by) if mutant.path == ACCESS else mutant.decided_by
    for tests in (nearest, WHOLE_MATRIX):

        def question(folder, tests=tests):
            read_changed(mutant)
            return first_to_fail(tests, Path(folder) / "output")

        seen = tests and in_a_process(question)
        if seen:
            return seen
    return ""


def first_to_fail(tests: tuple[str, ...], output: Path) -> str:
    """The first of the tests that fails; it needs a process that has read nothing of ours yet."""
    with output.open("w") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        apart = f"--output={output.parent / 'results'}"  # the plugin for browsers sweeps it
        status = pytest.main([*QUIET, apart, "-k", SQLITE, *[str(ROOT / test) for test in tests]])
    if status == pytest.ExitCode.OK:
        return ""
    if status not in (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED):
        raise RuntimeError(f"pytest ended with {status!r}")
    failed = re.findall(r"^(?:FAILED|ERROR) (\S+)", output.read_text(), re.MULTILINE)
    return failed[0].split("::")[-1] if failed else f"pytest ended with {int(status)}"


def chosen(given) -> list[Mutant]:
    mutants = list(all_mutants())
    twice = [name for name, times in collections.Counter(one.name for one in mutants).items() if times > 1]
    assert not twice, twice
    if given.only:
        mutants = [one for one in mutants if re.search(given.only, one.name)]
    share, of = map(
        int, given.share.split("/")
    )  # in one piece, since what each file takes before its faults is much
    mutants = mutants[(share - 1) * len(mutants) // of : share * len(mutants) // of]
    if given.sample is None or given.sample >= len(mutants):
        return mutants
    return random.Random(given.seed).sample(mutants, given.sample)


def told(mutants: list[Mutant], found: Found) -> list[str]:
    """Prints the rates and what saw how many; gives back the names of those that no behaviour showed."""
    seen = {one.name: found.seen[one.name] for one in mutants}
    rates = {
        "seen": [name for name, by in seen.items() if any(by.values())],
        "seen by behaviour": [name for name, by in seen.items() if by["behaviour"]],
    }
    print()
    for words, names in rates.items():
        print(f"{len(names)} of {len(seen)} {words} ({100 * len(names) / max(1, len(seen)):.1f} %)")
    for way in WAYS:
        print(f"first to see it, {way}:")
        for test, count in collections.Counter(by[way] or "none" for by in seen.values()).most_common():
            print(f"  {count:4} {test}")
    return [name for name, by in seen.items() if not by["behaviour"]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", default="1/1", help="as 2/8: the second of eight")
    parser.add_argument("--only", help="a pattern for names")
    parser.add_argument("--found", type=Path, default=FOUND, help="where to keep what was found")
    given = parser.parse_args()
    os.chdir(ROOT)
    sys.path[:0] = [str(ROOT), str(TESTS), str(TESTS / "architecture")]
    for library in LIBRARIES:
        importlib.import_module(library)
    begun, found, mutants = time.monotonic(), Found(given.found), chosen(given)
    unchanged = judge_by_questions([one for one in mutants if one.name not in found.seen], found)
    if unchanged:
        print(f"without any fault: {unchanged}")
        return 1
    found = Found(given.found)  # what another process added stands in the file alone
    reviewed = set(re.findall(r"^- `(.+?)`:", REVIEWED.read_text(), re.MULTILINE))
    for mutant in mutants:
        seen = found.seen[mutant.name]
        if not seen["behaviour"] and "tests" not in seen and mutant.name not in reviewed:
            found.add(mutant.name, {**seen, "behaviour": seen_by_tests(mutant), "tests": "asked"})
    not_shown = told(mutants, found)
    print(f"in {time.monotonic() - begun:.0f} s")
    for name in not_shown:
        by = "seen by the paper alone" if found.seen[name]["paper"] else "SURVIVES"
        print(f"{by}, {'explained' if name in reviewed else 'not in survivors.md'}: {name}")
    return 0 if reviewed.issuperset(not_shown) else 1


if __name__ == "__main__":
    sys.exit(main())
