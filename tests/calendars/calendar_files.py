"""Calendar files as another program reads them: vobject, which knows a zone only by what the file says of it."""

import datetime as dt
import re
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import vobject

_known_zones = vars(vobject.icalendar)[
    "__tzidMap"
]  # of files read before: it would go by the first of a name


def parsed(content: bytes):
    """The calendar; its lines are checked on the way: CRLF, 75 octets, no control characters (RFC 5545, 3.1)."""
    assert content.endswith(b"\r\n")
    lines = content.split(b"\r\n")
    assert not [line for line in lines if len(line) > 75 or re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line)]
    _known_zones.clear()
    vobject.icalendar.registerTzid("UTC", dt.UTC)
    return vobject.readOne(content.decode())


def events(content: bytes) -> dict:
    """The events by UID."""
    found = parsed(content).contents.get("vevent", [])
    assert len({event.uid.value for event in found}) == len(found)
    return {event.uid.value: event for event in found}


def span(event) -> tuple[dt.datetime, dt.datetime]:
    """Start and end in UTC, by the zone in the file."""
    return tuple(when.value.astimezone(dt.UTC) for when in (event.dtstart, event.dtend))


def onsets(content: bytes) -> list[tuple[dt.datetime, dt.timedelta]]:
    """(instant, offset from then on) of the file's zone, as a strict reader computes them from its bare lines."""
    found = []
    for lines in re.findall(rb"BEGIN:(?:STANDARD|DAYLIGHT)\r\n(.*?)END:", content, re.S):
        values = dict(line.split(":", 1) for line in lines.decode().split("\r\n") if line)
        onset = dt.datetime.strptime(values["DTSTART"], "%Y%m%dT%H%M%S").replace(tzinfo=dt.UTC)
        found.append((onset - _offset(values["TZOFFSETFROM"]), _offset(values["TZOFFSETTO"])))
    return sorted(found)


def strict_utc(content: bytes, wall: dt.datetime) -> dt.datetime:
    """The instant of a wall time: the first at which the offset in force gives it."""
    known = onsets(content)
    for index, (begins, offset) in enumerate(known):
        instant = wall.replace(tzinfo=dt.UTC) - offset
        ends = known[index + 1][0] if index + 1 < len(known) else instant + dt.timedelta(days=1)
        if begins <= instant < ends:
            return instant
    raise ValueError(f"{wall} does not exist")


def _offset(text: str) -> dt.timedelta:
    sign, *parts = re.fullmatch(r"([+-])(\d\d)(\d\d)(\d\d)?", text).groups(default="0")
    hours, minutes, seconds = map(int, parts)
    return (1 if sign == "+" else -1) * dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)
