"""What scanners found, and which of it somebody has looked at and explained (reviewed.toml)."""

import fnmatch
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
SCANNERS = HERE.parents[1] / ".venv-scan" / "bin"
REVIEWED = HERE / "reviewed.toml"
PATTERNS = ("scanner", "kind", "method", "path", "parameter", "info")


@dataclass(frozen=True)
class Finding:
    """One thing that a scanner does not like."""

    scanner: str
    kind: str
    method: str = ""
    path: str = ""
    parameter: str = ""
    info: str = ""
    who: str = ""

    def __str__(self) -> str:
        return (
            f"{self.scanner}: {self.kind} {self.method} {self.path} {self.parameter} ({self.who}) {self.info}"
        )


def reviewed(file: Path = REVIEWED) -> list[dict]:
    """Each explanation: patterns of what it is about, and why that is no hole, by whom, on which day."""
    explanations = tomllib.loads(file.read_text())["finding"]
    for one in explanations:
        lacking = {"scanner", "kind", "why", "who", "date"} - set(one)
        if lacking:
            sys.exit(f"{file.name}: an explanation lacks {', '.join(sorted(lacking))}")
    return explanations


def unexplained(findings: list[Finding], explanations: list[dict]) -> list[Finding]:
    return [one for one in findings if not any(_is_about(text, one) for text in explanations)]


def _is_about(explanation: dict, finding: Finding) -> bool:
    return all(
        fnmatch.fnmatchcase(getattr(finding, name), explanation[name])
        for name in PATTERNS
        if name in explanation
    )
