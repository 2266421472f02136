"""How much of the mill turns: MILL_ROUNDS is 200 for all of it; every other number follows from it."""

import os
import random

ROUNDS = int(os.environ.get("MILL_ROUNDS", "6"))
IS_WHOLE = ROUNDS >= 200
SEED = os.environ.get("MILL_SEED") or random.SystemRandom().randrange(10**9)


def of(whole: int, least: int) -> int:
    """So many when all of it turns, and at least so many."""
    return max(least, whole * ROUNDS // 200)


def chance(scenario: str) -> random.Random:
    """Its dice. A run can be gone again with MILL_SEED (as far as two machines are alike)."""
    return random.Random(f"{SEED} {scenario}")


def tell(scenario: str, said: str) -> None:
    """A line for the report (report.py)."""
    print(f"{scenario}: {said}; seed {SEED}")
