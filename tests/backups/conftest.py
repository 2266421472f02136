"""What the tests of backups share."""

import pytest
from house import House


@pytest.fixture
def house(app, tmp_path):
    with House(app, tmp_path) as house:
        yield house
