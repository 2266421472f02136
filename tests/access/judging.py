"""Who sees a fault: the paper (the marks of the routes, docs/access.md), or behaviour: requests that people send, and
questions of the policy as each of them, whose answers are looked at.

Behaviour is asked by the same functions that the tests of those names call, of what the fault touches alone; a question
that nobody answers wrongly goes on to the next, and what passes all to the tests nearest to the fault (mutating.py).
A process that has made the world once plants each fault of a policy or a view in a fork of itself; a fault of what
access.py itself does is planted before anything of ours is read.
"""

import contextlib
import datetime as dt
import inspect
import shutil
from pathlib import Path

import jinja2
import time_machine
from mutants import ACCESS, Mutant
from planting import forget, in_a_process, read_changed, take_policy

Seen = dict[str, str]  # "paper" and "behaviour": the first test that sees it, or ""
SETTINGS = {"TESTING": True, "PROPAGATE": True, "RATELIMIT_ENABLED": False}


class World:
    """The app, its database with the world of test_every_principal.py, and everybody's browsers."""

    def __init__(self, folder: str, ground: Path):
        import conftest  # noqa: PLC0415 - of ours: after the fault was planted
        from cast import Cast  # noqa: PLC0415
        from matrix import Matrix  # noqa: PLC0415

        from webapp import database  # noqa: PLC0415

        self.ground, self.file, self.tuesday = ground, Path(folder) / "world.db", conftest.TUESDAY
        shutil.copy(ground / "template.db", self.file)
        self.app = self.make_app(self.file)
        with self.on_tuesday():
            self.matrix = Matrix(self.app, Cast())
            database.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.disconnect()

    def make_app(self, file: Path):
        import config  # noqa: PLC0415
        from webapp import create_app  # noqa: PLC0415

        given = {"DATA_DIR": str(self.ground / "data"), "DATABASE_URL": f"sqlite:///{file}"}
        app = create_app({**config.load({**given, "LOG_LEVEL": "critical"}), **SETTINGS})
        app.jinja_env.bytecode_cache = jinja2.FileSystemBytecodeCache(
            str(self.ground)
        )  # shared by all faults
        return app

    @contextlib.contextmanager
    def on_tuesday(self, later=dt.timedelta()):
        """The clock stands, so that a busy machine ends nothing; what ended when the world was made has ended later."""
        from webapp import database  # noqa: PLC0415

        with time_machine.travel(self.tuesday + later, tick=False):
            database.connect()
            database.db.execute_sql("PRAGMA synchronous = 0")  # nothing here cuts the power
            yield

    def judge(self, mutant: Mutant) -> Seen:
        """In a fork: the fault is planted, and the world stands on a database of its own."""
        from webapp import database  # noqa: PLC0415

        def planted(folder):
            file = Path(folder) / "world.db"
            shutil.copy(self.file, file)
            if mutant.path == ACCESS:
                take_policy(mutant)
                database.open_database(f"sqlite:///{file}")
                return self.seen(mutant)
            read_changed(mutant)
            forget(mutant.path)
            try:
                self.app = self.make_app(file)
            except Exception as error:
                return dict.fromkeys(("paper", "behaviour"), f"the app does not start: {_name(error)}")
            self.matrix.move_to(self.app)
            return self.seen(mutant)

        return in_a_process(planted)

    def seen(self, mutant: Mutant) -> Seen:
        with self.on_tuesday(later=dt.timedelta(seconds=1)):
            return {"paper": self._seen_on_paper(), "behaviour": self._seen_by_behaviour(mutant)}

    def _seen_on_paper(self) -> str:
        import test_every_principal  # noqa: PLC0415
        import test_routes  # noqa: PLC0415

        for test in (
            test_routes.test_every_route_has_a_guard,
            test_routes.test_only_the_listed_routes_are_public,
            test_routes.test_every_post_view_is_idempotent_but_for_those_listed,
            test_routes.test_only_the_listed_views_ask_for_a_proof,
            test_every_principal.test_the_paper_is_current,
        ):
            try:
                test(self.app)
            except AssertionError:
                return test.__name__
        return ""

    def _seen_by_behaviour(self, mutant: Mutant) -> str:
        for test, ask, only in self._questions(mutant):
            try:
                if next(ask(self.matrix, only), None):
                    return test
            except Exception as error:
                return f"{test}: {_name(error)}"
        return ""

    def _questions(self, mutant: Mutant):
        import test_single_checks as single  # noqa: PLC0415
        from matrix import Matrix  # noqa: PLC0415

        views = None if mutant.touches is None else self._views_of(mutant)
        reached = ("test_every_permission_reaches_whom_the_paper_says", Matrix.wrongly_reached)
        asked = ("test_every_route_answers_every_principal_as_the_paper_says", Matrix.wrong)
        if mutant.path == ACCESS:
            yield *reached, mutant.touches and {mutant.touches}
        if mutant.path != ACCESS or views is None:
            yield "test_a_form_that_was_answered_is_answered_the_same_again", single.written_twice, views
            yield "test_what_asks_for_a_recent_proof_does_nothing_without_one", single.without_proof, views
            yield "test_what_is_left_out_is_found_by_nobody", single.left_in, views
        yield *asked, views if views is not None else self._one_of_each_kind()

    def _one_of_each_kind(self) -> set[str]:
        """A view of each kind of guard and of records: what all have in common is in these."""
        from webapp.people.models import Enrollment, Program  # noqa: PLC0415

        kinds = {}
        for name, view in sorted(self.app.view_functions.items()):
            if guard := getattr(view, "guard", None):
                is_the_whole = guard.records in (Enrollment, Program)
                kinds.setdefault((guard.kind, type(guard.records), is_the_whole), name)
        return set(kinds.values())

    def _views_of(self, mutant: Mutant) -> set[str]:
        """The names of the views that the fault touches: of one permission, or made of one function."""
        if mutant.path == ACCESS:
            guards = {name: getattr(view, "guard", None) for name, view in self.app.view_functions.items()}
            return {
                name
                for name, guard in guards.items()
                if guard and guard.permission and guard.permission.name == mutant.touches
            }
        return {
            name
            for name, view in self.app.view_functions.items()
            if view.__name__ == mutant.touches and _file_of(view) == mutant.path
        }


def _name(error: Exception) -> str:
    return type(error).__name__


def _file_of(view) -> Path:
    return Path(inspect.getsourcefile(inspect.unwrap(view)) or "")


def seen_from_the_start(mutant: Mutant, ground: Path) -> Seen:
    """In a process that has read nothing of ours yet: everything is made with the fault in it."""

    def planted(folder):
        read_changed(mutant)
        try:
            world = World(folder, ground)
        except Exception as error:
            return dict.fromkeys(("paper", "behaviour"), f"the world cannot be made: {_name(error)}")
        return world.seen(mutant)

    return in_a_process(planted)


def lay_ground(ground: Path) -> None:
    """A database that holds the cast, and the keys to it."""

    def laid(_folder):
        import conftest  # noqa: PLC0415

        conftest._start("sqlite", ground)

    in_a_process(laid)
