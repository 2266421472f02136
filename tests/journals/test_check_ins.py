"""The quick check-in on Today."""

import datetime as dt

import pytest

from webapp import clock
from webapp.database import new_id
from webapp.journals import checked_in_on
from webapp.journals.models import JournalEntry


def check_in(visitor, **fields):
    return visitor.send("/journals/check-ins", {"once": new_id(), **fields})


def test_it_keeps_a_private_entry_and_returns_to_today(jo):
    answer = check_in(jo, mood="3", craving="8")
    assert (answer.status_code, answer.location) == (303, "/")
    (entry,) = JournalEntry.select()
    assert (entry.kind, entry.mood, entry.craving, entry.visibility) == ("check_in", 3, 8, "private")


def test_craving_can_be_skipped(jo):
    assert check_in(jo, mood="3", craving="").status_code == 303
    assert JournalEntry.get().craving is None


@pytest.mark.parametrize("fields", [{}, {"craving": "3"}, {"mood": "6"}, {"mood": "3", "craving": "11"}])
def test_it_refuses_what_is_no_check_in_on_a_page_of_its_own(jo, fields):
    answer = check_in(jo, **fields)
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert "not watched live" in answer.text
    assert not JournalEntry.select().exists()


def test_a_double_tap_checks_in_once(jo):
    once = new_id()
    for _ in range(2):
        check_in(jo, mood="3", once=once)
    assert JournalEntry.select().count() == 1


def test_it_counts_for_its_day_in_the_zone_asked_for(jo, cast):
    stay = cast.stay_of(cast.jo)
    check_in(jo, mood="3")
    entry = JournalEntry.get()
    # Half past eleven at night in Los Angeles is the next day in London.
    entry.written_at = clock.at_wall(dt.date(2026, 11, 10), dt.time(23, 30), "America/Los_Angeles")
    entry.save()
    assert checked_in_on(stay, dt.date(2026, 11, 10), "America/Los_Angeles").id == entry.id
    assert checked_in_on(stay, dt.date(2026, 11, 11), "America/Los_Angeles") is None
    assert checked_in_on(stay, dt.date(2026, 11, 11), "Europe/London").id == entry.id


def test_a_deleted_check_in_does_not_count(jo, cast):
    check_in(jo, mood="3")
    JournalEntry.get().remove()
    assert checked_in_on(cast.stay_of(cast.jo), clock.today("UTC"), "UTC") is None
