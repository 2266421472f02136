"""The page of busy times: a calendar file comes in, and nothing of what it tells but the times."""

import io

from calendar_text import SECRET, calendar
from coordinators import post_large

from webapp.timetables.models import BusyTime


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
