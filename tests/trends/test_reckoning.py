"""What is reckoned of entries: days, weeks, changes and what came on the same days, checked by hand."""

import datetime as dt

import pytest

from webapp.trends.days import Coverage, Day, by_day
from webapp.trends.dimensions import trends_of
from webapp.trends.skills import most_helpful, skills_used
from webapp.trends.spans import Span
from webapp.trends.together import after_short_nights, part_of_day, parts_of_day, triggers_met, weekdays
from webapp.trends.year import Year

MONDAY = dt.date(2026, 11, 2)
EMPTY = {
    **dict.fromkeys(("mood", "craving", "anxiety", "energy", "sleep_hours")),
    "triggers": (),
    "skills": {},
}


class Entry:
    """What is read of an entry."""

    def __init__(self, day: int, hour: int = 20, **content):
        self.__dict__.update(EMPTY | content)
        self.written_at = dt.datetime.combine(MONDAY + dt.timedelta(days=day), dt.time(hour), dt.UTC)


def days_of(*entries: Entry) -> list[Day]:
    return by_day(entries, "UTC")


def span(days: int) -> Span:
    return Span(MONDAY, MONDAY + dt.timedelta(days=days - 1))


def test_a_day_has_the_strongest_craving_and_the_middle_of_the_rest():
    (day,) = days_of(
        Entry(0, 8, mood=2, craving=3, anxiety=4),
        Entry(0, 12, mood=5, craving=8, anxiety=6),
        Entry(0, 20, mood=4, craving=0),
    )
    assert (day.rating("mood"), day.rating("craving"), day.rating("anxiety")) == (4, 8, 5)
    assert day.rating("energy") is None


def test_an_hour_after_midnight_belongs_to_the_day_where_the_writer_lives():
    late = Entry(1, 3, mood=3)
    assert [day.date for day in by_day([late], "America/Los_Angeles")] == [MONDAY]
    assert [day.date for day in by_day([late], "UTC")] == [MONDAY + dt.timedelta(days=1)]


def test_coverage_counts_days_and_the_longest_gap():
    days = days_of(Entry(1, mood=3), Entry(1, 9, mood=3), Entry(5, mood=3))
    coverage = Coverage.of(days, span(14))
    assert (coverage.entries, coverage.days, coverage.days_in_all, coverage.longest_gap) == (3, 2, 14, 8)
    assert coverage.is_thin
    assert Coverage.of([], span(7)).longest_gap == 7
    assert not Coverage.of(days, span(6)).is_thin


def test_weeks_have_a_middle_and_a_range():
    days = days_of(*(Entry(number, mood=mood) for number, mood in enumerate((1, 2, 5, 3, 3, 3, 3, 4, 4, 2))))
    (mood,) = trends_of(days, [], span(14))
    assert [(one.days, one.median, one.low, one.high) for one in mood.weeks.values()] == [
        (7, 3, 1, 5),
        (3, 4, 2, 4),
    ]
    assert (mood.summary.median, mood.summary.low, mood.summary.high) == (3, 1, 5)


def test_a_change_needs_five_days_before_and_five_since():
    first = days_of(*(Entry(number, craving=8) for number in range(5)))
    since = [Entry(20 + number, craving=3) for number in range(5)]
    assert trends_of(days_of(*since), first, span(40))[0].change == (8, 3)
    assert trends_of(days_of(*since[:4]), first, span(40))[0].change is None
    assert trends_of(days_of(*since), first[:4], span(40))[0].change is None


def test_the_first_weeks_are_never_held_against_themselves():
    days = days_of(*(Entry(number, craving=8) for number in range(10)))
    assert trends_of(days, days, span(14))[0].change is None


def test_strong_cravings_are_counted_by_day():
    days = days_of(Entry(0, craving=7), Entry(0, 9, craving=9), Entry(1, craving=6), Entry(2, mood=2))
    craving = next(one for one in trends_of(days, [], span(7)) if one.dimension.key == "craving")
    assert (craving.strong_days, len(craving.ratings)) == (1, 2)


