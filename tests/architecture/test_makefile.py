"""The program of each target finds what it needs. What it then does is tested elsewhere, or seen when it goes."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = re.compile(
    r"(?:PYTHONPATH=(?P<path>\S+) )?\$\(BIN\)/python (?P<module>-m )?(?P<name>tests[\w./]+|docs[\w./]+)"
)
PROGRAMS = {found["name"]: found for found in PROGRAM.finditer((ROOT / "Makefile").read_text())}
READ = "import runpy, sys; sys.path[0] = {folder!r}; runpy.{run}({name!r}, run_name='read, not run')"


def test_there_are_some():
    assert {"tests.bench", "tests/browser/auditing.py", "docs/make_icons.py"} <= set(PROGRAMS)


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_program_of_a_target_can_be_read(name):
    found = PROGRAMS[name]
    is_module = found["module"] is not None
    folder = "" if is_module else str((ROOT / name).parent)
    run = "run_module" if is_module else "run_path"
    code = READ.format(folder=folder, run=run, name=f"{name}.__main__" if is_module else name)
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    if found["path"]:
        environment["PYTHONPATH"] = found["path"]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
