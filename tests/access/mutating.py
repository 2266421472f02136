"""Whether the tests of access notice: `make mutants` makes each fault of mutants.py and tells which stay unseen.

Each fault lives in a process of its own, which reads the changed source in the place of the file: as if it had been
edited. What needs no database is asked first (the paper that the clinical lead signs, the marks of every route); what
passes that goes through the tests nearest to it, then through the whole matrix. A fault that nobody sees must stand in
survivors.md with its reason. `--sample N --seed S` makes some of them only.
"""

import argparse
import collections
import importlib
import importlib.machinery
import json
import os
import random
import re
import sys
import tempfile
import time
import traceback
import types
from pathlib import Path

import pytest
from mutants import ACCESS, ROOT, Mutant, all_mutants

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
REVIEWED = Path(__file__).with_name("survivors.md")
QUICK = ("tests/access/test_relationships.py", "tests/access/test_matrix.py")
WHOLE_MATRIX = (*QUICK, "tests/access/test_every_principal.py")
SQLITE = "not postgresql"
SQLITE_AND_QUICK = f"{SQLITE} and not every_route and not takes_as_long"
QUIET = ["-x", "-q", "--no-header", "-p", "no:cacheprovider", "-p", "no:xdist", "--tb=line"]


def read_changed(mutant: Mutant) -> None:
    """From now on, in this process, the module is what the mutant says."""
    usual = importlib.machinery.SourceFileLoader.get_code

    def get_code(loader, name):
        if Path(loader.path) == mutant.path:
            return compile(mutant.source, loader.path, "exec")
        return usual(loader, name)

    importlib.machinery.SourceFileLoader.get_code = get_code


def seen_without_database(mutants: list[Mutant]) -> dict[str, str]:
    """By name, which test of the routes' marks and of the paper fails first; those that pass all are left out.

    They look at the app alone, so a process that has made it once begins each fault with all other modules read.
    """
    import test_every_principal  # noqa: PLC0415 - of ours: in this process only
    import test_routes  # noqa: PLC0415

    make_app()
    tests = (
        test_routes.test_every_route_has_a_guard,
        test_routes.test_only_the_listed_routes_are_public,
        test_routes.test_every_post_view_is_idempotent_but_for_those_listed,
        test_routes.test_only_the_listed_views_ask_for_a_proof,
        test_every_principal.test_the_paper_is_current,
    )

    def first_to_fail(mutant):
        if mutant.path == ACCESS:
            take_policy(mutant)
        else:
            read_changed(mutant)
            forget(mutant.path)
        try:
            app = make_app()
        except Exception as error:
            return f"the app does not start: {type(error).__name__}"
        for test in tests:
            try:
                test(app)
            except AssertionError:
                return test.__name__
        return ""

    found = {one.name: in_a_process(lambda folder, one=one: first_to_fail(one)) for one in mutants}
    return {name: test for name, test in found.items() if test}


def take_policy(mutant: Mutant) -> None:
    """The policy of the changed access.py, in terms of the one that all views have read."""
    from webapp import access  # noqa: PLC0415

    module = sys.modules["changed"] = types.ModuleType("changed")
    changed = module.__dict__
    exec(compile(mutant.source, str(mutant.path), "exec"), changed)
    ours = {one.name: one for opening in access.POLICY.values() for one in opening}
    for permission, opening in changed["POLICY"].items():
        access.POLICY[access.Permission[permission.name]] = tuple(ours[one.name] for one in opening)


def make_app():
    import config  # noqa: PLC0415
    from webapp import create_app  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="waymark-mutant-") as folder:
        given = {"DATA_DIR": folder, "DATABASE_URL": "sqlite:///:memory:", "LOG_LEVEL": "critical"}
        return create_app({**config.load(given), "TESTING": True})


