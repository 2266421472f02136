"""Quiet hours: when a reminder goes that would be due in them."""

import datetime as dt

import pytest

from webapp import clock
from webapp.reminders.quiet import audible

ZONE = "America/New_York"


def at(text, zone_name=ZONE):
    day, time = text.split()
    return clock.at_wall(dt.date.fromisoformat(day), dt.time.fromisoformat(time), zone_name)


@pytest.mark.parametrize(
    ("due", "starts", "quiet", "sent"),
    [
        ("2026-05-05 17:30", "2026-05-05 18:30", "22:00-07:00", "2026-05-05 17:30"),
        ("2026-05-05 21:59", "2026-05-05 22:59", "22:00-07:00", "2026-05-05 21:59"),
        ("2026-05-05 06:30", "2026-05-05 07:30", "22:00-07:00", "2026-05-05 07:00"),
        ("2026-05-05 07:00", "2026-05-05 08:00", "22:00-07:00", "2026-05-05 07:00"),
        ("2026-05-05 05:00", "2026-05-05 06:00", "22:00-07:00", "2026-05-04 22:00"),
        ("2026-05-05 06:00", "2026-05-05 07:00", "22:00-07:00", "2026-05-04 22:00"),
        ("2026-05-05 22:00", "2026-05-05 23:00", "22:00-07:00", "2026-05-05 22:00"),
        ("2026-05-05 23:30", "2026-05-06 00:30", "22:00-07:00", "2026-05-05 22:00"),
        ("2026-05-06 00:30", "2026-05-06 07:30", "22:00-07:00", "2026-05-06 07:00"),
        ("2026-05-05 23:30", "2026-05-06 00:30", "", "2026-05-05 23:30"),
        ("2026-05-05 13:30", "2026-05-05 14:30", "13:00-14:00", "2026-05-05 14:00"),
        ("2026-03-08 03:15", "2026-03-08 09:00", "22:00-07:00", "2026-03-08 07:00"),  # clocks go forward
        ("2026-11-01 05:30", "2026-11-01 06:30", "22:00-07:00", "2026-10-31 22:00"),  # clocks go back
    ],
)
def test_it_keeps_the_phone_silent(due, starts, quiet, sent):
    assert audible(at(due), at(starts), quiet, ZONE) == at(sent)


def test_quiet_hours_are_those_of_the_persons_zone():
    due, starts = at("2026-05-05 22:30", "Asia/Tokyo"), at("2026-05-06 09:00", "Asia/Tokyo")
    assert audible(due, starts, "22:00-07:00", "Asia/Tokyo") == at("2026-05-06 07:00", "Asia/Tokyo")
    assert audible(due, starts, "22:00-07:00", ZONE) == due
