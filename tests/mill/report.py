"""Writes what a run of the mill found into docs/reliability.md: `python tests/mill/report.py RESULTS.xml`.

`make torture` does so at the end of each part. Each test has a line with the day of its last run; what was not run
keeps its line.
"""

import datetime as dt
import fcntl
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
PAPER = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- The lines from here are written by `make torture`. -->", "<!-- To here. -->"
HEAD = "| test | day, revision | result | seconds | what it told |\n|---|---|---|---|---|\n"
ROW = re.compile(r"^\| `(?P<test>[^`]+)` \|.*\|$", re.MULTILINE)


def lines_of(results: Path, revision: str) -> dict[str, str]:
    """A line of the table for each test of a run, by the test's name."""
    suite = ElementTree.parse(results).getroot().find("testsuite")
    day = dt.datetime.fromisoformat(suite.get("timestamp")).date()
    return {_name(case): _line(case, f"{day}, {revision}") for case in suite.iter("testcase")}


def _name(case) -> str:
    file = case.get("classname").removeprefix("tests.").replace(".", "/")
    return f"{file}.py {case.get('name')}".replace("|", "/")


def _line(case, run: str) -> str:
    cells = (run, _result(case), f"{float(case.get('time')):.0f}", _told(case))
    return f"| `{_name(case)}` | {' | '.join(cells)} |"


def _result(case) -> str:
    for kind, word in (("failure", "**FAILED**"), ("error", "**FAILED**"), ("skipped", "skipped")):
        found = case.find(kind)
        if found is not None:
            return word if kind != "skipped" else f"skipped: {found.get('message')}"
    return "passed"


def _told(case) -> str:
    said = case.findtext("system-out") or ""
    lines = [line.strip() for line in said.splitlines() if line.strip() and not line.startswith("-----")]
    return " / ".join(lines).replace("|", "/")


def written_anew(paper: str, new: dict[str, str]) -> str:
    """The paper with these lines in its table, in the place of older ones of the same tests."""
    before, rest = paper.split(BEGIN)
    table, after = rest.split(END)
    known = {row["test"]: row[0] for row in ROW.finditer(table)}
    rows = "\n".join(line for _test, line in sorted((known | new).items()))
    return f"{before}{BEGIN}\n\n{HEAD}{rows}\n\n{END}{after}"


def revision() -> str:
    """Of what is in the folder; empty when nobody knows."""
    named = _git("rev-parse", "--short", "HEAD").stdout.strip()
    # The paper itself is changed by the parts that ended before.
    changed = _git("diff", "--quiet", "HEAD", "--", ".", f":!{PAPER.relative_to(ROOT)}").returncode
    return f"{named}-dirty" if named and changed else named


def _git(*words: str) -> subprocess.CompletedProcess:
    return subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True)


def write(new: dict[str, str]) -> None:
    """Bring the paper up to date; several parts may end at the same time."""
    with PAPER.open("r+") as paper:
        fcntl.flock(paper, fcntl.LOCK_EX)
        text = written_anew(paper.read(), new)
        paper.seek(0)
        paper.truncate()
        paper.write(text)


if __name__ == "__main__":
    found = {}
    for results in sys.argv[1:]:
        if not Path(results).exists():
            sys.exit(f"{results} is not there: the run came to no end")
        found |= lines_of(Path(results), revision())
    write(found)
    print(f"{len(found)} lines of {PAPER.relative_to(ROOT)} are of this run")
