"""Programs: where a coordinator keeps the timetable, writes exercises of the program's own and imports templates."""

from webapp.programs import (
    busy_views,
    check_in_views,
    closed_day_views,
    exercise_views,
    meeting_views,
    place_views,
    placement_views,
    series_views,
    session_views,
    template_views,
)
from webapp.programs.views import blueprint

__all__ = [
    "blueprint",
    "busy_views",
    "check_in_views",
    "closed_day_views",
    "exercise_views",
    "meeting_views",
    "place_views",
    "placement_views",
    "series_views",
    "session_views",
    "template_views",
]
