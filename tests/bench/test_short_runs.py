"""Each measurement still goes and prints its figures. What they are is of no account: all is as short as can be."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from browser.running import find_chromium
from needs import missing

BENCH = Path(__file__).resolve().parent
SHORTER_THAN = 550  # seconds, on a machine that is busy with other things
N = r"[\d,]+(?:\.\d+)?"
PRINTED = {
    "calls": rf"caseload +{N} calls +{N} statements +{N} ms",
    "pages": rf"caseload +{N}/s .*\n +bare +{N}/s .* ratio {N}",
    "growth": rf"week +small +{N} ms +large +{N} ms +ratio {N}",
    "looking_back": rf"a year +sealed +{N} +plain +{N} +ratio {N}\n.*\n.* finds nothing: +{N} ms",
    "composing": rf"waymark +{N}\n +cryptography +{N} +ratio +{N} .*\n +pywebpush +{N} +ratio +{N}",
    "sending": rf"as it comes +{N} +ratio +{N}(?:.*\n)+ +allowed +{N} +ratio +{N} .*\n +lateness, s: median {N}",
    "claiming": rf"sqlite +claim .* ratio {N}\n(?:.*\n)+ +postgresql +claim .* ratio {N}",
    "reviewing": rf"sqlite +queue .* ratio {N}\n(?:.*\n)+ +postgresql +queue .* ratio {N}",
    "warm_start": rf"Today, offline +first byte +{N} ms +painted +{N} ms +ratio +{N}",
    "servers": rf"waitress +{N}/s",
}
NEED_CHROMIUM = ("warm_start",)


@pytest.fixture(scope="module")
def told() -> str:
    """What all of them print, one after the other in one process, as `make bench` goes them."""
    those = [name for name in PRINTED if find_chromium() or name not in NEED_CHROMIUM]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", *those],
        cwd=BENCH.parents[1],
        env=os.environ | {"BENCH_SHORT": "1"},
        capture_output=True,
        text=True,
        timeout=SHORTER_THAN,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return done.stdout


@pytest.mark.parametrize("name", PRINTED)
def test_it_goes_and_prints_its_figures(name, told):
    if name in NEED_CHROMIUM and not find_chromium():
        missing("Chromium")
    assert re.search(PRINTED[name], told), told


def test_none_is_left_out():
    assert set(PRINTED) == {file.stem for file in BENCH.glob("*.py") if "\ndef run(" in file.read_text()}
