"""A line before a program session and one after: kept with it, the writer's alone unless shared."""

import datetime as dt

from webapp import clock
from webapp.attendance.models import Reflection
from webapp.database import new_id
from webapp.timetables.calendar import sessions_of
from webapp.timetables.models import CANCELLED, ProgramSession

CANARY = "amberotter"
DAY = dt.timedelta(days=1)


def group_session(stay, starts_in):
    """One of the stay's group sessions, set to start in so long a time (or so long ago)."""
    today = clock.today(stay.program.time_zone)
    near = sessions_of(stay, today - 14 * DAY, today + 14 * DAY)
    return held(next(one for one in near if one.enrollment_id is None), starts_in)


def held(one, starts_in):
    one.starts_at = clock.now() + starts_in
    one.ends_at = one.starts_at + dt.timedelta(minutes=90)
    one.local_date = clock.local(one.starts_at, one.program.time_zone).date()
    one.save()
    return one


def reflect(visitor, one, **fields):
    return visitor.send(
        f"/schedule/{one.id}/reflection", {"visibility": "private", "once": new_id(), **fields}
    )


def only() -> Reflection:
    (reflection,) = Reflection.select()
    return reflection


def test_before_it_asks_what_one_wants_and_after_it_what_one_takes(jo, stay):
    one = group_session(stay, dt.timedelta(hours=2))
    before = jo.get(f"/schedule/{one.id}").text
    assert "What I want from today" in before
    assert "One thing to try" not in before
    assert reflect(jo, one, wanted="To say one thing").status_code == 303

    held(one, -dt.timedelta(hours=2))
    after = jo.get(f"/schedule/{one.id}").text
    assert "To say one thing" in after
    assert "One thing to try" in after
    reflect(jo, one, taken="Others feel it too", to_try="Call Sam")
    kept = only()
    assert (kept.wanted, kept.taken, kept.to_try) == ("To say one thing", "Others feel it too", "Call Sam")


def test_the_week_shows_what_was_taken_away(jo, stay):
    one = group_session(stay, -dt.timedelta(hours=2))
    reflect(jo, one, taken="Others feel it too")
    assert "I take with me: Others feel it too" in jo.get(f"/schedule/?week={one.local_date}").text


def test_a_double_tap_is_one(jo, stay):
    one = group_session(stay, -dt.timedelta(hours=2))
    key = new_id()
    assert {reflect(jo, one, taken="Once", once=key).status_code for _tap in range(2)} == {303}
    only()


def test_what_is_too_long_comes_back(jo, stay):
    one = group_session(stay, -dt.timedelta(hours=2))
    words = "long " * 120
    answer = reflect(jo, one, taken=words)
    assert answer.status_code == 422
    assert words in answer.text
    assert not Reflection.select().exists()


def test_private_lines_reach_nobody_and_shared_ones_the_care_team(cast, client_of, jo, stay):
    one = group_session(stay, -dt.timedelta(hours=2))
    reflect(jo, one, taken=CANARY)
    page = f"/caseload/{stay.id}"
    kim = client_of(cast.kim)
    assert CANARY not in kim.get(page).text
    reflect(jo, one, taken=CANARY, visibility="shared")
    assert CANARY in kim.get(page).text
    assert client_of(cast.lee).get(page).status_code == 404
    reflect(jo, one, taken=CANARY, visibility="private")
    assert CANARY not in kim.get(page).text


def test_it_refuses_someone_elses_session(cast, client_of, stay):
    own = ProgramSession.create(
        program=stay.program,
        enrollment=stay,
        title="Alone",
        kind="individual",
        local_date=clock.today(stay.program.time_zone),
        starts_at=clock.now(),
        ends_at=clock.now() + dt.timedelta(hours=1),
    )
    assert reflect(client_of(cast.ana), own, taken="x").status_code == 404
    assert not Reflection.select().exists()


def test_a_cancelled_session_asks_nothing(jo, stay):
    one = group_session(stay, dt.timedelta(hours=2))
    ProgramSession.update(status=CANCELLED).where(ProgramSession.id == one.id).execute()
    assert "What I want from today" not in jo.get(f"/schedule/{one.id}").text


def test_an_overlap_with_ones_own_commitment_is_said(jo, stay):
    one = group_session(stay, dt.timedelta(hours=2))
    wall = clock.local(one.starts_at, stay.program.time_zone)
    jo.send(
        "/commitments/",
        {
            "title": "School run",
            "weekdays": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
            "starts": wall.strftime("%H:%M"),
            "ends": (wall + dt.timedelta(minutes=30)).strftime("%H:%M"),
            "first_on": (wall.date() - DAY).isoformat(),
        },
    )
    assert "This overlaps with School run." in jo.get(f"/schedule/{one.id}").text
    assert "Overlaps with School run" in jo.get(f"/schedule/?week={wall.date()}").text
