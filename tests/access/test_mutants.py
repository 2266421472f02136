"""A handful of the faults of `make mutants`, of each kind, so that the checker itself is tried with every change."""

import re
import subprocess
import sys

from mutants import ROOT, all_mutants

MUTATING = ROOT / "tests" / "access" / "mutating.py"
HANDFUL = (
    "policy: SEE_CASELOAD gains program_coordinator$",
    "policy: ISSUE_LETTERS loses own$",
    r"access.py: _consents_in_force: where without Consent.state == CONFIRMED",
    r"guests/views.py: shared_by_one: @signed_in for",
    r"journals/writing_views.py: check_in: without @idempotent",
    r"emergencies/views.py: opening: without @proved_recently",
)


def test_a_handful_of_faults_is_seen(tmp_path):
    command = [sys.executable, MUTATING, "--only", "|".join(HANDFUL), "--found", tmp_path / "found"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    all_of_them = rf"^{len(HANDFUL)} of {len(HANDFUL)} seen"
    assert re.search(rf"{all_of_them} by behaviour \(", done.stdout, re.MULTILINE), done.stdout


def test_what_survives_is_a_fault_that_is_still_made():
    reviewed = re.findall(r"^- `(.+?)`:", (MUTATING.with_name("survivors.md")).read_text(), re.MULTILINE)
    made = {mutant.name for mutant in all_mutants()}
    assert not [name for name in reviewed if name not in made]
