"""A fault is planted in a process of its own, which reads the changed source in the place of the file."""

import gc
import importlib.machinery
import json
import os
import sys
import tempfile
import traceback
import types
from pathlib import Path

import peewee
from mutants import ROOT, Mutant


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
        if not answer.exists():
            raise RuntimeError("a process ended without an answer")
        return json.loads(answer.read_text())


def read_changed(mutant: Mutant) -> None:
    """From now on, in this process, the module is what the mutant says."""
    usual = importlib.machinery.SourceFileLoader.get_code

    def get_code(loader, name):
        if Path(loader.path) == mutant.path:
            return compile(mutant.source, loader.path, "exec")
        return usual(loader, name)

    importlib.machinery.SourceFileLoader.get_code = get_code


def take_policy(mutant: Mutant) -> None:
    """The policy of the changed access.py, in terms of the one that all views have read."""
    from webapp import access  # noqa: PLC0415
    from webapp.prepared import prepared  # noqa: PLC0415

    module = sys.modules["changed"] = types.ModuleType("changed")
    changed = module.__dict__
    exec(compile(mutant.source, str(mutant.path), "exec"), changed)
    ours = {one.name: one for opening in access.POLICY.values() for one in opening}
    for permission, opening in changed["POLICY"].items():
        access.POLICY[access.Permission[permission.name]] = tuple(ours[one.name] for one in opening)
    for query in gc.get_objects():
        if type(query) is prepared:
            query.written.clear()  # its SQL was written by the policy before


def forget(path: Path) -> None:
    """The package of the file is read anew at its next import, but for its tables, of which there is one each."""
    import webapp  # noqa: PLC0415

    package = path.relative_to(ROOT / "webapp").parts[0].removesuffix(".py")
    for name in [name for name in sys.modules if f"{name}.".startswith(f"webapp.{package}.")]:
        if not _has_tables(sys.modules[name]):
            del sys.modules[name]
    if hasattr(webapp, package):
        delattr(webapp, package)


def _has_tables(module) -> bool:
    return any(peewee.is_model(one) and one.__module__ == module.__name__ for one in vars(module).values())
