"""docs/security.md keeps up: each requirement has its line, each test in it exists, each dependency is pinned."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests"
PAGE = (ROOT / "docs" / "security.md").read_text()
# Of OWASP ASVS 5.0, levels 1 and 2: what is taken from it, as the standard numbers it.
ASVS = (Path(__file__).with_name("asvs.txt")).read_text().split()
THREATS = [f"T{number}" for number in range(1, 26)]
GOALS = [f"G{number}" for number in range(1, 49)]
NAMED = re.compile(r"`((?:[a-z_]+/)?test_[a-z_0-9]+\.py)((?:::\w+)*)`")


def rows(text: str) -> list[str]:
    """The first cell of each line of a table."""
    return re.findall(r"^\| ([TG]?[\d.]+) \|", text, re.MULTILINE)


def missing_tests(text: str) -> list[str]:
    """What the text names and the tests do not have."""
    return [
        path + names
        for path, names in NAMED.findall(text)
        if not (TESTS / path).exists() or not _has(TESTS / path, names.removeprefix("::").split("::"))
    ]


def _has(file: Path, names: list[str]) -> bool:
    body = ast.parse(file.read_text()).body
    for name in filter(None, names):
        found = next((node for node in body if getattr(node, "name", None) == name), None)
        if found is None:
            return False
        body = found.body
    return True


@pytest.mark.parametrize("wanted", [THREATS, GOALS, ASVS], ids=["threats", "goals", "ASVS"])
def test_every_one_has_one_line(wanted):
    found = rows(PAGE)
    assert len(wanted) == len(set(wanted)) > 20
    assert {one: found.count(one) for one in wanted} == dict.fromkeys(wanted, 1)


def test_no_line_is_about_something_unknown():
    assert set(rows(PAGE)) <= {*THREATS, *GOALS, *ASVS}


def test_every_line_says_what_holds_it():
    assert not re.findall(r"^\| [TG]?[\d.]+ \|.*\|\s*\|$", PAGE, re.MULTILINE)


def test_every_test_that_it_names_exists():
    assert len(NAMED.findall(PAGE)) > 150
    assert missing_tests(PAGE) == []


def test_it_notices_a_test_that_is_gone():
    assert missing_tests("`ground/test_headers.py::test_gone` `gone/test_gone.py`") == [
        "ground/test_headers.py::test_gone",
        "gone/test_gone.py",
    ]


def test_its_files_exist():
    links = re.findall(r"\]\(((?!http)[^)#]+)\)", PAGE)
    assert links and not [link for link in links if not (ROOT / "docs" / link).exists()]


@pytest.mark.parametrize(
    "lock", ["requirements.lock", "requirements-dev.lock", "tests/scanners/requirements.txt"]
)
def test_every_dependency_is_pinned_with_a_hash(lock):
    text = (ROOT / lock).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert len(lines) > 30
    assert not [line for line in lines if "==" not in line or "--hash=sha256:" not in line]
    assert "://" not in text, "from the usual index, with no address of another"


def test_they_are_installed_by_their_hashes_alone():
    makefile = (ROOT / "Makefile").read_text()
    installs = [
        line
        for line in makefile.replace("\\\n", " ").splitlines()
        if "install --" in line or "-r req" in line
    ]
    assert installs and all("--require-hashes" in line for line in installs)
