"""Any valid program, of whatever shape, shows each participant the meetings that a plain walk through the days finds.

The walk knows nothing of how it is done: it goes by the words of the template, and by another library's clocks.
"""

import datetime as dt
import itertools

import pytest
from dateutil import tz
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from timetables import import_text

from webapp.people.models import Level, Placement
from webapp.timetables.admitting import admit
from webapp.timetables.calendar import sessions_of
from webapp.timetables.template_values import KINDS, WEEKDAYS

DAY, WEEK, MINUTE = dt.timedelta(days=1), dt.timedelta(weeks=1), dt.timedelta(minutes=1)
BEGAN = dt.date(2026, 8, 31)
LONGEST = 16  # weeks
# Clocks that change by an hour, by half an hour, at midnight, in the south, and never.
ZONES = (
    "America/New_York",
    "America/Los_Angeles",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Asia/Kathmandu",
)
NIGHTS = ("00:00", "00:30", "01:30", "02:00", "02:30", "03:00")  # when clocks change
LEVELS, TRACKS = ("a", "b"), ("morning", "evening")
numbers = itertools.count()

weeks = st.integers(1, LONGEST).flatmap(
    lambda first: st.integers(first, LONGEST).map(lambda last: (first, last))
)
one_series = st.fixed_dictionaries(
    {
        "kind": st.sampled_from([kind for kind in KINDS if kind != "individual"]),
        "weekdays": st.sets(st.sampled_from(WEEKDAYS), min_size=1).map(sorted),
        "starts": st.sampled_from(NIGHTS) | st.times().map(lambda time: f"{time:%H:%M}"),
        "minutes": st.integers(15, 240),
        "weeks": weeks,
        "levels": st.sets(st.sampled_from(LEVELS), min_size=1).map(sorted),
        "track": st.none() | st.sampled_from(TRACKS),
    }
)
days = st.dates(BEGAN, BEGAN + 40 * WEEK)
programs = st.fixed_dictionaries(
    {
        "zone": st.sampled_from(ZONES),
        "closed": st.sets(days, max_size=20),
        "series": st.lists(one_series, min_size=1, max_size=6),
        "admitted": st.dates(BEGAN, BEGAN + 20 * WEEK),
        "moves": st.lists(  # another level or track from a week and day of the stay on
            st.tuples(st.integers(3, 100), st.sampled_from(LEVELS), st.sampled_from(TRACKS)),
            max_size=3,
            unique_by=lambda move: move[0],
        ),
    }
)


def template(name: str, program: dict) -> str:
    """The program as a file, with one more series so that both tracks are always there."""
    both = {"kind": "group", "weekdays": ["mon"], "starts": "12:00", "minutes": 30, "weeks": (1, LONGEST)}
    program["series"] += [both | {"levels": list(LEVELS), "track": track} for track in TRACKS]
    lines = [
        "format = 1",
        "[program]",
        f'name = "{name}"',
        f'time_zone = "{program["zone"]}"',
        'country = "US"',
    ]
    lines += [f"starts_on = {BEGAN}", f"closed_on = [{', '.join(map(str, sorted(program['closed'])))}]"]
    for code in LEVELS:
        lines += ["[[levels]]", f'code = "{code}"', f'name = "{code}"', "weekly_hours = 9"]
    for number, one in enumerate(program["series"]):
        first, last = one["weeks"]
        lines += [
            "[[series]]",
            f'title = "{number}"',
            f'weeks = "{first}-{last}"',
            f"minutes = {one['minutes']}",
        ]
        lines += [f"{key} = {one[key]!r}" for key in ("kind", "weekdays", "starts", "levels")]
        lines += [f'track = "{one["track"]}"'] if one["track"] else []
    return "\n".join(lines)


def walked(program: dict, placed) -> list[tuple]:
    """(title, start, end) of every meeting of the stay, day by day."""
    found, there = [], tz.gettz(program["zone"])
    for number in range(7 * LONGEST):
        day = program["admitted"] + number * DAY
        level, track = [(level, track) for since, level, track in placed if since <= number][-1]
        for title, one in enumerate(program["series"]):
            first, last = one["weeks"]
            if (
                first <= number // 7 + 1 <= last
                and WEEKDAYS[day.weekday()] in one["weekdays"]
                and day not in program["closed"]
                and level in one["levels"]
                and one["track"] in (None, track)
            ):
                wall = dt.datetime.combine(day, dt.time.fromisoformat(one["starts"]), there)
                starts = tz.resolve_imaginary(wall).astimezone(dt.UTC)
                found.append((str(title), starts, starts + one["minutes"] * MINUTE))
    return sorted(found)


def check(folder, program: dict) -> None:
    """Load it, admit somebody, and compare the whole of their stay."""
    name = f"Program {next(numbers)}"
    mine = import_text(folder, template(name, program))
    placed = [(0, LEVELS[0], TRACKS[0]), *sorted(program["moves"])]
    stay = admit("pat@example.org", name, program["admitted"], *placed[0][1:]).enrollment
    for since, code, track in placed[1:]:
        level = Level.get(Level.program == mine, Level.code == code)
        Placement.create(enrollment=stay, level=level, track=track, starts_on=stay.admitted_on + since * DAY)
    whole_stay = (stay.admitted_on - WEEK, stay.admitted_on + (LONGEST + 1) * WEEK)
    shown = [(one.title, one.starts_at, one.ends_at) for one in sessions_of(stay, *whole_stay)]
    assert sorted(shown) == walked(program, placed)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(program=programs)
def test_it_shows_what_a_walk_through_the_days_finds(app, tmp_path, program):
    check(tmp_path, program)


@pytest.mark.parametrize("zone_name", ZONES)
def test_it_does_in_the_nights_on_which_clocks_change(app, tmp_path, zone_name):
    for admitted in (BEGAN, BEGAN + 20 * WEEK):  # autumn and spring, on either half of the earth
        every_day = {"kind": "group", "weekdays": list(WEEKDAYS), "minutes": 90, "weeks": (1, LONGEST)}
        nightly = [every_day | {"starts": starts, "levels": ["a"], "track": None} for starts in NIGHTS]
        program = {"zone": zone_name, "closed": set(), "series": nightly, "admitted": admitted, "moves": []}
        check(tmp_path, program)
