"""A single meeting with one participant: arranged, refused with the reason, seen by them alone."""

import datetime as dt
import re

import pytest
from coordinators import carry_out, fill, send

from webapp import clock
from webapp.audit import AuditRecord
from webapp.people.models import Enrollment
from webapp.timetables.calendar import sessions_of
from webapp.timetables.models import ProgramSession, StandIn

DAY = dt.timedelta(days=1)
TITLE = "Step-down talk"


@pytest.fixture
def url(cast):
    return f"/programs/{cast.program.id}/meetings/new"


@pytest.fixture
def saturday(cast):
    today = clock.today(cast.program.time_zone)
    return today + (5 - today.weekday()) % 7 * DAY + 7 * DAY


@pytest.fixture
def fields(cast, saturday):
    stay = cast.stay_of(cast.jo)
    return {
        "stay": stay.id,
        "title": TITLE,
        "day": saturday.isoformat(),
        "starts": "09:00",
        "ends": "09:45",
        "place": "Room 9",
        "facilitators": [cast.kim.id],
    }


def errors(answer) -> str:
    words = " ".join(re.findall(r'<p class="error".*?</p>', answer.text, re.S))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", words))


def test_it_stands_in_their_schedule_alone(cast, robin, url, fields, saturday):
    assert carry_out(robin, url, **fields).status_code == 303
    one = ProgramSession.get(ProgramSession.title == TITLE)
    jo, ana = cast.stay_of(cast.jo), cast.stay_of(cast.ana)
    assert (one.enrollment_id, one.series_id, one.kind, one.local_date) == (
        jo.id,
        None,
        "individual",
        saturday,
    )
    assert clock.local(one.starts_at, cast.program.time_zone).hour == 9
    assert [each.clinician_id for each in StandIn.select().where(StandIn.program_session == one)] == [
        cast.kim.id
    ]
    assert TITLE in [each.title for each in sessions_of(jo, saturday, saturday)]
    assert TITLE not in [each.title for each in sessions_of(ana, saturday, saturday)]
    said = AuditRecord.get(AuditRecord.action == "program session.arranged")
    assert (said.enrollment, said.about) == (jo.id, one.id)


def test_the_participant_finds_it_and_the_coordinator_can_move_and_cancel_it(
    cast, robin, url, fields, client_of
):
    page = carry_out(robin, url, **fields).location
    week = client_of(cast.jo).get(f"/schedule/?week={fields['day']}").text
    assert TITLE in week and re.search(r"badge[^>]*>New<", week)
    assert carry_out(robin, f"{page}/move", starts="10:00", ends="10:45").status_code == 303
    assert carry_out(robin, f"{page}/cancellation").status_code == 303
    assert ProgramSession.get(ProgramSession.title == TITLE).is_cancelled


def test_it_asks_before_and_writes_nothing_until_then(robin, url, fields):
    asked = send(robin, url, fill(robin.get(url), **fields))
    assert "Add this meeting?" in asked.text
    assert not ProgramSession.select().where(ProgramSession.title == TITLE).exists()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"stay": ""}, "choose one from the list"),
        ({"title": ""}, "give it a name"),
        ({"ends": "08:00"}, "before the start"),
        ({"day": "2020-01-01"}, "has passed"),
        ({"starts": "25:00"}, "time of day"),
        ({"facilitators": ["nobody"]}, "answers shown"),
    ],
)
def test_it_refuses_what_cannot_be_and_gives_the_words_back(robin, url, fields, changes, reason):
    answer = send(robin, url, fill(robin.get(url), **{**fields, **changes}))
    assert answer.status_code == 422
    assert reason in errors(answer)
    if "title" not in changes:
        assert TITLE in answer.text


def test_it_refuses_a_time_at_which_they_are_expected_elsewhere(cast, robin, url, fields):
    stay = cast.stay_of(cast.jo)
    day = clock.today(cast.program.time_zone)
    other = next(
        one
        for one in sessions_of(stay, day + 7 * DAY, day + 14 * DAY)
        if one.series_id and not one.is_cancelled
    )
    local = clock.local(other.starts_at, cast.program.time_zone)
    at = {
        "day": local.date().isoformat(),
        "starts": f"{local:%H:%M}",
        "ends": f"{local + dt.timedelta(minutes=30):%H:%M}",
    }
    answer = send(robin, url, fill(robin.get(url), **{**fields, **at, "place": "", "facilitators": []}))
    assert answer.status_code == 422
    assert f"expected at &#34;{other.title}&#34;" in errors(answer)


@pytest.mark.parametrize(
    ("same", "reason"), [({"facilitators": []}, "is taken by"), ({"place": "Room 8"}, "Kim Osei leads")]
)
def test_two_single_meetings_cannot_share_a_room_or_a_clinician(cast, robin, url, fields, same, reason):
    assert carry_out(robin, url, **fields).status_code == 303
    other = {**fields, "stay": cast.stay_of(cast.ana).id, "title": "Another", **same}
    answer = send(robin, url, fill(robin.get(url), **other))
    assert answer.status_code == 422
    assert reason in errors(answer)


def test_it_refuses_a_day_after_the_stay(cast, robin, url, fields, saturday):
    Enrollment.update(ended_on=saturday - DAY).where(Enrollment.id == fields["stay"]).execute()
    answer = send(robin, url, fill(robin.get(url), **fields))
    assert answer.status_code == 422
    assert "does not reach this day" in errors(answer)


def test_a_stay_of_another_program_is_not_offered(cast, robin, url, fields):
    Enrollment.update(ended_on=dt.date(2020, 1, 1)).where(Enrollment.id == fields["stay"]).execute()
    page = robin.get(url)
    assert fields["stay"] not in page.text
    assert send(robin, url, fill(page, **fields)).status_code == 422
