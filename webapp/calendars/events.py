"""Program sessions as an iCalendar file (RFC 5545), with neutral titles unless real ones were asked for.

A neutral event tells its times and nothing else: no title, place, topic or address. The name of the program is in
neither. Whoever subscribes reads the whole file again, so what left the timetable leaves the calendar.
"""

import datetime as dt

from flask_babel import gettext as _
from icalendar import Calendar, Event, vDuration

from webapp import clock
from webapp.calendars.zones import zone_component
from webapp.encryption import digest
from webapp.people.models import Enrollment
from webapp.timetables.calendar import last_day_of, sessions_of
from webapp.timetables.models import ProgramSession

PRODUCT = "-//Waymark//Calendar//EN"
PAST = dt.timedelta(days=30)
AHEAD = dt.timedelta(days=366)  # at least: a single meeting may lie beyond the last series
READ_EVERY = dt.timedelta(hours=1)  # what we ask of calendar apps; each does as it likes


def feed_of(enrollment: Enrollment, real_titles: bool) -> bytes:
    """The calendar of a stay: the last 30 days and all that is ahead, cancelled sessions marked."""
    today = clock.today(enrollment.program.time_zone)
    last_day = max(last_day_of(enrollment), today + AHEAD)
    calendar = _calendar(sessions_of(enrollment, today - PAST, last_day), enrollment, real_titles)
    calendar.add("X-WR-CALNAME", _("Appointments"))
    calendar.add("NAME", _("Appointments"))
    calendar.add("REFRESH-INTERVAL", READ_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(READ_EVERY))
    return calendar.to_ical()


def file_of(one: ProgramSession, enrollment: Enrollment, real_titles: bool) -> bytes:
    """One program session. It has the same UID as in the feed, so an app that has both shows one."""
    return _calendar([one], enrollment, real_titles).to_ical()


def words_of(one: ProgramSession, real_titles: bool) -> tuple[str, str]:
    """The title and place that a calendar shows."""
    if not real_titles:
        return _("Appointment"), ""
    return _plain(one.title), _plain(one.place) or (_("By video") if one.telehealth else "")


def _plain(text: str) -> str:
    """One line without control characters, which the format does not allow."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _calendar(program_sessions, enrollment: Enrollment, real_titles: bool) -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    calendar.add_component(zone_component(enrollment.program.time_zone, *_years(program_sessions)))
    made_at = clock.now()
    for one in program_sessions:
        calendar.add_component(_event(one, enrollment, real_titles, made_at))
    return calendar


def _years(program_sessions) -> tuple[int, int]:
    """The first and last year that the file tells of, those of today with them."""
    years = [clock.now().year, *(one.local_date.year for one in program_sessions)]
    return min(years), max(years) + 1


def _event(one: ProgramSession, enrollment: Enrollment, real_titles: bool, made_at: dt.datetime) -> Event:
    title, place = words_of(one, real_titles)
    event = Event()
    event.add("UID", uid_of(one, enrollment))
    event.add("DTSTAMP", made_at)
    event.add("DTSTART", _at(one.starts_at, enrollment.program.time_zone))
    event.add("DTEND", _at(one.ends_at, enrollment.program.time_zone))
    event.add("SUMMARY", title)
    event.add("SEQUENCE", one.version)
    event.add("LAST-MODIFIED", one.changed_at or enrollment.created_at)
    event.add("STATUS", "CANCELLED" if one.is_cancelled else "CONFIRMED")
    event.add("TRANSP", "TRANSPARENT" if one.is_cancelled else "OPAQUE")
    event.add("CLASS", "PRIVATE")  # in a calendar shared with others, "busy" and no more
    if place:
        event.add("LOCATION", place)
    if real_titles and one.telehealth and not one.is_cancelled:
        event.add("URL", _plain(one.telehealth))
    return event


def uid_of(one: ProgramSession, enrollment: Enrollment) -> str:
    """The same at every reading, and another for each person: two members of a group cannot be matched by it."""
    return digest("calendar event", f"{enrollment.id} {one.id}")[:40]


def _at(instant: dt.datetime, zone_name: str) -> dt.datetime:
    """The wall time where the program is; in UTC for the second of two equal hours, which no wall time can name."""
    local = clock.local(instant, zone_name)
    return instant if local.fold else local
