"""The demo: loads into an empty database, never shows an empty today, and everyone gets in."""

import datetime as dt

import pytest
import time_machine
from visitor import Visitor

from webapp import clock, demo
from webapp.demo import people
from webapp.journals.models import JournalEntry
from webapp.people.models import User
from webapp.schema import all_models
from webapp.timetables.calendar import sessions_of

PASSWORD = "open sesame open sesame"


@pytest.fixture
def empty(app):
    """The database without the cast."""
    for model in reversed(all_models()):
        if model._meta.table_name not in ("data_key", "audit_record", "audit_head", "audit_check"):
            model.delete().execute()
    return app


# Days on which a demo must not be empty: a Thanksgiving, a Sunday, a new year, both clock changes, a leap day.
DAYS = ["2026-11-26", "2026-11-29", "2027-01-01", "2027-03-14", "2026-11-01", "2028-02-29"]


@pytest.mark.parametrize("day", DAYS)
def test_today_is_never_empty(empty, day):
    with time_machine.travel(f"{day}T20:00:00Z", tick=False), empty.app_context():
        said = demo.load(PASSWORD)
    assert PASSWORD in said
    with time_machine.travel(f"{day}T20:05:00Z", tick=False):
        for account in ("participant", "participant2"):
            stay = User.by_email(people.address(account)).enrollments.get()
            today = clock.today(stay.program.time_zone)
            assert sessions_of(stay, today, today)
            assert sessions_of(stay, today + dt.timedelta(days=60), today + dt.timedelta(days=60))


def test_every_account_opens_its_home(empty):
    with empty.app_context():
        demo.load(PASSWORD)
    for account, *_ in people.ACCOUNTS:
        visitor = Visitor(empty, User.by_email(people.address(account)))
        assert visitor.get("/", follow_redirects=True).status_code == 200


def test_it_has_history_private_and_shared_waiting_and_answered(empty):
    with empty.app_context():
        demo.load(PASSWORD)
    visibilities = {entry.visibility for entry in JournalEntry.select()}
    assert visibilities == {"private", "shared"}
    kim = Visitor(empty, User.by_email(people.address("clinician")))
    assert "Jo Rivera" in kim.get("/caseload/").text
    assert JournalEntry.waiting().count() > 0


def test_a_database_with_accounts_is_not_empty(app, cast):
    assert not demo.is_empty()
