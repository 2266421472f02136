"""Small calendar files (ICS) for tests."""

import datetime as dt

from webapp import clock

SECRET = "Dinner with Alex"
TOMORROW = clock.now().replace(hour=17, minute=0, second=0, microsecond=0) + dt.timedelta(days=1)


def stamp(moment) -> str:
    return f"{moment:%Y%m%dT%H%M%S}Z"


def calendar(*events) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"]
    for number, event in enumerate(events):
        usual = {"UID": f"alex-{number}@example.org", "DTSTAMP": stamp(TOMORROW), "SUMMARY": SECRET}
        usual |= {"DTSTART": stamp(TOMORROW), "DTEND": stamp(TOMORROW + dt.timedelta(hours=1))}
        lines += [
            "BEGIN:VEVENT",
            *(f"{key}:{value}" for key, value in (usual | event).items() if value),
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()
