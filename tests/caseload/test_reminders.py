"""A clinician sees that no phone gets a participant's reminders, and nothing of what was sent."""

import datetime as dt

import pytest

from webapp import clock
from webapp.push.models import Device
from webapp.reminders.models import SENT, SESSION, Reminder

NOTICE = "No working reminder"


@pytest.fixture
def page(cast, client_of):
    """What Kim sees of Jo's stay."""
    kim, stay = client_of(cast.kim), cast.stay_of(cast.jo)
    return lambda: kim.get(f"/caseload/{stay.id}").text


def phone(cast, **values):
    return Device.create(user=cast.jo, endpoint_digest="one", label="Chrome on Android", **values)


def test_it_is_said_without_a_device_and_no_more_with_one(page, cast):
    assert NOTICE in page()
    phone(cast)
    assert NOTICE not in page()


def test_it_is_said_when_every_device_fails_for_more_than_a_day(page, cast):
    phone(cast, failing_since=clock.now() - dt.timedelta(hours=25), last_failure="timeout")
    assert NOTICE in page() and "timeout" not in page() and "Android" not in page()


def test_a_page_tells_nothing_of_what_was_sent(page, cast):
    phone(cast)
    before, now = page(), clock.now()
    times = {"due_at": now, "wake_at": now, "expires_at": now, "sent_at": now}
    Reminder.create(user=cast.jo, kind=SESSION, about="x", outcome=SENT, answered="on_way", **times)
    assert page() == before


def test_it_is_not_said_to_who_has_no_business_with_it(cast, client_of):
    stay = cast.stay_of(cast.jo)
    for person in (cast.lee, cast.sam, cast.ana):
        assert client_of(person).get(f"/caseload/{stay.id}").status_code == 404


def test_a_stay_that_is_over_wants_no_reminders(page, cast):
    stay = cast.stay_of(cast.jo)
    stay.ended_on = clock.today("UTC")
    stay.save()
    assert NOTICE not in page()