def forget(path: Path) -> None:
    """The package of the file is read anew at its next import."""
    import webapp  # noqa: PLC0415

    package = path.relative_to(ROOT / "webapp").parts[0].removesuffix(".py")
    for name in [name for name in sys.modules if f"{name}.".startswith(f"webapp.{package}.")]:
        del sys.modules[name]
    if hasattr(webapp, package):
        delattr(webapp, package)


def seen_by(tests: tuple[str, ...], which: str, output: Path) -> str | None:
    """The first of the tests that fails; both need a process that has read nothing of ours yet."""
    with output.open("w") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        status = pytest.main([*QUIET, "-k", which, *[str(ROOT / test) for test in tests]])
    if status == pytest.ExitCode.OK:
        return None
    failed = re.findall(r"^(?:FAILED|ERROR) (\S+)", output.read_text(), re.MULTILINE)
    return failed[0].split("::")[-1] if failed else f"pytest ended with {int(status)}"


def in_a_process(question):
    """What `question(folder)` answers in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="waymark-mutant-") as folder:
        answer = Path(folder) / "answer"
        child = os.fork()
        if not child:
            try:
                answer.write_text(json.dumps(question(folder)))
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        return json.loads(answer.read_text()) if answer.exists() else "the process ended"


def seen_with_database(mutant: Mutant | None) -> str | None:
    """The test that sees it; None if none does. Of access.py the matrix decides first, of views their own tests."""
    near = mutant.decided_by if mutant else ()
    rounds = [(QUICK, SQLITE_AND_QUICK), (near, SQLITE), (WHOLE_MATRIX, SQLITE)]
    if mutant and mutant.path != ACCESS:
        rounds = rounds[1:]
    for tests, which in rounds if mutant else rounds[:1]:

        def question(folder, tests=tests, which=which):
            if mutant:
                read_changed(mutant)
            return seen_by(tests, which, Path(folder) / "output")

        seen = tests and in_a_process(question)
        if seen:
            return seen
    return None


def chosen(sample: int | None, seed: int, only: str | None) -> list[Mutant]:
    mutants = list(all_mutants())
    twice = [name for name, times in collections.Counter(one.name for one in mutants).items() if times > 1]
    assert not twice, twice
    if only:
        mutants = [one for one in mutants if re.search(only, one.name)]
    if sample is None or sample >= len(mutants):
        return mutants
    return random.Random(seed).sample(mutants, sample)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="a pattern for names")
    given = parser.parse_args()
    os.chdir(ROOT)
    sys.path[:0] = [str(ROOT), str(TESTS), str(TESTS / "architecture")]
    for library in LIBRARIES:
        importlib.import_module(library)
    begun, reviewed = time.monotonic(), set(re.findall(r"^- `(.+?)`:", REVIEWED.read_text(), re.MULTILINE))
    mutants = chosen(given.sample, given.seed, given.only)
    faultless = [Mutant(one.name, one, one.read_text) for one in {mutant.path for mutant in mutants}]
    unchanged = in_a_process(lambda folder: seen_without_database(faultless)) or seen_with_database(None)
    if unchanged:
        print(f"without any fault: {unchanged}")
        return 1
    seen_by_test = in_a_process(lambda folder: seen_without_database(mutants))
    for mutant in mutants:
        if mutant.name not in seen_by_test and (seen := seen_with_database(mutant)):
            seen_by_test[mutant.name] = seen
        print(f"{mutant.name}: {seen_by_test.get(mutant.name, 'SURVIVES')}", flush=True)
    kinds = collections.Counter(seen_by_test.values())
    survivors = [one.name for one in mutants if one.name not in seen_by_test]
    killed = len(mutants) - len(survivors)
    print(
        f"\n{killed} of {len(mutants)} seen ({100 * killed / len(mutants):.1f} %), seed {given.seed},",
        end=" ",
    )
    print(f"in {time.monotonic() - begun:.0f} s")
    for name, count in kinds.most_common():
        print(f"  {count:4} {name}")
    unexplained = [name for name in survivors if name not in reviewed]
    for name in unexplained:
        print(f"not in survivors.md: {name}")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
