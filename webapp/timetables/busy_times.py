"""Busy times of a clinician or a room, from a calendar file (ICS). Only the times are kept, never what they are for.

The file is read in a process of its own with a deadline, because a few lines of it can stand for endless
recurrences; what is plainly endless is refused at once.
"""

import datetime as dt
import hashlib
import json
import re
import signal
import subprocess
import sys

from flask_babel import gettext as _

from webapp import audit, clock
from webapp.database import writing
from webapp.timetables.effects import hold
from webapp.timetables.models import BusyTime

LARGEST_FILE = 1_000_000
AHEAD = dt.timedelta(weeks=52)
DEADLINE = 10  # seconds for one file on a busy machine; on a free one its 3 seconds of work (calendar_files.py) end it
MOST_TIMES = 20_000
ROWS_AT_ONCE = 500
_TOO_OFTEN = re.compile(
    rb"FREQ=(SECONDLY|MINUTELY|HOURLY)|BY(SECOND|MINUTE)=\d+,|BYHOUR=\d+(,\d+){3}", re.IGNORECASE
)
_FOLDED = re.compile(rb"\r?\n[ \t]")


class CalendarFileError(ValueError):
    """A calendar file that cannot be used; the message says why."""


def import_calendar(
    program, content: bytes, clinician: str | None = None, place: str = ""
) -> tuple[int, bool]:
    """Replace the busy times of one clinician or room by those in the file, for a year from now.

    Returns how many there are, and whether that differs from what was known.
    """
    found = read_busy_times(content, program.time_zone)
    with writing():
        hold(program)
        known = set(
            _of(program, clinician, place).select(BusyTime.uid, BusyTime.starts_at, BusyTime.ends_at).tuples()
        )
        if known == found:
            return len(found), False
        _clear(program, clinician, place)
        rows = [
            {
                "program": program.id,
                "clinician": clinician,
                "place": place,
                "uid": uid,
                "starts_at": starts,
                "ends_at": ends,
            }
            for uid, starts, ends in sorted(found)
        ]
        for start in range(0, len(rows), ROWS_AT_ONCE):
            BusyTime.insert_many(
                [BusyTime(**row).__data__ for row in rows[start : start + ROWS_AT_ONCE]]
            ).execute()
        audit.record("busy times.imported", about=program)
    return len(found), True


def forget(program, clinician: str | None = None, place: str = "") -> None:
    """Remove all busy times of one clinician or room."""
    with writing():
        _clear(program, clinician, place)
        audit.record("busy times.removed", about=program)


def read_busy_times(content: bytes, zone_name: str) -> set[tuple]:
    """(id, start, end) of every event in the file that takes time in the year from now."""
    if len(content) > LARGEST_FILE:
        raise CalendarFileError(_("This file is larger than 1 MB. Please export fewer months."))
    if not content.lstrip(b"\xef\xbb\xbf \r\n\t").upper().startswith(b"BEGIN:VCALENDAR"):
        raise CalendarFileError(_("This is not a calendar file. Its name mostly ends in .ics."))
    if _TOO_OFTEN.search(_FOLDED.sub(b"", content)):
        raise CalendarFileError(
            _("This file has an event that comes back many times a day. Please take it out.")
        )
    events = _expanded(content, zone_name)
    if len(events) > MOST_TIMES:
        raise CalendarFileError(_("This file has too many events. Please export fewer months."))
    return {(_digest(uid, starts), _instant(starts), _instant(ends)) for uid, starts, ends in events}


def _expanded(content: bytes, zone_name: str) -> list:
    now = clock.now()
    span = [int(moment.timestamp()) for moment in (now, now + AHEAD)]
    reader = [sys.executable, "-m", "webapp.timetables.calendar_files", zone_name, *map(str, span)]
    try:
        done = subprocess.run(reader, input=content, capture_output=True, timeout=DEADLINE, check=True)  # noqa: S603
    except subprocess.SubprocessError as error:
        if isinstance(error, subprocess.TimeoutExpired) or error.returncode == -signal.SIGXCPU:
            raise CalendarFileError(
                _("This file takes too long to read. Please export fewer months.")
            ) from None
        raise CalendarFileError(_("This calendar file is broken. Please export it again.")) from None
    return json.loads(done.stdout)


def _digest(uid: str, starts: int) -> str:
    """The event's own id can hold a name or an address, so only its digest is kept."""
    return hashlib.sha256(f"{uid} {starts}".encode()).hexdigest()[:32]


def _instant(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, clock.UTC)


def _mine(program, clinician, place):
    whose = BusyTime.clinician.is_null() if clinician is None else BusyTime.clinician == clinician
    return (BusyTime.program == program.id) & whose & (BusyTime.place == place)


def _of(program, clinician, place):
    return BusyTime.select().where(_mine(program, clinician, place))


def _clear(program, clinician, place) -> None:
    BusyTime.delete().where(_mine(program, clinician, place)).execute()
