"""A caseload handed over for some days: by whom, to whom, what it opens, and that it ends by itself."""

import datetime as dt

import pytest
import time_machine
from cast import PASSWORD, address
from journal_entries import written

from webapp import clock
from webapp.access import CARE, POLICY, care_team, covering
from webapp.audit import AuditRecord
from webapp.people.models import CareTeamMember, Cover, Membership, Program, User

DAY = dt.timedelta(days=1)


@pytest.fixture
def today(cast):
    return clock.today(cast.program.time_zone)


@pytest.fixture
def cover(cast, today):
    return Cover.arrange(cast.program, cast.kim, cast.lee, today, today + 4 * DAY)


@pytest.fixture
def fields(cast, today):
    place = {one.user_id: one.id for one in Membership.select().where(Membership.role == "clinician")}
    return {
        "whose": place[cast.kim.id],
        "colleague": place[cast.lee.id],
        "first_on": today.isoformat(),
        "last_on": (today + 4 * DAY).isoformat(),
    }


def test_wherever_the_care_team_stands_who_covers_stands_too():
    assert [name for name, ways in POLICY.items() if (care_team in ways) != (covering in ways)] == []
    assert (care_team, covering) == CARE


@pytest.mark.parametrize("who", ["kim", "robin"])
def test_the_clinician_or_the_coordinator_hands_it_over(cast, client_of, lee, stay, fields, who):
    assert lee.get(f"/caseload/{stay.id}").status_code == 404
    assert client_of(getattr(cast, who)).send("/covers/new", fields).status_code == 303
    assert lee.get(f"/caseload/{stay.id}").status_code == 200
    assert AuditRecord.select().where(AuditRecord.action == "arranged cover").count() == 1


def test_a_colleague_cannot_take_a_caseload_themselves(lee, stay, fields):
    refused = lee.send("/covers/new", fields)
    assert refused.status_code == 422 and "choose one from the list" in refused.text
    assert lee.get(f"/caseload/{stay.id}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"colleague": "oneself"}, "Nobody can cover for themselves"),
        ({"colleague": "elsewhere"}, "no clinician of the same program"),
        ({"colleague": "nobody"}, "choose one from the list"),
        ({"colleague": ""}, "choose who covers"),
        ({"first_on": -1}, "has passed"),
        ({"first_on": 400, "last_on": 401}, "within a year"),
        ({"first_on": 3, "last_on": 2}, "before the first one"),
        ({"first_on": 0, "last_on": 90}, "90 days at most"),
        ({"last_on": "soon"}, "give a date"),
    ],
)
def test_it_refuses_with_a_reason_beside_the_field(cast, client_of, fields, today, changes, reason):
    other = Program.create(name="Other", time_zone="UTC", country="US", starts_on=today)
    Membership.create(user=cast.robin, program=other, role="coordinator")
    stranger = User.register(address("noor"), "Noor Haddad")
    elsewhere = Membership.create(user=stranger, program=other, role="clinician").id
    known = {"oneself": fields["whose"], "elsewhere": elsewhere, "nobody": "0" * 26}
    written_out = {
        name: (today + value * DAY).isoformat() if isinstance(value, int) else known.get(value, value)
        for name, value in changes.items()
    }
    refused = client_of(cast.robin).send("/covers/new", {**fields, **written_out})
    assert refused.status_code == 422 and reason in refused.text
    assert not Cover.select().exists()


def test_ninety_days_are_not_too_many(kim, fields, today):
    assert kim.send("/covers/new", {**fields, "last_on": (today + 89 * DAY).isoformat()}).status_code == 303


def test_two_at_the_same_time_are_refused(kim, fields, cover):
    refused = kim.send("/covers/new", fields)
    assert refused.status_code == 422 and "another cover on these days" in refused.text


def test_who_is_away_covers_for_nobody(cast, kim, fields, today):
    Cover.arrange(cast.program, cast.lee, cast.kim, today + 4 * DAY, today + 5 * DAY)
    assert kim.send("/covers/new", fields).status_code == 422


