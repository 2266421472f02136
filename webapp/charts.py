"""Where the parts of a chart stand: arithmetic alone, for the drawings in templates/components/charts.html.

All places are percent of the drawing, from its start and from its top, so that a drawing of any size can use them.
"""

import datetime as dt
from dataclasses import dataclass

START, END = 3.0, 97.0  # room for a dot at each edge
TOP, BOTTOM = 6.0, 94.0


@dataclass(frozen=True)
class Point:
    """One value on a day; with `low` and `high`, what it stands in the middle of."""

    day: dt.date
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Band:
    """A part of the scale with a name, from one value to another."""

    low: float
    high: float
    label: str


@dataclass(frozen=True)
class Event:
    """Something of a day that belongs beside the values."""

    day: dt.date
    label: str


@dataclass(frozen=True)
class LineChart:
    """Values over days, on the whole of their scale. Points further apart than `joined_within` days are not joined."""

    first_day: dt.date
    last_day: dt.date
    lowest: float
    highest: float
    points: tuple[Point, ...]
    joined_within: int = 1
    ticks: tuple[float, ...] = ()
    bands: tuple[Band, ...] = ()
    events: tuple[Event, ...] = ()

    def x(self, day: dt.date) -> float:
        days = (self.last_day - self.first_day).days
        share = (day - self.first_day).days / days if days else 0.5
        return _rounded(START + (END - START) * share)

    def y(self, value: float) -> float:
        share = (value - self.lowest) / (self.highest - self.lowest)
        return _rounded(BOTTOM - (BOTTOM - TOP) * share)

    @property
    def line(self) -> str:
        """A path through the points, lifted where there is a gap."""
        parts, before = [], None
        for one in self.points:
            is_joined = before is not None and (one.day - before).days <= self.joined_within
            parts.append(f"{'L' if is_joined else 'M'}{self.x(one.day):g} {self.y(one.value):g}")
            before = one.day
        return "".join(parts)

    @property
    def dots(self) -> str:
        """A path of lines without length: round ends make a dot of each."""
        return "".join(f"M{self.x(one.day):g} {self.y(one.value):g}h.01" for one in self.points)

    @property
    def ranges(self) -> str:
        """A path of upright lines, from the lowest to the highest that a point stands for."""
        wide = [one for one in self.points if one.low is not None and one.low != one.high]
        return "".join(f"M{self.x(one.day):g} {self.y(one.low):g}V{self.y(one.high):g}" for one in wide)

    @property
    def band_boxes(self) -> list[tuple[float, float, Band]]:
        """(top, height, band) of each."""
        return [(self.y(one.high), _rounded(self.y(one.low) - self.y(one.high)), one) for one in self.bands]


def bar(value: float, most: float) -> float:
    """How long a bar is, in percent."""
    return _rounded(100 * min(max(value / most, 0), 1)) if most else 0.0


def _rounded(number: float) -> float:
    return round(number, 2)
