"""Each relationship to its edge: what would have to be true for it, one thing at a time, is not."""

import datetime as dt

import pytest
from flask import abort

from webapp import clock
from webapp.access import Permission, allowed, enrollments, programs, stands
from webapp.audit import AuditRecord
from webapp.caseload import views
from webapp.journals.models import JournalEntry
from webapp.people.emergencies import EmergencyAccess
from webapp.people.models import CareTeamMember, Cover, Enrollment, Membership, Program, User
from webapp.timetables.models import Series

DAY = dt.timedelta(days=1)


def reads(user, stay) -> bool:
    return allowed(user, Permission.SEE_CASELOAD, stay)


def cover(cast, first=0, last=0) -> Cover:
    today = clock.today(cast.program.time_zone)
    return Cover.arrange(cast.program, cast.kim, cast.lee, today + first * DAY, today + last * DAY)


def another_program(cast) -> Program:
    return Program.create(
        name="Another", time_zone="UTC", country="US", starts_on=clock.today("UTC") - 30 * DAY
    )


@pytest.mark.parametrize(("ends_in", "is_open"), [(0, True), (1, True), (-3, False)])
def test_a_stay_is_the_participants_through_its_last_day(cast, stay, ends_in, is_open):
    stay.ended_on = clock.today(stay.program.time_zone) + ends_in * DAY
    stay.save()
    assert allowed(cast.jo, Permission.WRITE_JOURNAL, stay) is is_open
    assert allowed(cast.jo, Permission.SEE_OWN_STAY, stay)
    assert allowed(cast.sam, Permission.SEE_FAMILY_SESSIONS, stay) is is_open


def test_a_cover_opens_from_its_first_day_to_its_last(cast, stay):
    cover(cast)
    assert reads(cast.lee, stay)
    for days in ((1, 2), (-2, -1)):
        Cover.delete().execute()
        cover(cast, *days)
        assert not reads(cast.lee, stay)


def test_a_cover_hands_over_only_what_the_other_reaches(cast, stay):
    cover(cast)
    CareTeamMember.update(until=clock.now() - DAY).where(CareTeamMember.clinician == cast.kim).execute()
    assert not reads(cast.lee, stay)
    CareTeamMember.update(until=clock.now() + DAY).where(CareTeamMember.clinician == cast.kim).execute()
    assert reads(cast.lee, stay), "a place on the team that ends tomorrow"


def test_a_cover_for_somebody_who_left_the_program_hands_over_nothing(cast, stay):
    cover(cast)
    Membership.update(program=another_program(cast)).where(Membership.user == cast.kim).execute()
    assert not reads(cast.lee, stay)


def test_a_cover_for_somebody_who_is_no_longer_a_clinician_hands_over_nothing(cast, stay):
    cover(cast)
    Membership.update(role="coordinator").where(Membership.user == cast.kim).execute()
    assert not reads(cast.lee, stay)


def test_a_cover_ends_for_who_left_the_program(cast, stay):
    cover(cast)
    Membership.delete().where(Membership.user == cast.lee).execute()
    assert not reads(cast.lee, stay)


def test_a_cover_in_one_program_opens_nothing_in_another(cast, stay):
    cover(cast)
    elsewhere = another_program(cast)
    for clinician in (cast.kim, cast.lee):
        Membership.create(user=clinician, program=elsewhere, role="clinician")
    Enrollment.update(program=elsewhere).where(Enrollment.id == stay.id).execute()
    assert reads(cast.kim, stay) and not reads(cast.lee, stay)


def test_a_look_in_an_emergency_ends_for_who_left_the_program(cast, stay):
    EmergencyAccess.create(
        enrollment=stay, clinician=cast.lee, ends_at=clock.now() + dt.timedelta(minutes=60), kind="medical"
    )
    assert allowed(cast.lee, Permission.READ_IN_EMERGENCY, stay)
    Membership.delete().where(Membership.user == cast.lee).execute()
    assert not allowed(cast.lee, Permission.READ_IN_EMERGENCY, stay)


@pytest.mark.parametrize("name", ["jo", "kim", "sam", "robin"])
def test_a_disabled_account_stands_to_nothing(cast, name):
    user = User.by_email(f"{name}@example.org")
    reached = [one for one in Permission if enrollments(user, one).exists() or programs(user, one).exists()]
    assert reached
    user.active = False
    assert not [one for one in reached if enrollments(user, one).exists() or programs(user, one).exists()]


def test_what_is_read_of_one_stay_is_written_down_for_that_stay(cast, client_of):
    """Though the reader reaches others as well."""
    kim, ana = cast.kim, cast.stay_of(cast.ana)
    CareTeamMember.create(enrollment=ana, clinician=kim)
    for stay in (ana, cast.stay_of(cast.jo)):
        entry = JournalEntry.create(
            enrollment=stay, kind="entry", visibility="shared", shared_at=clock.now(), words="canary"
        )
        assert client_of(kim).get(f"/caseload/entries/{entry.id}").status_code == 200
        (line,) = AuditRecord.select().where(AuditRecord.about == entry.id, AuditRecord.actor == kim.id)
        assert line.enrollment == stay.id


def test_what_of_somebody_else_could_not_be_shown_was_not_read(cast, client_of, monkeypatch):
    """The page and the line that tells of it are one: neither is there without the other."""

    monkeypatch.setattr(views, "render_template", lambda *template, **values: abort(503))
    assert client_of(cast.kim).get(f"/caseload/{cast.stay_of(cast.jo).id}").status_code == 503
    assert not AuditRecord.select().where(AuditRecord.action == "caseload.participant").exists()


def test_who_withdrew_their_only_stay_has_no_pages_of_their_own_any_more(cast, stay):
    assert stands(cast.jo, Permission.WRITE_JOURNAL)
    Enrollment.update(withdrawn_at=clock.now()).where(Enrollment.id == stay.id).execute()
    assert not stands(cast.jo, Permission.WRITE_JOURNAL)


def test_what_is_read_of_a_program_is_written_down(cast, robin):
    series = Series.select().where(Series.program == cast.program).first()
    assert robin.get(f"/programs/series/{series.id}").status_code == 200
    (line,) = AuditRecord.select().where(AuditRecord.about == series.id)
    assert (line.actor, line.action) == (cast.robin.id, "programs.series")
