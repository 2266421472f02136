"""Tools of the machine that some tests need."""

import os

import pytest


def missing(tool: str) -> None:
    """Skip, saying why; or fail where everything is required."""
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(f"needs {tool}, and REQUIRE_ALL=1 allows no skip")
    pytest.skip(f"needs {tool}")
