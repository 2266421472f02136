"""Every component in its states on one page, for who builds pages. Without DEVELOPMENT=1 it does not exist."""

import datetime as dt
import re

from flask import Blueprint, render_template, request
from wtforms import PasswordField

from webapp import clock
from webapp.access import public
from webapp.charts import Band, Event, LineChart, Point
from webapp.formatting import STATIC
from webapp.forms import (
    ChoiceField,
    DateField,
    Form,
    LineField,
    ListField,
    RatingField,
    ScaleField,
    SwitchField,
    TicksField,
    WordsField,
    offered,
)

blueprint = Blueprint("components", __name__)

THREE = (
    ("one", "One answer"),
    ("two", "Another answer"),
    ("three", "A longer answer that may need a second line"),
)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class EveryField(Form):
    """One field of each kind."""

    line = LineField("A line", required="Please write something here.")
    password = PasswordField("A password")
    words = WordsField("Words", required="Please write a few words.")
    day = DateField("A day", required="Please give a day.")
    one_of_many = ListField("One from a list", choices=offered(THREE))
    choice = ChoiceField("One of a few", choices=THREE, required="Please choose one.")
    several = TicksField("Any of a few", choices=THREE, required="Please choose one or more.")
    mood = ScaleField("A mood", lowest=1, highest=5, required="Please choose a mood.")
    rating = RatingField("A rating", required="Please choose a number.")
    is_on = SwitchField("A switch")


@blueprint.get("/components")
@public
def components():
    empty, filled, refused = (
        EveryField(formdata=None, prefix=f"{name}-") for name in ("empty", "filled", "refused")
    )
    filled.process(
        data={"line": "Something", "words": "Two\nlines", "choice": "two", "several": ["one", "two"]}
        | {"mood": "4", "rating": "7", "is_on": True, "day": "2026-05-31"}
    )
    refused.process(data={"one_of_many": "none of them"})
    refused.validate()
    theme = request.args.get("theme")
    return render_template(
        "development/components.html",
        theme=theme if theme in ("light", "dark") else None,
        **({"text_direction": "rtl"} if request.args.get("direction") == "rtl" else {}),
        forms={"Empty": empty, "Filled": filled, "Refused": refused},
        now=clock.now(),
        strip=_strip(),
        chart=_chart(),
        icons=_icons(),
    )


def _icons() -> list[str]:
    return re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons" / "sprite.svg").read_text(encoding="utf-8"))


def _chart() -> LineChart:
    """All that a chart can have: a gap, ranges, bands, an event."""
    first = dt.date(2026, 11, 1)
    values = {0: (4, 2, 6), 1: (6, 5, 8), 2: (5, 5, 5), 8: (9, 8, 10), 9: (3, 0, 4)}
    points = tuple(Point(first + dt.timedelta(days=number), *value) for number, value in values.items())
    return LineChart(
        first,
        first + dt.timedelta(days=13),
        0,
        10,
        points,
        ticks=(0, 5, 10),
        bands=(Band(0, 3, "Low"), Band(3, 7, "Middle"), Band(7, 10, "High")),
        events=(Event(first + dt.timedelta(days=6), "Nov 7: a new level"),),
    )


def _strip() -> list[dict]:
    monday = dt.date(2026, 11, 23)
    return [
        {"url": "#", "weekday": name, "number": monday.day + index, "name": name, "current": index == 2}
        | {"today": index == 1, "count": index}
        for index, name in enumerate(DAYS)
    ]
