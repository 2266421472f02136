"""What several files of tests of reminders begin with."""

import pytest

from webapp.push.models import Device


@pytest.fixture
def phone(service, cast):
    """The subscription of Jo's phone, at the push service of the test's own file."""
    data = service.subscription()
    Device.subscribe(cast.jo, data)
    return data
