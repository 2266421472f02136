"""Each dimension over a span: the line, the middle and range of each week, and the change since the first two weeks."""

import datetime as dt
import statistics
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from webapp.charts import LineChart, Point
from webapp.journals.vocabulary import (
    ANXIETY,
    CRAVING,
    ENERGIES,
    ENERGY,
    MOOD,
    MOODS,
    SLEEP,
    SLEEP_HOURS_MOST,
)
from webapp.timetables.weeks import monday_of
from webapp.trends.days import Day
from webapp.trends.spans import Span

MOST_DAYS_DRAWN = 31  # more are drawn by week
ENOUGH_DAYS = 5  # on each side of anything that is compared
FEWEST_DRAWN = 2
STRONG_CRAVING = 7
DAYS_JOINED, WEEKS_JOINED = 3, 7  # in days


@dataclass(frozen=True)
class Dimension:
    """What is rated, on which scale, and what the scale's ends mean."""

    key: str
    title: str
    lowest: int
    highest: int
    low_word: str
    high_word: str

    @property
    def ticks(self) -> tuple[float, ...]:
        return self.lowest, (self.lowest + self.highest) / 2, self.highest


DIMENSIONS = (
    Dimension(MOOD, _l("Mood"), 1, 5, MOODS[1], MOODS[5]),
    Dimension(CRAVING, _l("Strongest craving"), 0, 10, _l("None"), _l("Strongest ever")),
    Dimension(ANXIETY, _l("Anxiety or tension"), 0, 10, _l("None"), _l("Strongest ever")),
    Dimension(ENERGY, _l("Energy"), 1, 5, ENERGIES[1], ENERGIES[5]),
    Dimension(SLEEP, _l("Hours of sleep"), 0, SLEEP_HOURS_MOST, "", ""),
)


@dataclass(frozen=True)
class Summary:
    """Some days' ratings: how many, the middle, and the ends."""

    days: int
    median: float
    low: float
    high: float

    @classmethod
    def of(cls, ratings: list[float]) -> "Summary":
        return cls(len(ratings), statistics.median(ratings), min(ratings), max(ratings))


@dataclass(frozen=True)
class Trend:
    """One dimension in a span. `weeks` are by their Monday; `change` is (middle of the first weeks, middle since)."""

    dimension: Dimension
    ratings: dict[dt.date, float]
    weeks: dict[dt.date, Summary]
    change: tuple[float, float] | None
    chart: LineChart

    @classmethod
    def of(cls, dimension: Dimension, days: list[Day], first_weeks: list[Day], span: Span) -> "Trend":
        ratings = ratings_of(dimension.key, days)
        weeks = by_week(ratings)
        change = _change(ratings_of(dimension.key, first_weeks), ratings)
        draw = _by_day if span.days <= MOST_DAYS_DRAWN else _by_week
        return cls(dimension, ratings, weeks, change, draw(dimension, days, weeks, span))

    @property
    def summary(self) -> Summary:
        return Summary.of(list(self.ratings.values()))

    @property
    def is_drawn(self) -> bool:
        return len(self.ratings) >= FEWEST_DRAWN

    @property
    def strong_days(self) -> int:
        """Days with a strong craving."""
        return sum(rating >= STRONG_CRAVING for rating in self.ratings.values())


def trends_of(days: list[Day], first_weeks: list[Day], span: Span) -> list[Trend]:
    """Those dimensions of which anything was rated."""
    found = (Trend.of(dimension, days, first_weeks, span) for dimension in DIMENSIONS)
    return [trend for trend in found if trend.ratings]


def ratings_of(key: str, days: list[Day]) -> dict[dt.date, float]:
    return {day.date: rating for day in days if (rating := day.rating(key)) is not None}


def by_week(ratings: dict[dt.date, float]) -> dict[dt.date, Summary]:
    weeks: dict[dt.date, list[float]] = {}
    for date, rating in ratings.items():
        weeks.setdefault(monday_of(date), []).append(rating)
    return {monday: Summary.of(some) for monday, some in weeks.items()}


def _change(before: dict[dt.date, float], ratings: dict[dt.date, float]) -> tuple[float, float] | None:
    """None while either side has too few days to be held against the other."""
    since = [rating for date, rating in ratings.items() if before and date > max(before)]
    if len(before) < ENOUGH_DAYS or len(since) < ENOUGH_DAYS:
        return None
    return statistics.median(before.values()), statistics.median(since)


def _by_day(dimension: Dimension, days: list[Day], weeks, span: Span) -> LineChart:
    points = tuple(
        Point(day.date, rating, min(day.values[dimension.key]), max(day.values[dimension.key]))
        for day in days
        if (rating := day.rating(dimension.key)) is not None
    )
    return _chart(dimension, points, span.first_day, span.last_day, DAYS_JOINED)


def _by_week(dimension: Dimension, days, weeks: dict[dt.date, Summary], span: Span) -> LineChart:
    points = tuple(Point(monday, one.median, one.low, one.high) for monday, one in weeks.items())
    return _chart(dimension, points, monday_of(span.first_day), monday_of(span.last_day), WEEKS_JOINED)


def _chart(dimension: Dimension, points, first: dt.date, last: dt.date, joined_within: int) -> LineChart:
    scale = (dimension.lowest, dimension.highest)
    return LineChart(first, last, *scale, points, joined_within, dimension.ticks)
