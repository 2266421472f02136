"""Planning for many at once: few questions, nothing changed twice, nothing that people or others did undone."""

import datetime as dt

import pytest
import time_machine
from reminder_plans import (
    DAY,
    HOUR,
    MINUTE,
    another_participant,
    give_phone,
    planned,
    reason_of,
    say_it_was_sent,
)

from webapp import clock
from webapp.people.models import User
from webapp.push.models import Device
from webapp.reminders import planning
from webapp.reminders.models import DeviceDelivery, KindSettings, Reminder, ReminderSettings
from webapp.timetables.models import ProgramSession


@pytest.fixture
def jo(cast):
    give_phone(cast.jo)
    return cast.jo


def rows():
    return list(Reminder.select().order_by(Reminder.id).dicts())


def test_it_asks_as_much_for_thirty_people_as_for_one(jo, cast, queries):
    like = cast.stay_of(cast.jo)
    others = [another_participant(like, number).id for number in range(30)]
    first = queries(lambda: planning.plan([jo.id]))
    assert queries(lambda: planning.plan(others)) == first
    again = queries(lambda: planning.plan([jo.id]))
    assert queries(lambda: planning.plan([jo.id, *others])) == again < first
    assert Reminder.select().where(Reminder.user.in_(others)).count() > 30


def test_it_plans_the_same_for_many_as_for_each(jo, cast):
    others = [another_participant(cast.stay_of(cast.jo), number) for number in range(3)]
    planning.plan_all()
    together = {(row["user"], row["kind"], row["about"], row["due_at"]) for row in rows()}
    Reminder.delete().execute()
    for user in (jo, *others):
        planning.plan_for(user)
    assert {(row["user"], row["kind"], row["about"], row["due_at"]) for row in rows()} == together


def test_it_goes_by_portions(jo, cast, monkeypatch):
    for number in range(4):
        another_participant(cast.stay_of(cast.jo), number)
    monkeypatch.setattr(planning, "AT_ONCE", 2)
    signs = []
    planning.plan_all(between=lambda: signs.append("at work"))
    assert Reminder.select(Reminder.user).distinct().count() == 5
    assert len(signs) == 3


def test_it_changes_nothing_the_second_time_and_writes_nothing(jo, queries):
    planning.plan_all()
    before = rows()
    with time_machine.travel(clock.now() + 5 * MINUTE):
        planning.plan_all()
        assert rows() == before


def test_it_leaves_other_kinds_alone(jo):
    planning.plan([jo.id], ["check_in"])
    assert {row["kind"] for row in rows()} == {"check_in"}
    planning.plan([jo.id], ["test", "no such kind"])
    planning.plan([])
    assert {row["kind"] for row in rows()} == {"check_in"}


def test_without_a_device_or_mail_nothing_is_planned(jo):
    about = next(iter(planned(jo, "check_in")))
    Device.delete().execute()
    assert planned(jo, "check_in") == {}
    assert reason_of(jo, about) == "no_device"
    ReminderSettings.keep(jo, by_email=True)
    planning.plan_all()
    assert about in planned(jo, "check_in")


def test_a_closed_account_is_told_nothing(jo):
    about = next(iter(planned(jo, "check_in")))
    User.update(active=False).execute()
    planning.plan([jo.id])
    assert reason_of(jo, about) == "switched_off"


def test_a_kind_that_is_switched_off_says_why(jo):
    about = next(iter(planned(jo, "check_in")))
    KindSettings.keep(jo, "check_in", is_on=False)
    assert planned(jo, "check_in") == {}
    assert reason_of(jo, about) == "switched_off"
    assert planned(jo, "session")
    KindSettings.keep(jo, "check_in", is_on=True)
    assert about in planned(jo, "check_in")


def test_a_pause_holds_back_what_falls_into_it(jo):
    before = planned(jo, "check_in")
    until = clock.now() + DAY
    ReminderSettings.keep(jo, paused_until=until)
    after = planned(jo, "check_in")
    assert set(after) == {about for about, one in before.items() if one.due_at >= until}
    assert {reason_of(jo, about) for about in set(before) - set(after)} == {"paused"}
    ReminderSettings.keep(jo, paused_until=None)
    assert set(planned(jo, "check_in")) == set(before)


def test_after_a_pause_a_session_is_still_told_of(jo):
    (about, first), *_others = planned(jo, "session").items()
    ReminderSettings.keep(jo, paused_until=first.due_at + 10 * MINUTE)
    assert about not in planned(jo, "session")
    with time_machine.travel(first.due_at + 11 * MINUTE):
        assert about in planned(jo, "session")


