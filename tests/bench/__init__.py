"""Measurements: each prints its figures and their ratio to a yardstick of the same run."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))  # where the tests' own modules find one another
