"""Away from home: Today offers to go by the phone's clock, once for each zone."""

import pytest
from cast import address

from webapp.people.models import User

OFFER = "Your phone is on"


@pytest.fixture
def away(jo):
    jo.set_cookie("zone", "America/Chicago")
    return jo


def zone_of(name="jo") -> str | None:
    return User.by_email(address(name)).time_zone


def answered(visitor, **fields):
    answer = visitor.send("/accounts/time-zone", {"time_zone": "America/Chicago", **fields})
    assert (answer.status_code, answer.location) == (303, "/")
    return visitor.get("/").text


def test_it_is_asked_where_the_phones_clock_is_another(away):
    page = away.get("/").text
    assert "Your phone is on Central Time" in page
    assert "Use Central Time" in page and "Keep Pacific Time" in page


@pytest.mark.parametrize(
    "zone",
    ["", "America/Los_Angeles", "America/Tijuana", "UTC", "Etc/GMT+5", "Nowhere/Land", "<b>", "x" * 3000],
)
def test_it_is_not_where_clocks_agree_or_the_zone_is_none(jo, zone):
    jo.set_cookie("zone", zone)
    assert OFFER not in jo.get("/").text


def test_one_tap_takes_times_along(away):
    assert OFFER not in answered(away)
    assert zone_of() == "America/Chicago"
    away.set_cookie("zone", "America/Los_Angeles")
    assert "Your phone is on Pacific Time" in away.get("/").text, "home again"


def test_one_tap_leaves_them_and_it_is_not_asked_again_for_that_zone(away):
    assert OFFER not in answered(away, keep="1")
    assert zone_of() is None
    away.send("/sign-out")
    again = away.get_cookie("zone-left")
    assert again.value == "America/Chicago" and again.http_only
    away.set_cookie("zone", "Europe/Madrid")
    away._sign_in(away.user)
    assert "Your phone is on Central European Time" in away.get("/").text


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "Etc/GMT+5", "../../x"])
def test_it_takes_no_other_words(jo, zone):
    for fields in ({}, {"keep": "1"}):
        answer = jo.send("/accounts/time-zone", {"time_zone": zone, **fields})
        assert answer.location == "/accounts/" and jo.get_cookie("zone-left") is None
    assert zone_of() is None
