"""Reads a calendar file (ICS) and prints when its events take time; run as a process of its own by `busy_times.py`.

    python -m webapp.timetables.calendar_files ZONE FROM TO < FILE     (seconds since 1970)

The zone is for times that name none. Events that are cancelled or marked as free take no time.
"""

import datetime as dt
import json
import resource
import sys

import icalendar
import recurring_ical_events

from webapp import clock

MOST_MEMORY = 1024**3
MOST_SECONDS = 3  # of work; a file of some thousand events takes one


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 1))
    zone_name, first, last = sys.argv[1], *map(int, sys.argv[2:4])
    json.dump(busy_spans(sys.stdin.buffer.read(), zone_name, first, last), sys.stdout)


def busy_spans(content: bytes, zone_name: str, first: int, last: int) -> list[tuple[str, int, int]]:
    """(event id, start, end) in seconds since 1970; ValueError if the file is broken."""
    calendar = icalendar.Calendar.from_ical(content)
    span = [dt.datetime.fromtimestamp(seconds, clock.UTC) for seconds in (first, last)]
    events = recurring_ical_events.of(calendar).between(*span)
    spans = {
        (str(one.get("UID", "")), *(_seconds(one[key].dt, zone_name) for key in ("DTSTART", "DTEND")))
        for one in events
        if takes_time(one)
    }
    return sorted((uid, starts, ends) for uid, starts, ends in spans if starts < ends)


def takes_time(event) -> bool:
    words = (str(event.get("TRANSP", "")), str(event.get("STATUS", "")))
    return "TRANSPARENT" not in words and "CANCELLED" not in words


def _seconds(moment, zone_name: str) -> int:
    if not isinstance(moment, dt.datetime):  # a whole day: from midnight where the program is
        return int(clock.at_wall(moment, dt.time(), zone_name).timestamp())
    if moment.tzinfo is None:
        return int(clock.at_wall(moment.date(), moment.time(), zone_name).timestamp())
    return int(moment.timestamp())


if __name__ == "__main__":
    main()
