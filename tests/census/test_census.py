"""The census: who is in the coordinator's programs, at what cost, and for whom."""

import datetime as dt

import pytest
from cast import give_consent
from journal_entries import written

from webapp import clock
from webapp.audit import AuditRecord
from webapp.database import db
from webapp.people.models import CareTeamMember, Enrollment, Membership, Program, User
from webapp.timetables.admitting import admit


def admit_another(cast, number, **changes):
    person = User.register(f"p{number}@example.org", f"Person {number}")
    stay = admit(person.email, cast.program.name, cast.stay_of(cast.jo).admitted_on, "2.1").enrollment
    CareTeamMember.create(enrollment=stay, clinician=cast.kim)
    for name, value in changes.items():
        setattr(stay, name, value)
    stay.save()
    return stay


def test_it_shows_name_level_week_and_clinician(client_of, cast):
    page = client_of(cast.robin).get("/census/").text
    for shown in ("Jo Rivera", "Kim Osei", "Ana Lindqvist", "Lee Brandt", "Intensive outpatient", "Week 3"):
        assert shown in page


def test_a_stay_that_has_ended_is_gone_and_one_to_come_says_when(client_of, cast):
    today = clock.today(cast.program.time_zone)
    admit_another(cast, 1, ended_on=today - dt.timedelta(days=1))
    admit_another(cast, 2, ended_on=today)
    admit_another(cast, 3, admitted_on=today + dt.timedelta(days=9))
    page = client_of(cast.robin).get("/census/").text
    assert "Person 1" not in page and "Person 2" in page and "Person 3" in page and "Starts " in page


def test_another_programs_people_are_not_there(client_of, cast):
    elsewhere = Program.create(
        name="Elsewhere", time_zone="Europe/Berlin", country="DE", starts_on=dt.date(2026, 1, 5)
    )
    zoe = User.register("zoe@example.org", "Zoe Far")
    Membership.create(user=zoe, program=elsewhere, role="coordinator")
    Enrollment.begin(participant=cast.sam, program=elsewhere, admitted_on=dt.date(2026, 1, 5))
    assert "Sam Rivera" not in client_of(cast.robin).get("/census/").text
    page = client_of(zoe).get("/census/").text
    assert "Sam Rivera" in page and "Jo Rivera" not in page and "No clinician yet" in page


def test_a_clinician_off_the_team_is_not_named(client_of, cast):
    CareTeamMember.update(until=clock.now()).where(CareTeamMember.clinician == cast.lee).execute()
    assert "Lee Brandt" not in client_of(cast.robin).get("/census/").text


@pytest.mark.parametrize("name", ["jo", "kim", "sam"])
def test_only_coordinators_open_it(client_of, cast, name):
    give_consent(cast.stay_of(cast.ana), cast.sam)
    assert client_of(getattr(cast, name)).get("/census/").status_code == 404


def test_its_cost_does_not_grow_with_the_participants(client_of, cast, monkeypatch):
    browser, asked = client_of(cast.robin), []
    execute = db.obj.execute_sql

    def counted(sql, *arguments, **options):
        asked.append(sql)
        return execute(sql, *arguments, **options)

    monkeypatch.setattr(db.obj, "execute_sql", counted)
    browser.get("/census/")
    few = len(asked)
    for number in range(6):
        admit_another(cast, number)
    asked.clear()
    browser.get("/census/")
    assert len(asked) == few < 20


def test_the_visit_is_written_down(client_of, cast):
    client_of(cast.robin).get("/census/")
    assert AuditRecord.get(AuditRecord.action == "census.home").actor == cast.robin.id


def test_the_coordinator_names_a_time_to_answer_and_the_writer_reads_it(cast, client_of):
    robin, jo, url = client_of(cast.robin), client_of(cast.jo), f"/census/programs/{cast.program.id}/answers"
    entry = written(jo, words="For the team.", visibility="shared")
    assert "working day" not in jo.get(f"/journals/{entry.id}").text
    assert robin.send(url, {"days": "4"}).status_code == 422
    assert robin.send(url, {"days": "2"}).status_code == 303
    assert "Within 2 working days" in robin.get("/census/").text
    assert "means to answer within 2 working days" in jo.get(f"/journals/{entry.id}").text
    robin.send(url, {"days": "0"})
    assert "working day" not in jo.get(f"/journals/{entry.id}").text
    assert client_of(cast.kim).get(url).status_code == 404
