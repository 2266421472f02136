"""Charts: where lines, dots, ranges and bands stand."""

import datetime as dt

import pytest

from webapp.charts import BOTTOM, END, START, TOP, Band, LineChart, Point, bar

FIRST = dt.date(2026, 11, 1)


def chart(*values, days=10, **more) -> LineChart:
    points = tuple(
        Point(FIRST + dt.timedelta(days=number), value)
        for number, value in enumerate(values)
        if value is not None
    )
    return LineChart(FIRST, FIRST + dt.timedelta(days=days), 0, 10, points, **more)


def test_the_scale_is_whole_whatever_the_values():
    for one in (chart(4, 5), chart(0, 10)):
        assert (one.y(0), one.y(10), one.y(5)) == (BOTTOM, TOP, (TOP + BOTTOM) / 2)
        assert (one.x(FIRST), one.x(FIRST + dt.timedelta(days=10))) == (START, END)


def test_a_gap_lifts_the_line():
    assert chart(1, 2, None, 3).line.count("M") == 2
    assert chart(1, 2, None, 3, joined_within=2).line.count("M") == 1
    assert chart(1, 2, None, 3).dots.count("M") == 3


def test_a_chart_of_one_day_stands_in_the_middle():
    one = chart(3, days=0)
    assert one.x(FIRST) == (START + END) / 2
    assert one.line.startswith("M50 ")


def test_without_points_nothing_is_drawn():
    assert (chart().line, chart().dots, chart().ranges) == ("", "", "")


def test_ranges_are_drawn_where_there_is_one():
    points = (Point(FIRST, 5, 2, 8), Point(FIRST + dt.timedelta(days=1), 5, 5, 5))
    one = LineChart(FIRST, FIRST + dt.timedelta(days=1), 0, 10, points)
    assert one.ranges == f"M{START:g} {one.y(2):g}V{one.y(8):g}"


def test_bands_fill_the_scale_without_a_hole():
    one = chart(1, bands=(Band(0, 4, "low"), Band(4, 10, "high")))
    (low_top, low_height, _low), (high_top, high_height, _high) = one.band_boxes
    assert low_top + low_height == BOTTOM
    assert high_top == TOP
    assert high_top + high_height == pytest.approx(low_top)


def test_a_bar_stays_within_its_place():
    assert (bar(2, 4), bar(9, 4), bar(-1, 4), bar(1, 0)) == (50, 100, 0, 0)
