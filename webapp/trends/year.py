"""A year in pixels: the mood of each day, a column for each month and a row for each day of it."""

import datetime as dt
from dataclasses import dataclass

from webapp.journals.vocabulary import MOOD
from webapp.trends.days import Day
from webapp.trends.spans import Span

MONTHS = 12


@dataclass(frozen=True)
class Pixel:
    """One day with a mood: its place in the drawing, and the mood as a whole number."""

    date: dt.date
    column: int
    row: int
    mood: int


@dataclass(frozen=True)
class Year:
    """The twelve months up to a day."""

    months: list[dt.date]  # their first days
    pixels: list[Pixel]

    @classmethod
    def of(cls, days: list[Day], last_day: dt.date) -> "Year":
        months = [_months_before(last_day, MONTHS - 1 - number) for number in range(MONTHS)]
        column = {month: number for number, month in enumerate(months)}
        rated = [(day.date, mood) for day in days if (mood := day.rating(MOOD)) is not None]
        pixels = [
            Pixel(date, column[date.replace(day=1)], date.day - 1, int(mood + 0.5))
            for date, mood in rated
            if date.replace(day=1) in column
        ]
        return cls(months, pixels)

    @staticmethod
    def span(last_day: dt.date) -> Span:
        return Span(_months_before(last_day, MONTHS - 1), last_day)

    @property
    def counts(self) -> dict[int, int]:
        """On how many days each mood stands."""
        return {mood: sum(pixel.mood == mood for pixel in self.pixels) for mood in (5, 4, 3, 2, 1)}


def _months_before(day: dt.date, number: int) -> dt.date:
    """The first day of the month so many before the day's own."""
    months = day.year * 12 + day.month - 1 - number
    return dt.date(months // 12, months % 12 + 1, 1)
