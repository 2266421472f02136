"""Changes of a series: begun, changed from a day on, ended; the meetings follow, and what somebody counts on stays."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from timetables import import_text, series, text_of

from webapp import clock, database
from webapp.attendance.models import Notice
from webapp.people.models import User
from webapp.timetables.admitting import admit
from webapp.timetables.calendar import sessions_of
from webapp.timetables.changing import begin_series, change_from, edit_facts, end_series
from webapp.timetables.effects import Refusal, Stale
from webapp.timetables.models import (
    CANCELLED,
    MOVED,
    SCHEDULED,
    BusyTime,
    Facilitator,
    ProgramSession,
    Series,
)
from webapp.timetables.program_template import SeriesTemplate
from webapp.timetables.succession import facts_of
from webapp.timetables.template_values import WEEKDAYS

DAY, WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)


@pytest.fixture
def program(app, tmp_path):
    topics = '["A", "B", "C"]'
    group = series(
        "Skills",
        weekdays='["mon", "thu"]',
        starts='"10:00"',
        place='"Blue room"',
        capacity="2",
        topics=topics,
    )
    alone = series("One to one", kind='"individual"', weekdays='["tue"]', starts='"15:00"')
    return import_text(tmp_path, text_of(more=group + alone))


@pytest.fixture
def skills(program):
    return Series.get(Series.title == "Skills")


@pytest.fixture
def monday(program):
    """A Monday two weeks ahead."""
    today = clock.today(program.time_zone)
    return today - today.weekday() * DAY + 2 * WEEK


@pytest.fixture
def stay(program, monday):
    return admit("pat@example.org", program.name, monday - 5 * WEEK, "2.1").enrollment


def facts(**changes) -> SeriesTemplate:
    usual = {
        "title": "New group",
        "kind": "group",
        "levels": ("2.1",),
        "weekdays": ("wed",),
        "starts": dt.time(9),
        "minutes": 60,
        "weeks": ((1, 48),),
        "capacity": None,
        "place": "",
        "telehealth": "",
        "guests_welcome": False,
        "topics": (),
        "track": None,
    }
    return SeriesTemplate(**usual | changes)


def rows_of(*series_, since=None):
    rows = ProgramSession.select().where(ProgramSession.series.in_([one.id for one in series_]))
    if since:
        rows = rows.where(ProgramSession.local_date >= since)
    return list(rows.order_by(ProgramSession.starts_at))


def changed(series_, **changes) -> SeriesTemplate:
    now = facts_of(series_)
    return facts(**{**now.__dict__, **changes})


def test_a_new_group_is_in_the_calendar_of_those_it_is_for(program, stay, monday):
    new, effect = begin_series(program, facts(), monday)
    (first, *_more) = [one for one in sessions_of(stay, monday, monday + 2 * WEEK) if one.series_id == new.id]
    assert first.local_start.isoformat().startswith(f"{monday + 2 * DAY}T09:00")
    assert effect.touched == {stay.id}


@pytest.mark.parametrize("kind", ["individual", "group", "family", "workshop", "holistic"])
def test_every_kind_can_begin(program, stay, monday, kind):
    new, effect = begin_series(program, facts(kind=kind), monday)
    assert {one.enrollment_id for one in rows_of(new)} == {stay.id if kind == "individual" else None}
    assert effect.touched == {stay.id}


def test_a_single_meeting_is_a_series_of_one_day(program, stay, monday):
    new, _effect = begin_series(program, facts(weekdays=("mon",)), monday, last_day=monday)
    assert [one.local_date for one in rows_of(new)] == [monday]


def test_another_time_from_a_day_on_keeps_each_row_and_says_so_for_a_while(skills, stay, monday):
    before = rows_of(skills)
    old = {one.id: one.starts_at for one in before}
    new, effect = change_from(skills, skills.version, monday, changed(skills, starts=dt.time(11)))
    assert Series.get_by_id(skills.id).ends_on == monday - DAY
    assert (new.follows_id, new.anchor_on) == (skills.id, monday)
    after = rows_of(skills, new)
    assert [one.id for one in after] == [one.id for one in before]
    for one in after:
        ahead = one.local_date >= monday
        assert one.local_start.hour == (11 if ahead else 10)
        told = ahead and one.local_date < monday + 4 * WEEK
        assert (one.status, one.was_at) == ((MOVED, old[one.id]) if told else (SCHEDULED, None))
    assert effect.touched == {stay.id}


def test_topics_go_on_in_turn(program, skills, stay, monday):
    before = [one.topic for one in rows_of(skills)]
    new, _effect = change_from(skills, skills.version, monday + DAY, changed(skills, starts=dt.time(11)))
    assert [one.topic for one in rows_of(skills, new)] == before
    assert set(before) == {"A", "B", "C"}


def test_another_weekday_takes_the_meeting_of_the_same_week(program, skills, monday):
    program.closed_on = []  # a closed Thursday would leave a Wednesday without one
    program.save()
    admit("pat@example.org", program.name, monday - 5 * WEEK, "2.1")
    thursdays = {one.id for one in rows_of(skills, since=monday) if one.local_date.weekday() == 3}
    new, effect = change_from(skills, skills.version, monday, changed(skills, weekdays=("mon", "wed")))
    assert {one.id for one in rows_of(new) if one.local_date.weekday() == 2} == thursdays
    assert not effect.cancelled and not effect.removed and not effect.made


def test_what_falls_away_is_cancelled_where_somebody_counts_on_it(skills, stay, monday):
    rows = rows_of(skills, since=monday + 8 * WEEK)
    far, noticed = rows[0], rows[2]
    Notice.create(enrollment=stay, program_session=noticed, kind="cannot_come", reason="work")
    effect = end_series(skills, skills.version, monday - DAY)
    left = {one.id: one for one in rows_of(skills, since=monday)}
    assert far.id not in left
    assert left[noticed.id].status == CANCELLED
    assert {one.local_date for one in left.values()} == {
        *(one.local_date for one in left.values() if one.local_date < monday + 4 * WEEK),
        noticed.local_date,
    }
    assert {one.status for one in left.values()} == {CANCELLED}
    assert effect.touched == {stay.id}


def test_the_past_never_changes(program, skills, stay, monday):
    past = ProgramSession.starts_at <= clock.now()
    before = list(ProgramSession.select().where(past).order_by(ProgramSession.id).dicts())
    assert before
    new, _effect = change_from(
        skills, skills.version, clock.today(program.time_zone) + DAY, changed(skills, starts=dt.time(8))
    )
    edit_facts(new, new.version, (), 5, title="Other", place="", telehealth="", guests_welcome=True)
    end_series(Series.get_by_id(new.id), new.version + 1, clock.today(program.time_zone) + 2 * DAY)
    assert list(ProgramSession.select().where(past).order_by(ProgramSession.id).dicts()) == before


def test_people_admitted_later_get_the_old_until_then_and_the_new_after(program, skills, monday):
    new, _effect = change_from(skills, skills.version, monday, changed(skills, starts=dt.time(11)))
    stay = admit("kit@example.org", program.name, clock.today(program.time_zone), "2.1").enrollment
    hours = {
        (one.local_date >= monday, one.local_start.hour)
        for one in sessions_of(stay, monday - WEEK, monday + 20 * WEEK)
        if one.series_id in (skills.id, new.id)
    }
    assert hours <= {(False, 10), (True, 11)}
    assert (True, 11) in hours


def test_facts_change_in_every_meeting_ahead_but_not_where_one_was_set_alone(skills, stay, monday):
    alone, *others = rows_of(skills, since=monday)
    ProgramSession.update(place="Garden").where(ProgramSession.id == alone.id).execute()
    edit_facts(
        skills, skills.version, (), 2, title="Skills", place="Red room", telehealth="", guests_welcome=False
    )
    assert ProgramSession.get_by_id(alone.id).place == "Garden"
    assert {ProgramSession.get_by_id(one.id).place for one in others} == {"Red room"}


def test_a_version_that_is_gone_is_stale_and_writes_nothing(skills, monday):
    with pytest.raises(Stale):
        change_from(skills, skills.version - 1, monday, changed(skills, starts=dt.time(11)))
    with pytest.raises(Stale):
        end_series(skills, skills.version + 1, monday)
    assert Series.get_by_id(skills.id).ends_on is None


@pytest.fixture
def kim(program):
    return User.register("dr.kim@example.org", "Dr Kim")


def refused(field, words, change):
    before = Series.select().count(), ProgramSession.select().count()
    with pytest.raises(Refusal) as refusal:
        change()
    assert refusal.value.field == field
    assert words in str(refusal.value)
    assert (Series.select().count(), ProgramSession.select().count()) == before


def test_it_refuses_a_room_that_is_taken_and_names_by_what(program, skills, monday):
    new = facts(weekdays=("mon",), starts=dt.time(10, 30), place="blue ROOM")
    refused("place", 'taken by "Skills"', lambda: begin_series(program, new, monday))
    begin_series(program, facts(weekdays=("mon",), starts=dt.time(11), place="Blue room"), monday)


def test_it_refuses_a_leader_who_leads_something_else(program, skills, kim, monday):
    Facilitator.create(series=skills, clinician=kim)
    new = facts(weekdays=("thu",), starts=dt.time(10, 59))
    refused(
        "facilitators", 'Dr Kim leads "Skills"', lambda: begin_series(program, new, monday, leaders=[kim.id])
    )


def test_it_refuses_a_leader_who_is_busy(program, kim, monday):
    starts_at = clock.at_wall(monday + 2 * DAY, dt.time(9, 30), program.time_zone)
    BusyTime.create(
        program=program, clinician=kim, starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=1)
    )
    refused(
        "facilitators", "Dr Kim is busy", lambda: begin_series(program, facts(), monday, leaders=[kim.id])
    )


def test_it_refuses_a_room_that_is_busy(program, monday):
    starts_at = clock.at_wall(monday + 2 * DAY, dt.time(9, 30), program.time_zone)
    BusyTime.create(
        program=program, place="Hall", starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=1)
    )
    refused("place", "Hall is not free", lambda: begin_series(program, facts(place="Hall"), monday))


def test_it_refuses_fewer_places_than_people(program, skills, stay, monday):
    admit("kit@example.org", program.name, monday - 5 * WEEK, "2.1")
    values = {"title": "Skills", "place": "", "telehealth": "", "guests_welcome": False}
    refused("capacity", "2 people are expected", lambda: edit_facts(skills, skills.version, (), 1, **values))


def test_it_refuses_days_that_cannot_be(program, skills, monday):
    today = clock.today(program.time_zone)
    refused("first_on", "has passed", lambda: begin_series(program, facts(), today - DAY))
    refused("last_on", "before the first day", lambda: begin_series(program, facts(), monday, monday - DAY))
    refused("weekdays", "never meet", lambda: begin_series(program, facts(), monday, monday + DAY))
    refused("first_on", "after today", lambda: change_from(skills, skills.version, today, facts_of(skills)))
    refused("last_on", "has passed", lambda: end_series(skills, skills.version, today - DAY))


def test_a_single_meeting_on_a_closed_day_is_refused(program, monday):
    program.closed_on = [*program.closed_on, monday.isoformat()]
    program.save()
    new = facts(weekdays=("mon",))
    refused("first_on", "closed", lambda: begin_series(program, new, monday, monday))


def test_a_series_changed_before_it_began_leaves_nothing_behind(program, monday):
    new, _effect = begin_series(program, facts(), monday)
    newer, _effect = change_from(new, new.version, monday - WEEK, facts(starts=dt.time(8)))
    assert Series.get_or_none(Series.id == new.id) is None
    assert Series.get_by_id(newer.id).follows_id is None


def test_a_change_before_a_later_change_keeps_the_later_one(skills, stay, monday):
    later, _effect = change_from(
        skills, skills.version, monday + 4 * WEEK, changed(skills, starts=dt.time(13))
    )
    skills = Series.get_by_id(skills.id)
    refused("last_on", "already set", lambda: change_from(skills, skills.version, monday, facts_of(skills)))
    middle, _effect = change_from(
        skills, skills.version, monday, changed(skills, starts=dt.time(11)), last_day=skills.ends_on
    )
    assert Series.get_by_id(later.id).follows_id == middle.id
    assert Series.get_by_id(middle.id).follows_id == skills.id
    hours = [one.local_start.hour for one in rows_of(skills, middle, later)]
    assert sorted(set(hours)) == [10, 11, 13] and hours == sorted(hours)


def test_a_meeting_at_half_past_two_stays_one_meeting_at_every_clock_change(program, skills, stay, monday):
    new, _effect = change_from(
        skills, skills.version, monday, changed(skills, weekdays=("sun",), starts=dt.time(2, 30))
    )
    for one in rows_of(new):
        assert one.starts_at == clock.at_wall(one.series_date, dt.time(2, 30), program.time_zone)
        assert one.ends_at - one.starts_at == dt.timedelta(minutes=60)
    assert len({one.series_date for one in rows_of(new)}) == len(rows_of(new))


def test_one_to_one_meetings_follow_too(program, stay, monday):
    alone = Series.get(Series.title == "One to one")
    before = {one.id for one in rows_of(alone, since=monday)}
    new, effect = change_from(alone, alone.version, monday, changed(alone, weekdays=("wed",)))
    after = rows_of(new)
    assert {one.id for one in after} == before
    assert {(one.enrollment_id, one.local_date.weekday()) for one in after} == {(stay.id, 2)}
    assert effect.touched == {stay.id}
    shown = [one.id for one in sessions_of(stay, monday, monday + 2 * WEEK) if one.series_id == new.id]
    assert len(shown) == 2


weekdays = st.sets(st.sampled_from(WEEKDAYS), min_size=1, max_size=4).map(
    lambda chosen: tuple(sorted(chosen))
)
changes = st.lists(
    st.tuples(
        st.integers(1, 60), weekdays, st.times().map(lambda time: time.replace(second=0, microsecond=0))
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes)
def test_after_any_changes_the_rows_are_those_of_a_walk_through_the_days(skills, stay, monday, wanted):
    """Held against an expansion that knows nothing of series: day by day, the newest change that has begun."""
    zone, today = skills.program.time_zone, clock.today(skills.program.time_zone)
    with database.db.atomic() as all_of_it:
        rules, series_, known = [(dt.date.min, ("mon", "thu"), dt.time(10))], skills, [skills]
        for ahead, days, starts in sorted(wanted, key=lambda change: change[0]):
            first_day = today + ahead * DAY
            new_facts = changed(series_, weekdays=days, starts=starts, place="", capacity=None)
            series_, _effect = change_from(series_, series_.version, first_day, new_facts)
            rules.append((first_day, days, starts))
            known.append(series_)
        rows = [one for one in rows_of(*known, since=today + DAY) if not one.is_cancelled]
        last_day = today + 20 * WEEK
        found = {(one.local_date, one.starts_at) for one in rows if one.local_date <= last_day}
        expected, day = set(), today + DAY
        while day <= last_day:
            _first, days, starts = [rule for rule in rules if rule[0] <= day][-1]
            if WEEKDAYS[day.weekday()] in days and not skills.program.is_closed(day):
                expected.add((day, clock.at_wall(day, starts, zone)))
            day += DAY
        all_of_it.rollback()
    assert found == expected
    assert len(found) == len([one for one in rows if one.local_date <= last_day])
