"""Every kind keeps to what was chosen of it: its switch, its times, its days, how long before. A new one, too."""

import datetime as dt

import pytest
import time_machine
from journal_entries import answer, written
from reminded import next_session, reminder_of
from reminder_plans import DAY, MINUTE, give_phone, planned, reason_of

from webapp import clock
from webapp.assessments.models import AssignedInstrument
from webapp.exercises.models import Assignment
from webapp.people.consents import Consent
from webapp.reminders.kinds import KINDS
from webapp.reminders.models import TEST, KindSettings, Reminder
from webapp.reminders.wording import message_of
from webapp.routines.models import Routine
from webapp.timetables.rescheduling import cancel

ZONE = "America/Los_Angeles"
TODAY = dt.date(2026, 11, 17)
HAVE_DAYS = {"session", "check_in", "exercise", "questionnaire", "journal"}
HAVE_TIMES = {"check_in": 3, "exercise": 1, "questionnaire": 1, "journal": 2}
HAVE_LEADS = {"session", "consent"}
# Where minutes count, or the person named the minute.
URGENT = {"session", "change", "check_in", "own", "hard_time", TEST}


@pytest.fixture
def jo(cast):
    give_phone(cast.jo)
    return cast.jo


@pytest.fixture
def make(jo, stay, cast, client_of):
    """Makes something to say of a kind, beside what the clock alone brings."""

    def routine(purpose):
        Routine.create(enrollment=stay, purpose=purpose, repeats="once", starts_on=TODAY + DAY, at="18:30")

    making = {
        "session": lambda: None,
        "change": lambda: cancel(next_session(stay), 1),
        "check_in": lambda: None,
        "exercise": lambda: Assignment.create(
            enrollment=stay, slug="five-senses", times_a_week=7, starts_on=TODAY, ends_on=TODAY + 7 * DAY
        ),
        "questionnaire": lambda: AssignedInstrument.create(
            enrollment=stay, instrument="phq-9", every_days=14, starts_on=TODAY
        ),
        "journal": lambda: None,
        "own": lambda: routine("own"),
        "hard_time": lambda: routine("hard_time"),
        "answer": lambda: answer(
            client_of(cast.kim), written(client_of(jo), words="Please read this.", visibility="shared")
        ),
        "consent": lambda: Consent.update(expires_at=clock.day_bounds(TODAY + 9 * DAY, ZONE)[1]).execute(),
    }
    return lambda kind: making[kind]()


def told(user, kind: str, **chosen) -> dict[str, Reminder]:
    """What is still to be said of that kind, with this chosen of it."""
    KindSettings.keep(user, kind, **{"is_on": True, **chosen})
    return planned(user, kind)


def is_about(reminder: Reminder) -> dt.datetime:
    """The wall time of the occasion itself."""
    ahead = reminder.kind in HAVE_LEADS
    return clock.local(reminder.expires_at if ahead else reminder.due_at, ZONE)


def test_what_each_kind_has_is_written_here():
    assert {name for name, kind in KINDS.items() if kind.has_days} == HAVE_DAYS
    assert {name: kind.most_times for name, kind in KINDS.items() if kind.most_times} == HAVE_TIMES
    assert {name for name, kind in KINDS.items() if kind.offered_leads} == HAVE_LEADS


def test_its_page_offers_what_it_has(client_of, jo):
    browser = client_of(jo)
    for kind in KINDS:
        page = browser.get(f"/reminders/kinds/{kind}").text
        assert page.count('type="time"') == HAVE_TIMES.get(kind, 0), kind
        assert ('name="weekdays"' in page) == (kind in HAVE_DAYS), kind
        assert ('name="leads"' in page) == (kind in HAVE_LEADS), kind


@pytest.mark.parametrize("kind", KINDS)
def test_switched_off_it_says_nothing_and_why(jo, make, kind):
    make(kind)
    before = told(jo, kind)
    assert before
    assert told(jo, kind, is_on=False) == {}
    assert {reason_of(jo, about) for about in before} == {"switched_off"}
    assert set(told(jo, kind)) == set(before)


@pytest.mark.parametrize("kind", sorted(HAVE_DAYS))
def test_it_comes_on_the_chosen_days_alone(jo, make, kind):
    make(kind)
    days = {about: str(is_about(one).weekday()) for about, one in told(jo, kind).items()}
    for left_out in set(days.values()):
        chosen = "0123456".replace(left_out, "")
        assert set(told(jo, kind, weekdays=chosen)) == {
            about for about, day in days.items() if day != left_out
        }
        assert set(told(jo, kind, weekdays="0123456")) == set(days)


@pytest.mark.parametrize("kind", sorted(HAVE_TIMES))
def test_it_comes_at_the_chosen_times_alone(jo, make, kind):
    make(kind)
    for times in (["18:15"], ["11:45", "18:15", "19:30"][: HAVE_TIMES[kind]]):
        at = {f"{is_about(one):%H:%M}" for one in told(jo, kind, times=" ".join(times)).values()}
        assert at == set(times)


@pytest.mark.parametrize("kind", sorted(HAVE_LEADS))
def test_it_comes_as_long_before_as_was_chosen(jo, make, kind):
    make(kind)
    for lead in [lead for lead in KINDS[kind].offered_leads if lead <= 10080]:
        for about, one in told(jo, kind, leads=str(lead)).items():
            assert about.endswith(f" {lead}")
            ends = Consent.get().expires_at if kind == "consent" else one.expires_at
            early = ends - one.due_at - lead * MINUTE
            assert early == dt.timedelta(0) if kind == "session" else abs(early) < DAY
    assert told(jo, kind, leads=str(KINDS[kind].leads[0]))


def test_a_phone_is_woken_for_what_cannot_wait(app, jo):
    with app.app_context():
        urgency = {
            kind: message_of(reminder_of(jo, kind=kind, about="x 60"), jo).urgency for kind in (*KINDS, TEST)
        }
    assert urgency == {kind: "high" if kind in URGENT else "normal" for kind in urgency}


@pytest.mark.parametrize("kind", ["own", "hard_time"])
def test_what_they_wrote_keeps_its_wall_time_over_a_clock_change(jo, stay, kind):
    night, spring = dt.time(2, 30), dt.date(2027, 3, 14)  # there is no such time on that day
    Routine.create(
        enrollment=stay, purpose=kind, repeats="weekly", weekdays="0123456", starts_on=TODAY, at="02:30"
    )
    with time_machine.travel(clock.at_wall(spring - DAY, dt.time(12), ZONE)):
        due = {clock.local(one.due_at, ZONE).date(): one.due_at for one in planned(jo, kind).values()}
    assert due.pop(spring) == dt.datetime(2027, 3, 14, 10, 30, tzinfo=dt.UTC), "an hour later on the wall"
    assert len(due) >= 5 and all(at == clock.at_wall(day, night, ZONE) for day, at in due.items())


def test_a_week_before_a_consent_ends_is_seven_days_over_a_clock_change(jo):
    last = dt.date(2027, 3, 20)
    Consent.update(expires_at=clock.day_bounds(last, ZONE)[1]).execute()
    with time_machine.travel(clock.at_wall(dt.date(2027, 3, 12), dt.time(12), ZONE)):
        (one,) = planned(jo, "consent").values()
    assert one.due_at == clock.at_wall(dt.date(2027, 3, 14), dt.time(10), ZONE)
