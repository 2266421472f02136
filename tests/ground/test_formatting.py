"""Times as they are written in pages."""

import datetime as dt

import pytest
from flask import g

from webapp.formatting import clock_time, day, local_time

INSTANT = dt.datetime(2026, 11, 24, 3, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize("_again", range(2))
def test_the_same_instant_is_written_in_each_zone(app, _again):
    written = {}
    for zone in ("America/New_York", "America/Los_Angeles"):
        with app.test_request_context():
            g.own_zone = zone
            written[zone] = [write(INSTANT).replace("\u202f", " ") for write in (day, clock_time, local_time)]
    assert written == {
        "America/New_York": ["Mon, Nov\u00a023", "10:30 PM", "Mon, Nov\u00a023, 10:30 PM"],
        "America/Los_Angeles": ["Mon, Nov\u00a023", "7:30 PM", "Mon, Nov\u00a023, 7:30 PM"],
    }