def test_one_that_was_put_off_stays_put_off_as_long_as_it_applies(jo):
    (about, first), *_others = planned(jo, "check_in").items()
    later = first.due_at + 30 * MINUTE
    Reminder.update(snoozed_until=later, due_at=later, wake_at=later, attempts=0).where(
        Reminder.id == first.id
    ).execute()
    assert planned(jo, "check_in")[about].due_at == later
    KindSettings.keep(jo, "check_in", is_on=False)
    assert planned(jo, "check_in") == {}


def test_one_that_a_worker_holds_keeps_its_times(jo):
    (about, first), *_others = planned(jo, "check_in").items()
    Reminder.update(attempts=1, claimed_by="one", claimed_at=clock.now()).where(
        Reminder.id == first.id
    ).execute()
    ReminderSettings.keep(jo, quiet_hours="19:00-21:00")
    assert planned(jo, "check_in")[about].due_at == first.due_at


def test_the_next_try_of_one_that_failed_waits_for_the_end_of_quiet_hours(jo):
    KindSettings.keep(jo, "session", leads="1440")
    about, first = list(planned(jo, "session").items())[-1]
    with time_machine.travel(first.due_at + 20 * MINUTE):
        Reminder.update(attempts=3, claimed_by="one").where(Reminder.id == first.id).execute()
        assert planned(jo, "session")[about].claimed_by == "one"
        wall = clock.local(clock.now(), "America/Los_Angeles")
        ReminderSettings.keep(jo, quiet_hours=f"{wall - 5 * MINUTE:%H:%M}-{wall + HOUR:%H:%M}")
        held = planned(jo, "session")[about]
    assert (held.claimed_by, held.attempts) == (None, 3)
    assert f"{clock.local(held.wake_at, 'America/Los_Angeles'):%H:%M}" == f"{wall + HOUR:%H:%M}"


def test_what_reached_one_phone_was_sent_even_if_it_no_longer_applies(jo):
    (_about, first), *_others = planned(jo, "check_in").items()
    Reminder.update(sent_at=clock.now(), attempts=1).where(Reminder.id == first.id).execute()
    KindSettings.keep(jo, "check_in", is_on=False)
    planned(jo, "check_in")
    row = Reminder.get_by_id(first.id)
    assert (row.outcome, row.reason) == ("sent", "switched_off")


def test_what_is_to_be_said_again_has_reached_no_phone(jo):
    (_about, first), *_others = planned(jo, "session").items()
    device = Device.get()
    DeviceDelivery.create(reminder=first, device=device, result="sent")
    Reminder.update(outcome="withdrawn").where(Reminder.id == first.id).execute()
    planned(jo, "session")
    assert not DeviceDelivery.select().exists()


def test_a_move_of_zone_moves_what_is_not_sent_and_repeats_nothing(jo, cast):
    (today, first), (tomorrow, second), *_others = planned(jo, "check_in").items()
    with time_machine.travel(first.due_at + MINUTE):
        say_it_was_sent(first)
        jo.time_zone = "Pacific/Honolulu"  # two hours behind: the same wall time comes again
        jo.save()
        moved = planned(jo, "check_in")
        assert today not in moved
        assert moved[tomorrow].due_at == second.due_at + 2 * HOUR
    with time_machine.travel(first.due_at + 3 * HOUR):  # where the first would already be over at home
        assert today not in planned(jo, "check_in")
    jo.time_zone = "America/New_York"
    jo.save()
    assert planned(jo, "check_in")[tomorrow].due_at == second.due_at - 3 * HOUR


def test_what_came_late_does_not_go_out_in_the_night(jo):
    """The worker was away from the evening into the quiet hours."""
    about, first = next(
        (about, one)
        for about, one in planned(jo, "session").items()
        if clock.local(one.expires_at, "America/Los_Angeles").hour >= 9
    )
    ReminderSettings.keep(jo, quiet_hours="22:00-07:00")
    KindSettings.keep(jo, "session", leads=str(24 * 60))
    longer = f"{about.split()[0]} {24 * 60}"
    night = clock.at_wall(
        clock.local(first.expires_at, "America/Los_Angeles").date(), dt.time(3), "America/Los_Angeles"
    )
    with time_machine.travel(night):
        due_at = planned(jo, "session")[longer].due_at
        assert clock.local(due_at, "America/Los_Angeles").time() == dt.time(7)
        assert planned(jo, "session")[longer].due_at == due_at


def test_a_session_moved_after_it_was_over_is_told_of_again(jo):
    (about, first), *_others = planned(jo, "session").items()
    with time_machine.travel(first.expires_at + 10 * MINUTE):
        say_it_was_sent(first)
        starts_at = (clock.now() + 5 * HOUR).replace(microsecond=0)
        ProgramSession.update(starts_at=starts_at, ends_at=starts_at + HOUR).where(
            ProgramSession.id == about.split()[0]
        ).execute()
        assert planned(jo, "session")[about].due_at == starts_at - HOUR
