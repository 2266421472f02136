"""Measurements: each prints its figures and their ratio to a yardstick of the same run.

With BENCH_SHORT=1 all is as short as can be, and the figures mean nothing: so each submission sees that they still go.
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))  # where the tests' own modules find one another
