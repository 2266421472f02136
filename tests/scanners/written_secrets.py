"""detect-secrets: whether a key or password stands in a file of the project."""

import json
import subprocess
from pathlib import Path

from tests.scanners.findings import SCANNERS, Finding

ROOT = Path(__file__).parents[2]
# Hashes of the packages that the locks pin and of what was reviewed, and pictures.
NOT_READ = r"(requirements.*\.(lock|txt)|package-lock\.json|reviewed\.toml|\.(png|svg|po|mo))$"


def scan(folder: Path = ROOT) -> list[Finding]:
    """What looks like one, in every file that is under version control."""
    command = [str(SCANNERS / "detect-secrets"), "scan", "--exclude-files", NOT_READ, "."]
    report = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
    return [
        Finding("detect-secrets", one["type"], path=path, info=one["hashed_secret"])
        for path, found in json.loads(report)["results"].items()
        for one in found
    ]
