"""The page of busy times: a calendar file comes in, and nothing of what it tells but the times."""

import datetime as dt
import io
import re

from calendar_text import SECRET, calendar, stamp
from coordinators import post_large

from webapp import clock
from webapp.timetables.models import BusyTime, Facilitator, ProgramSession, StandIn
from webapp.timetables.rescheduling import cancel, let_stand_in

DAY = dt.timedelta(days=1)


def post(browser, program, content, whose, **more):
    url = f"/programs/{program.id}/busy-times"
    fields = {"csrf_token": browser.token(), "whose": whose, "file": (io.BytesIO(content), "cal.ics"), **more}
    return browser.post(url, data=fields, headers={"Sec-Fetch-Site": "same-origin"})


def test_a_coordinator_brings_one_in(cast, client_of):
    robin = client_of(cast.robin)
    assert post(robin, cast.program, calendar({}), f"clinician:{cast.kim.id}").status_code == 303
    page = robin.get(f"/programs/{cast.program.id}/busy-times").text
    assert "1 busy time ahead" in page and SECRET not in page
    assert post(robin, cast.program, calendar({}), "room:Room 1").status_code == 303
    assert BusyTime.select().count() == 2


def test_it_refuses_a_file_of_50_mb_a_foreign_owner_and_a_picture(cast, client_of):
    robin = client_of(cast.robin)
    large = post_large(robin, f"/programs/{cast.program.id}/busy-times")
    assert large.status_code == 413
    assert "up to 1 MB" in large.text
    assert post(robin, cast.program, calendar({}), f"clinician:{cast.jo.id}").status_code == 422
    assert post(robin, cast.program, b"\x89PNG", "room:Room 1").status_code == 422
    assert BusyTime.select().count() == 0


def test_another_file_from_the_same_page_is_another_import(cast, client_of):
    robin, same_page = client_of(cast.robin), {"once": "k" * 26}
    post(robin, cast.program, calendar({}), "room:Room 1", **same_page)
    post(robin, cast.program, calendar({}, {"RRULE": "FREQ=DAILY;COUNT=3"}), "room:Room 1", **same_page)
    assert BusyTime.select().count() == 4


def test_sessions_that_fall_into_a_busy_time_are_named_as_long_as_they_do(cast, client_of):
    first, second, third = [
        ProgramSession.select()
        .where(ProgramSession.title == title, ProgramSession.starts_at > clock.now() + DAY)
        .order_by(ProgramSession.starts_at)
        .first()
        for title in ("Relapse Prevention", "Family Education", "Social Support")
    ]
    Facilitator.create(series=first.series, clinician=cast.kim)
    StandIn.create(program_session=second, clinician=cast.kim)
    days_off = {"DTSTART": stamp(clock.now()), "DTEND": stamp(max(first.ends_at, second.ends_at))}
    robin = client_of(cast.robin)
    post(robin, cast.program, calendar(days_off), f"clinician:{cast.kim.id}")
    one_hour = {"DTSTART": stamp(third.starts_at), "DTEND": stamp(third.ends_at)}
    post(robin, cast.program, calendar(one_hour), f"room:{third.place}")
    url = f"/programs/{cast.program.id}/busy-times"

    def named() -> set[str]:
        return set(re.findall("/programs/sessions/([0-9a-z]{26})", robin.get(url).text))

    assert {first.id, second.id, third.id} <= named()
    let_stand_in(first, first.version, [cast.lee.id])
    cancel(second, second.version)
    assert third.id in named() and not {first.id, second.id} & named()


def test_the_queries_of_the_page_do_not_grow_with_the_sessions(cast, client_of, queries):
    robin, url = client_of(cast.robin), f"/programs/{cast.program.id}/busy-times"

    def keep_busy(sessions):
        for one in sessions:
            times = {"starts_at": one.starts_at, "ends_at": one.ends_at}
            BusyTime.create(program=cast.program, place=one.place, **times)

    ahead = ProgramSession.select().where(ProgramSession.starts_at > clock.now(), ProgramSession.place != "")
    keep_busy(ahead.limit(1))
    robin.get(url)
    few = queries(lambda: robin.get(url))
    keep_busy(ahead.limit(20))
    assert queries(lambda: robin.get(url)) == few