def test_it_begins_and_ends_with_the_programs_days(cast, lee, stay, today):
    first, last = today + 2 * DAY, today + 3 * DAY
    Cover.arrange(cast.program, cast.kim, cast.lee, first, last)
    begins, _night = clock.day_bounds(first, cast.program.time_zone)
    _morning, ends = clock.day_bounds(last, cast.program.time_zone)
    second = dt.timedelta(seconds=1)
    for moment, answer in ((begins - second, 404), (begins + second, 200), (ends - second, 200), (ends, 404)):
        with time_machine.travel(moment):
            assert lee.get(f"/caseload/{stay.id}").status_code == answer, moment


def test_it_opens_entries_and_nothing_private(cast, client_of, lee, cover):
    jo = client_of(cast.jo)
    shared, private = written(jo, words="For the team.", visibility="shared"), written(jo, words="Mine.")
    assert "For the team." in lee.get(f"/caseload/entries/{shared.id}").text
    assert lee.get(f"/caseload/entries/{private.id}").status_code == 404
    assert "Lee Brandt read it" in jo.get(f"/journals/{shared.id}").text


def test_it_can_be_ended_early_by_who_handed_over(kim, lee, stay, cover):
    assert "End this cover now?" in kim.get(f"/covers/{cover.id}/ending").text
    assert lee.send(f"/covers/{cover.id}/ending").status_code == 404
    assert kim.send(f"/covers/{cover.id}/ending").status_code == 303
    assert lee.get(f"/caseload/{stay.id}").status_code == 404
    assert kim.send(f"/covers/{cover.id}/ending").status_code == 303


def test_one_that_has_not_begun_is_taken_back_whole(cast, client_of, today):
    coming = Cover.arrange(cast.program, cast.kim, cast.lee, today + DAY, today + DAY)
    robin = client_of(cast.robin)
    assert "Take this cover back?" in robin.get(f"/covers/{coming.id}/ending").text
    assert robin.send(f"/covers/{coming.id}/ending").status_code == 303
    assert not Cover.select().exists()


def test_it_gives_no_more_than_the_clinician_has(cast, lee, stay, cover):
    CareTeamMember.update(until=clock.now()).where(CareTeamMember.clinician == cast.kim).execute()
    assert lee.get(f"/caseload/{stay.id}").status_code == 404


@pytest.mark.parametrize("who", ["kim", "lee"])
def test_it_ends_when_either_leaves_the_program(cast, lee, stay, cover, who):
    assert lee.get(f"/caseload/{stay.id}").status_code == 200
    Membership.delete().where(Membership.user == getattr(cast, who)).execute()
    assert lee.get(f"/caseload/{stay.id}").status_code == 404


def test_it_is_not_handed_on(cast, client_of, stay, cover, today):
    """Lee's own caseload can be covered by a third, not what Lee covers."""
    third = User.register(address("noor"), "Noor Haddad", password_hash=PASSWORD)
    Membership.create(user=third, program=cast.program, role="clinician")
    Cover.arrange(cast.program, cast.lee, third, today, today)
    noor = client_of(third)
    assert noor.get(f"/caseload/{cast.stay_of(cast.ana).id}").status_code == 200
    assert noor.get(f"/caseload/{stay.id}").status_code == 404


def test_the_participant_sees_by_name_who_covers_and_when(cast, client_of, today):
    jo = client_of(cast.jo)
    shared, private = written(jo, words="One.", visibility="shared"), written(jo, words="Two.")
    assert "away" not in jo.get(f"/journals/{shared.id}").text
    Cover.arrange(cast.program, cast.kim, cast.lee, today + DAY, today + 3 * DAY)
    page = jo.get(f"/journals/{shared.id}").text
    assert "Kim Osei is away from" in page and "Lee Brandt can read what you share" in page
    assert "Lee Brandt" not in jo.get(f"/journals/{private.id}").text
    assert "Lee Brandt" not in client_of(cast.ana).get("/journals/").text
    with time_machine.travel(clock.now() + 2 * DAY):
        assert "Kim Osei is away until" in jo.get(f"/journals/{shared.id}").text
    with time_machine.travel(clock.now() + 4 * DAY):
        assert "Lee Brandt" not in jo.get(f"/journals/{shared.id}").text


def test_the_page_of_covers_shows_each_person_their_own(cast, client_of, kim, lee, cover):
    for visitor in (kim, lee, client_of(cast.robin)):
        assert "Lee Brandt for Kim Osei" in visitor.get("/covers/").text
    assert f"/covers/{cover.id}/ending" not in lee.get("/covers/").text
    assert client_of(cast.jo).get("/covers/").status_code == 404
