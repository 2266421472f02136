"""What the tests of access share."""

import pytest
import time_machine
from matrix import Matrix

from webapp import clock


@pytest.fixture
def matrix(app, cast):
    """The clock stands: no proof of a moment ago is out of date before a long walk is over."""
    with time_machine.travel(clock.now(), tick=False):
        yield Matrix(app, cast)
