"""The floors of the house (docs/architecture.md): a module imports only what lies below it."""

import ast
from pathlib import Path

import pytest

WEBAPP = Path(__file__).parents[2] / "webapp"

# Ground modules may use those before them in this line, nothing else of ours.
GROUND = (
    "clock",
    "turns",
    "database",
    "prepared",
    "paging",
    "encryption",
    "forms",
    "drawings",
    "headers",
    "idempotency",
    "prose",
    "migrations",
    "content_files",
)
ENTRANCE = 8
FLOORS = {
    **dict.fromkeys(GROUND, 0),
    "people": 1,
    "audit": 2,
    "access": 3,
    "formatting": 3,
    "templating": 3,
    "charts": 3,
    "browsers": 3,
    "navigation": 4,
    "compression": 4,
    "own_phone": 4,
    "push": 4,
    "mail": 4,
    "signals": 4,
    "skills": 4,
    **dict.fromkeys(
        (
            "accounts",
            "timetables",
            "commitments",
            "covers",
            "exercises",
            "journals",
            "assessments",
            "workshops",
            "helplines",
            "routines",
        ),
        5,
    ),
    "attendance": 6,
    **dict.fromkeys(("today", "schedule", "trends", "calendars", "letters", "programs", "openings"), 7),
    **dict.fromkeys(
        (
            "welcome",
            "guests",
            "reminders",
            "offline",
            "caseload",
            "census",
            "emergencies",
            "audits",
            "copies",
            "erasures",
        ),
        7,
    ),
    **dict.fromkeys(("pwa", "health", "components"), 7),
    **dict.fromkeys(("__init__", "cli", "worker", "serving", "demo", "schema", "backups"), ENTRANCE),
}
FILES = sorted(WEBAPP.rglob("*.py"))


def package_of(file: Path) -> str:
    return file.relative_to(WEBAPP).parts[0].removesuffix(".py")


def imports_of(file: Path) -> set[str]:
    """The first-level names of ours that the file imports."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name.split(".")[1] for name in found if name.startswith("webapp.")}


def may_import(importer: str, imported: str) -> bool:
    if importer == imported or FLOORS[importer] == ENTRANCE:
        return True
    if FLOORS[importer] == FLOORS[imported] == 0:
        return GROUND.index(imported) < GROUND.index(importer)
    return FLOORS[imported] < FLOORS[importer]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(WEBAPP)))
def test_it_imports_only_from_below(file):
    package = package_of(file)
    assert package in FLOORS, f"{package} has no floor"
    above = {name for name in imports_of(file) if name in FLOORS and not may_import(package, name)}
    assert not above, f"{package} (floor {FLOORS[package]}) imports {above}"


def test_it_notices_an_import_from_above(tmp_path):
    file = tmp_path / "wrong.py"
    file.write_text("from webapp.journals.models import JournalEntry\n")
    assert not any(may_import("people", name) for name in imports_of(file))
    assert not may_import("exercises", "journals")


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(WEBAPP)))
def test_no_import_hides_inside_a_function(file):
    functions = [
        node
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name != "create_app"
    ]
    hidden = [
        inner.lineno
        for function in functions
        for inner in ast.walk(function)
        if isinstance(inner, (ast.Import, ast.ImportFrom))
    ]
    assert not hidden, f"imports at lines {hidden}"


@pytest.mark.parametrize(
    ("library", "only"),
    [
        ("cryptography", "encryption.py"),
        ("webpush", "push/"),
        ("argon2", "accounts/passwords.py"),
        ("webauthn", "accounts/passkeys.py"),
        ("pyotp", "accounts/second_steps.py"),
        ("smtplib", "mail.py"),
        ("nh3", "prose.py"),
        ("markdown_it", "prose.py"),
    ],
)
def test_danger_has_one_door(library, only):
    importers = {str(file.relative_to(WEBAPP)) for file in FILES if _imports_library(file, library)}
    assert importers
    assert all(importer.startswith(only) for importer in importers), importers


def _imports_library(file: Path, library: str) -> bool:
    for node in ast.walk(ast.parse(file.read_text())):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
        if any(name.split(".")[0] == library for name in names):
            return True
    return False


FORBIDDEN = ("datetime.now(", "datetime.utcnow(", "date.today(", "time.time()", "dt.datetime.now(")


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(WEBAPP)))
def test_only_the_clock_knows_the_time(file):
    if file.name == "clock.py":
        return
    text = file.read_text()
    assert not [word for word in FORBIDDEN if word in text]


NEVER_WORDS = ("utils", "helpers", "common", "core", "manager", "service")


def test_no_module_has_an_empty_name():
    names = {file.stem for file in FILES} | {file.parent.name for file in FILES}
    assert not names & set(NEVER_WORDS)
