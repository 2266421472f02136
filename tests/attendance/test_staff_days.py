"""The day of a member of staff: what they lead, and how far each session is marked."""

import datetime as dt

from groups import begun_group, choose, fields_of, own_session, sheet_url

from webapp import clock
from webapp.attendance.models import Attendance
from webapp.audit import AuditRecord
from webapp.timetables.models import Facilitator, ProgramSession

DAY = dt.timedelta(days=1)


def day_url(one):
    return f"/attendance/?day={one.local_date}"


def test_it_lists_the_groups_of_a_day_and_how_many_are_marked(cast, client_of):
    group, kim = begun_group(cast), client_of(cast.kim)
    page = kim.get(day_url(group)).text
    assert sheet_url(group) in page
    assert "2 people expected" in page
    assert "Not marked yet" in page
    sent = fields_of(kim.get(sheet_url(group)).text)
    kim.send(sheet_url(group), choose(sent, cast.stay_of(cast.jo), "present"))
    assert "1 of 2 marked" in kim.get(day_url(group)).text
    sent = fields_of(kim.get(sheet_url(group)).text)
    kim.send(sheet_url(group), choose(sent, cast.stay_of(cast.ana), "absent"))
    assert "All marked" in kim.get(day_url(group)).text


def test_a_clinician_sees_what_they_lead_and_a_coordinator_all(cast, client_of):
    group = begun_group(cast)
    Facilitator.create(series=group.series, clinician=cast.lee)
    seen = [
        sheet_url(group) in client_of(one).get(day_url(group)).text
        for one in (cast.kim, cast.lee, cast.robin)
    ]
    assert seen == [False, True, True]


def test_individual_sessions_are_named_to_the_care_team_and_audited(cast, client_of):
    own = own_session(cast, cast.jo)
    for person, sees in ((cast.kim, True), (cast.lee, False), (cast.robin, True)):
        before = AuditRecord.select().count()
        page = client_of(person).get(day_url(own)).text
        assert (sheet_url(own) in page, "Jo Rivera" in page) == (sees, sees)
        added = AuditRecord.select().where(AuditRecord.seq > before)
        lines = [one.enrollment for one in added if one.about == own.id]
        assert lines == ([own.enrollment_id] if sees else [])


def test_groups_of_last_week_that_are_not_marked_to_the_end_wait(cast, client_of):
    today = clock.today(cast.program.time_zone)
    group = begun_group(cast, begun_ago=3 * DAY)
    group.local_date = today - 3 * DAY
    group.save()
    kim = client_of(cast.kim)
    assert sheet_url(group) in kim.get("/attendance/").text
    for person in (cast.jo, cast.ana):
        Attendance.create(enrollment=cast.stay_of(person), program_session=group, state="present")
    assert sheet_url(group) not in kim.get("/attendance/").text


def test_a_day_without_sessions_says_so(cast, client_of):
    page = client_of(cast.kim).get("/attendance/?day=2001-01-01").text
    assert "Nothing to lead on this day" in page


def test_what_is_no_day_shows_today_and_says_so(cast, client_of):
    kim = client_of(cast.kim)
    for text in ("2026-13-01", "tomorrow", "2026-W05-1", "9999-12-31", "٢٠٢٦-٠١-٠١", ""):
        answer = kim.get("/attendance/", query_string={"day": text})
        assert answer.status_code == 400, text
        assert "That is not a day" in answer.text
    for page in ("0", "-1", "x", "99999999999999999999"):
        assert kim.get("/attendance/", query_string={"page": page}).status_code == 200


def test_the_tab_is_there_for_those_who_lead(cast, client_of):
    for person in (cast.kim, cast.robin):
        assert 'href="/attendance/"' in client_of(person).get("/attendance/").text
    assert 'href="/attendance/"' not in client_of(cast.jo).get("/").text


def test_the_queries_do_not_grow_with_the_groups(cast, client_of, queries):
    kim, group = client_of(cast.kim), begun_group(cast)
    url = day_url(group)
    one_group = queries(lambda: kim.get(url))
    others = ProgramSession.select().where(ProgramSession.enrollment.is_null(), ProgramSession.id != group.id)
    for one in others.limit(20):
        one.local_date = group.local_date
        one.save()
    assert queries(lambda: kim.get(url)) == one_group


def test_the_care_team_sees_the_last_weeks_of_a_participant(cast, client_of):
    kim, jo = client_of(cast.kim), cast.stay_of(cast.jo)
    group = begun_group(cast, begun_ago=3 * DAY)
    group.local_date = clock.today(cast.program.time_zone) - 3 * DAY
    group.save()
    assert "Came to 0 of" in kim.get(f"/caseload/{jo.id}").text
    Attendance.create(enrollment=jo, program_session=group, state="late", minutes_late=5)
    page = kim.get(f"/caseload/{jo.id}").text
    assert "Came to 1 of" in page
    assert sheet_url(group) in page
    Facilitator.create(series=group.series, clinician=cast.lee)
    assert sheet_url(group) not in kim.get(f"/caseload/{jo.id}").text, "not theirs to open"
