"""A group to mark: who comes, a session of it that has begun, and the form as the page would send it."""

import datetime as dt
import re

from webapp import clock
from webapp.people.models import Enrollment, User
from webapp.timetables.admitting import admit
from webapp.timetables.calendar import sessions_of
from webapp.timetables.models import ProgramSession

HOUR = dt.timedelta(hours=1)


def begun_group(cast, begun_ago=HOUR / 4, title="Relapse Prevention") -> ProgramSession:
    """A session of a group of Jo's and Ana's, put at a time when it has begun."""
    jo = cast.stay_of(cast.jo)
    one = next(
        one
        for one in sessions_of(jo, jo.admitted_on, jo.admitted_on + dt.timedelta(weeks=2))
        if one.title == title
    )
    return begin(one, begun_ago)


def own_session(cast, person) -> ProgramSession:
    """A session that the participant has alone, put at a time when it has begun."""
    one = ProgramSession.select().where(ProgramSession.enrollment == cast.stay_of(person)).first()
    return begin(one, HOUR / 4)


def begin(one: ProgramSession, ago=HOUR / 4) -> ProgramSession:
    one = ProgramSession.get_by_id(one.id)
    lasts = one.ends_at - one.starts_at
    one.starts_at = clock.now() - ago
    one.ends_at = one.starts_at + lasts
    one.save()
    return one


def more_people(cast, count: int) -> list[Enrollment]:
    """As many more participants who came when Jo did."""
    admitted_on, program = cast.stay_of(cast.jo).admitted_on, cast.program.name
    stays = []
    for number in range(count):
        stay = admit(f"more{number}@example.org", program, admitted_on, "2.1").enrollment
        user = User.get_by_id(stay.participant_id)
        user.name = f"Person {number:02}"
        user.save()
        stays.append(stay)
    return stays


def sheet_url(one: ProgramSession) -> str:
    return f"/attendance/{'individual' if one.enrollment_id else 'groups'}/{one.id}"


def fields_of(page: str) -> dict[str, str]:
    """What the page's form would send untouched: hidden fields, chosen radios, words in inputs."""
    fields = {}
    for tag in re.findall(r"<input[^>]*>", page):
        given = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        sent = given.get("type") not in ("radio", "checkbox") or re.search(r"\schecked\b", tag)
        if sent and given.get("name") not in (None, "csrf_token"):
            fields[given["name"]] = given.get("value", "")
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        fields[name] = chosen[1] if chosen else ""
    return fields


def choose(fields: dict, stay: Enrollment, state: str, late="", early="") -> dict:
    """The form with another choice for one name."""
    return fields | {
        f"of-{stay.id}-state": state,
        f"of-{stay.id}-late": str(late),
        f"of-{stay.id}-early": str(early),
    }