def test_a_month_is_drawn_by_day_and_more_by_week():
    days = days_of(*(Entry(number, mood=3) for number in range(28)))
    assert len(trends_of(days, [], span(31))[0].chart.points) == 28
    assert len(trends_of(days, [], span(90))[0].chart.points) == 4


def test_short_nights_stand_beside_the_others():
    short = [Entry(number, sleep_hours=5, craving=6, mood=2) for number in range(5)]
    long = [Entry(10 + number, sleep_hours=6, craving=3, mood=4) for number in range(6)]
    unknown = [Entry(20, craving=10)]
    mood, craving = after_short_nights(days_of(*short, *long, *unknown))
    assert (craving.days, craving.mean, craving.other_days, craving.other_mean) == (5, 6, 6, 3)
    assert (mood.mean, mood.other_mean) == (2, 4)


@pytest.mark.parametrize(("short", "long"), [(4, 20), (20, 4)])
def test_nothing_is_said_of_fewer_than_five_days_on_either_side(short, long):
    days = days_of(
        *(Entry(number, sleep_hours=5, craving=6) for number in range(short)),
        *(Entry(40 + number, sleep_hours=8, craving=6) for number in range(long)),
    )
    assert after_short_nights(days) == []


def test_triggers_are_ranked_by_days_not_by_entries():
    days = days_of(
        Entry(0, triggers=["payday"], craving=5),
        Entry(0, 9, triggers=["payday"]),
        Entry(1, triggers=["alone", "my own word"]),
        Entry(2, triggers=["alone"]),
    )
    assert [(one.trigger, one.days) for one in triggers_met(days)] == [
        ("alone", 2),
        ("my own word", 1),
        ("payday", 1),
    ]


def test_weekdays_and_hours_say_a_mean_only_of_enough_days():
    mondays = [Entry(7 * week, 8, mood=2, craving=5) for week in range(5)]
    tuesdays = [Entry(1 + 7 * week, 23, mood=4) for week in range(5)]
    monday, tuesday, *rest = weekdays(days_of(*mondays, *tuesdays))
    assert (monday.days, monday.means) == (
        5,
        {"mood": 2, "craving": None},
    )  # nothing to hold the craving against
    assert (tuesday.days, tuesday.means["mood"]) == (5, 4)
    assert all(one.days == 0 and one.means["mood"] is None for one in rest)
    morning, afternoon, _evening, night = parts_of_day(days_of(*mondays, *tuesdays), "UTC")
    assert (morning.means["mood"], afternoon.days, night.days) == (2, 0, 5)


def test_the_night_goes_on_after_midnight():
    assert [part_of_day(hour) for hour in (4, 5, 12, 17, 22)] == [
        "night",
        "morning",
        "afternoon",
        "evening",
        "night",
    ]


def test_the_most_helpful_skill_was_rated_often_enough():
    entries = [Entry(day, skills={"breathing": 3, "walk": None}) for day in range(3)]
    entries += [Entry(4, skills={"song": 4}), Entry(5, skills={"walk": 1})]
    skills = skills_used(days_of(*entries))
    walk, breathing, song = skills
    assert (walk.times, walk.ratings, walk.helped) == (4, 1, 1)
    assert (breathing.times, breathing.helped, song.helped) == (3, 3, 4)
    assert most_helpful(skills).key == "breathing"
    assert most_helpful([]) is None


def test_a_year_has_a_square_for_each_day_with_a_mood():
    days = days_of(Entry(0, mood=2), Entry(0, 9, mood=3), Entry(1, craving=3), Entry(-400, mood=1))
    year = Year.of(days, MONDAY + dt.timedelta(days=20))
    assert [(one.date, one.column, one.row, one.mood) for one in year.pixels] == [(MONDAY, 11, 1, 3)]
    assert year.months[0] == dt.date(2025, 12, 1)
    assert year.counts == {5: 0, 4: 0, 3: 1, 2: 0, 1: 0}
