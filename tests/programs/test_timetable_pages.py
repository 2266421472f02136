"""The coordinator's pages: what the week shows, what a form refuses and where, who sees what changed."""

import datetime as dt
import re
import threading

import pytest
from coordinators import carry_out, fields_of, fill, send
from visitor import Visitor

from webapp import clock
from webapp.audit import AuditRecord
from webapp.commitments.models import Commitment
from webapp.people.models import Program
from webapp.timetables.models import (
    CANCELLED,
    MOVED,
    SCHEDULED,
    BusyTime,
    Facilitator,
    ProgramSession,
    Series,
    StandIn,
)

DAY = dt.timedelta(days=1)


@pytest.fixture
def series(cast):
    return Series.get(Series.title == "Relapse Prevention")


@pytest.fixture
def one(series):
    """Its next session that is at least two days ahead."""
    return (
        ProgramSession.select()
        .where(ProgramSession.series == series, ProgramSession.starts_at > clock.now() + 2 * DAY)
        .order_by(ProgramSession.starts_at)
        .first()
    )


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def errors(answer) -> dict:
    """The message at each field."""
    found = re.findall(r'<p class="error" id="([a-z_]+)-error">(.*?)</p>', answer.text, re.S)
    return {name: re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", words)).strip() for name, words in found}


def address(one, what="") -> str:
    kind = "series" if isinstance(one, Series) else "sessions"
    return f"/programs/{kind}/{one.id}{what}"


def fresh(one):
    return type(one).get_by_id(one.id)


NEW = {
    "title": "Walk",
    "starts": "07:00",
    "ends": "07:45",
    "weekdays": ["sat"],
    "levels": ["2.1"],
    "kind": "holistic",
}


def test_the_week_shows_every_series_with_room_leader_and_how_full(cast, robin, series, one):
    Facilitator.create(series=series, clinician=cast.kim)
    page = text(robin.get(f"/programs/{cast.program.id}?week={one.local_date}"))
    assert "Relapse Prevention" in page and "Room 1" in page
    assert "Kim Osei · 2 of 12" in page
    assert "Family Education" in page


def test_the_queries_of_the_week_do_not_grow(cast, robin, queries):
    week = f"/programs/{cast.program.id}"
    robin.get(week)
    before = queries(lambda: robin.get(week))
    first = Series.get(Series.title == "Relapse Prevention")
    for number in range(5):
        row = {**first.__data__, "id": f"{number:026d}", "position": 100 + number, "title": f"Group {number}"}
        Series.insert(row).execute()
    robin.get(week)
    assert queries(lambda: robin.get(week)) <= before + 1


def test_it_begins_a_series(cast, robin):
    url = f"/programs/{cast.program.id}/series/new"
    answer = carry_out(robin, url, **NEW, topics="One\nTwo", capacity="8", facilitators=[cast.kim.id])
    assert answer.status_code == 303
    made = Series.get(Series.title == "Walk")
    assert (made.kind, made.starts, made.minutes, made.topics) == ("holistic", "07:00", 45, ["One", "Two"])
    assert (made.capacity, [one.clinician_id for one in made.facilitators]) == (8, [cast.kim.id])
    assert (
        AuditRecord.select()
        .where(AuditRecord.action == "series.begun", AuditRecord.about == made.id)
        .exists()
    )
    assert "Walk" in robin.get(answer.location).text


def test_a_single_meeting_meets_once(cast, robin):
    day = clock.today(cast.program.time_zone) + 10 * DAY
    url = f"/programs/{cast.program.id}/series/new"
    carry_out(robin, url, **{**NEW, "weekdays": []}, repeats="once", first_on=day.isoformat())
    made = Series.get(Series.title == "Walk")
    assert [one.local_date for one in made.program_sessions] == [day]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"starts": "25:00"}, "starts", "time of day"),
        ({"ends": "06:59"}, "ends", "before the start"),
        ({"weekdays": []}, "weekdays", "at least one day"),
        ({"weekdays": ["someday"]}, "weekdays", "answers shown"),
        ({"levels": ["9.9"]}, "levels", "answers shown"),
        ({"levels": []}, "levels", "at least one level"),
        ({"kind": "party"}, "kind", "answers shown"),
        ({"weeks": "4-1"}, "weeks", "before it begins"),
        ({"capacity": "0"}, "capacity", "whole number"),
        ({"capacity": "1"}, "capacity", "2 people are expected"),
        ({"telehealth": "javascript:alert(1)"}, "telehealth", "https://"),
        ({"first_on": "2026-02-31"}, "first_on", "date"),
        ({"first_on": "2020-01-01"}, "first_on", "has passed"),
        ({"first_on": "9999-12-31"}, "first_on", "too far away"),
        ({"last_on": "9999-12-31"}, "last_on", "too far away"),
        ({"last_on": "2020-01-01"}, "last_on", "before the first day"),
        ({"facilitators": ["nobody"]}, "facilitators", "answers shown"),
        ({"title": ""}, "title", "name"),
        ({"title": "x" * 201}, "title", "letters"),
        ({"topics": "x" * 201}, "topics", "longer"),
        (
            {"place": "Room 1", "weekdays": ["mon"], "starts": "20:00", "ends": "21:00"},
            "place",
            "Relapse Prevention",
        ),
    ],
)
def test_it_refuses_at_the_field_and_keeps_what_was_typed(cast, robin, changes, field, words):
    url = f"/programs/{cast.program.id}/series/new"
    before = Series.select().count(), ProgramSession.select().count()
    answer = send(robin, url, fill(robin.get(url), **{**NEW, **changes}))
    assert answer.status_code == 422
    assert words in errors(answer)[field]
    assert fields_of(answer)["title"] == changes.get("title", "Walk")
    assert (Series.select().count(), ProgramSession.select().count()) == before


def test_a_change_from_a_day_on_is_shown_before_it_is_made(cast, robin, series):
    url = address(series, "/change")
    asked = send(robin, url, fill(robin.get(url), starts="20:15", ends="21:45"))
    assert "It touches 2 participants" in text(asked)
    assert fresh(series).ends_on is None
    answer = send(robin, url, fill(asked, confirmed="y"))
    assert answer.status_code == 303
    new = Series.get(Series.follows == series)
    assert (new.starts, new.minutes) == ("20:15", 90)


def test_one_session_moves_and_those_expected_see_it(cast, robin, one, client_of):
    url = address(one, "/move")
    was = one.starts_at
    asked = send(robin, url, fill(robin.get(url), starts="20:30", ends="22:00", place="Room 7"))
    assert "It touches 2 participants" in text(asked)
    assert fresh(one).starts_at == was
    assert send(robin, url, fill(asked, confirmed="y")).status_code == 303
    moved = fresh(one)
    assert (moved.status, moved.was_at, moved.series_date) == (MOVED, was, one.series_date)
    assert (moved.local_start.hour, moved.place, moved.version) == (20, "Room 7", one.version + 1)
    jo = client_of(cast.jo)
    assert "moved from" in text(jo.get("/"))
    assert "8:30 PM" in text(jo.get("/"))
    assert "Moved from" in text(jo.get(f"/schedule/?week={moved.local_date}"))


def test_a_session_moved_back_is_as_planned(robin, one):
    carry_out(robin, address(one, "/move"), starts="20:30", ends="22:00")
    carry_out(robin, address(one, "/move"), starts="19:15", ends="20:45")
    assert (fresh(one).status, fresh(one).was_at) == (SCHEDULED, None)


def test_one_session_is_cancelled_seen_and_brought_back(cast, robin, one, client_of):
    assert carry_out(robin, address(one, "/cancellation")).status_code == 303
    assert fresh(one).status == CANCELLED
    assert "cancelled on" in text(client_of(cast.jo).get("/"))
    assert carry_out(robin, address(one, "/restoration")).status_code == 303
    assert fresh(one).status == SCHEDULED
    today = text(client_of(cast.jo).get("/"))
    assert "cancelled on" not in today
    assert re.search(rf"Your schedule changed {one.title} : now on", today), (
        "who read that it is cancelled learns this too"
    )


def test_another_place_is_seen_by_those_expected_for_a_week(robin, one, client_of, cast):
    assert carry_out(robin, address(one, "/move"), place="The other house").status_code == 303
    assert (fresh(one).status, fresh(one).moved_at) == (SCHEDULED, None)
    jo = client_of(cast.jo)
    assert re.search(
        rf"Your schedule changed {one.title} : now on .{{,40}} · The other house", text(jo.get("/"))
    )
    week = f"/schedule/?week={one.local_date}"
    assert "Changed" in text(jo.get(week))
    assert "The time and place below are the right ones." in text(jo.get(f"/schedule/{one.id}"))
    ProgramSession.update(news_at=clock.now() - 8 * DAY).where(ProgramSession.id == one.id).execute()
    assert "Changed" not in text(jo.get(week)) and "Your schedule changed" not in text(jo.get("/"))


def test_another_name_is_no_news(robin, one, client_of, cast):
    assert carry_out(robin, address(one.series, "/facts"), title="Another name").status_code == 303
    assert "Another name" in text(client_of(cast.jo).get(f"/schedule/?week={one.local_date}"))
    assert "Your schedule changed" not in text(client_of(cast.jo).get("/"))


def test_a_session_does_not_move_into_a_closed_day_the_past_or_a_taken_room(cast, robin, one):
    closed = next(
        day for day in cast.program.closed_on if day > clock.today(cast.program.time_zone).isoformat()
    )
    other = ProgramSession.get(
        ProgramSession.title == "Family Education", ProgramSession.starts_at > clock.now() + 9 * DAY
    )
    for changes, field, words in (
        ({"day": closed}, "day", "closed"),
        ({"day": "2020-01-06"}, "day", "passed"),
        ({"day": "9999-12-31"}, "day", "too far away"),
        (
            {"day": other.local_date.isoformat(), "starts": "19:30", "ends": "20:00", "place": "large ROOM"},
            "place",
            "Family Education",
        ),
    ):
        answer = carry_out(robin, address(one, "/move"), **changes)
        assert answer.status_code == 422
        assert words in errors(answer)[field]
    assert fresh(one).starts_at == one.starts_at


def test_somebody_stands_in_unless_they_are_busy(cast, robin, one):
    assert carry_out(robin, address(one, "/stand-ins"), stand_ins=[cast.lee.id]).status_code == 303
    assert [row.clinician_id for row in StandIn.select()] == [cast.lee.id]
    assert "Lee Brandt" in text(robin.get(address(one)))
    BusyTime.create(program=cast.program, clinician=cast.kim, starts_at=one.starts_at, ends_at=one.ends_at)
    answer = carry_out(robin, address(one, "/stand-ins"), stand_ins=[cast.kim.id])
    assert "Kim Osei is busy" in errors(answer)["stand_ins"]
    assert [row.clinician_id for row in StandIn.select()] == [cast.lee.id]


def test_a_closed_day_cancels_and_opens_again(cast, robin, one):
    url = f"/programs/{cast.program.id}/closed-days"
    asked = send(robin, url, fill(robin.get(url), day=one.local_date.isoformat()))
    assert "cancelled" in text(asked)
    assert send(robin, url, fill(asked, confirmed="y")).status_code == 303
    assert one.local_date.isoformat() in Program.get().closed_on
    assert fresh(one).status == CANCELLED
    again = send(robin, url, fill(robin.get(url), day=one.local_date.isoformat()))
    assert "already closed" in errors(again)["day"]
    opened = send(
        robin, f"{url}/opening", fill(robin.get(url), day=one.local_date.isoformat(), confirmed="y")
    )
    assert opened.status_code == 303
    assert fresh(one).status == SCHEDULED
    assert one.local_date.isoformat() not in Program.get().closed_on


def test_topics_go_on_after_a_closed_day(cast, robin, one):
    following = ProgramSession.select().where(
        ProgramSession.series == one.series, ProgramSession.starts_at > one.starts_at
    )
    following = following.order_by(ProgramSession.starts_at)
    before = [row.topic for row in following.limit(5)]
    carry_out(robin, f"/programs/{cast.program.id}/closed-days", day=one.local_date.isoformat())
    assert [row.topic for row in following.limit(6)] == [one.topic, *before]


def test_the_second_of_two_coordinators_sees_what_changed_and_overwrites_nothing(cast, robin, series):
    url = address(series, "/facts")
    mine, theirs = robin.get(url), robin.get(url)
    assert send(robin, url, fill(theirs, place="Room 9", capacity="15")).status_code == 303
    late = send(robin, url, fill(mine, title="Staying well", capacity="14"))
    assert late.status_code == 409
    assert "Room or place: was Room 1, is now Room 9" in text(late)
    assert "Most people at once: was 12, is now 15" in text(late)
    kept = fields_of(late)
    assert (kept["title"], kept["capacity"], kept["place"]) == ("Staying well", "14", "Room 9")
    assert (fresh(series).title, fresh(series).capacity) == ("Relapse Prevention", 15)
    assert send(robin, url, kept).status_code == 303
    assert (fresh(series).title, fresh(series).place, fresh(series).capacity) == (
        "Staying well",
        "Room 9",
        14,
    )


def test_a_session_cancelled_meanwhile_is_not_moved(robin, one):
    page = robin.get(address(one, "/move"))
    carry_out(robin, address(one, "/cancellation"))
    late = carry_out(robin, address(one, "/move"), page, starts="20:30", ends="21:30")
    assert late.status_code == 409
    assert fields_of(late)["starts"] == "20:30"
    assert fresh(one).starts_at == one.starts_at


def at_once(app, user, url, forms) -> list[int]:
    """Send the forms at the same moment, each from a browser of its own; the statuses in order."""
    visitor = Visitor(app, user)
    token, cookie = visitor.token(), visitor.get_cookie("waymark")
    statuses = []

    def post(fields):
        browser = app.test_client()
        browser.set_cookie("waymark", cookie.value)
        data = {**fields.to_dict(flat=False), "csrf_token": token}
        statuses.append(browser.post(url, data=data, headers={"Sec-Fetch-Site": "same-origin"}).status_code)

    threads = [threading.Thread(target=post, args=(fields,)) for fields in forms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(statuses)


def test_of_many_at_the_same_moment_one_changes_the_series(app, cast, robin, series):
    url = address(series, "/facts")
    page = robin.get(url)
    forms = [fill(page, title=f"Name {number}", once=f"{number:026d}") for number in range(6)]
    assert at_once(app, cast.robin, url, forms) == [303, 409, 409, 409, 409, 409]
    assert fresh(series).version == series.version + 1


def test_two_at_the_same_moment_do_not_take_one_room(app, cast, robin):
    url = f"/programs/{cast.program.id}/series/new"
    page = robin.get(url)
    forms = [
        fill(page, **{**NEW, "title": f"Walk {number}", "place": "Garden", "once": f"{number:026d}"})
        for number in range(4)
    ]
    assert at_once(app, cast.robin, url, forms) == [303, 422, 422, 422]


@pytest.mark.parametrize("version", ["", "x", "-1", "٣", "9" * 30])
def test_an_odd_version_is_an_old_one(robin, series, version):
    answer = carry_out(robin, address(series, "/facts"), title="Taken over", version=version, seen='["odd"]')
    assert answer.status_code == 409
    assert fresh(series).title == "Relapse Prevention"


def test_a_one_to_one_meeting_is_found_by_name_and_moved_for_that_person_alone(cast, robin):
    alone = Series.get(Series.title == "Individual session")
    page = robin.get(address(alone))
    assert "Jo Rivera" in text(page) and "Ana Lindqvist" in text(page)
    assert AuditRecord.select().where(AuditRecord.enrollment == cast.stay_of(cast.jo).id).exists()
    mine, hers = (
        ProgramSession.select()
        .where(ProgramSession.series == alone, ProgramSession.enrollment == cast.stay_of(person))
        .where(ProgramSession.starts_at > clock.now() + DAY)
        .order_by(ProgramSession.starts_at)
        .first()
        for person in (cast.jo, cast.ana)
    )
    assert address(mine) in page.text
    assert carry_out(robin, address(mine, "/move"), starts="08:00", ends="08:50").status_code == 303
    assert fresh(mine).local_start.hour == 8
    assert fresh(hers).starts_at == hers.starts_at


def test_before_a_move_it_says_how_many_share_that_they_have_something_else(cast, robin, one):
    local = one.local_start
    for person, shared in ((cast.jo, True), (cast.ana, False)):
        Commitment(
            enrollment=cast.stay_of(person),
            title="Canary school run",
            weekdays=[local.strftime("%a").lower()],
            starts="20:00",
            ends="21:00",
            time_zone=one.program.time_zone,
            first_on=(local.date() - 7 * DAY).isoformat(),
            shared=shared,
        ).save(force_insert=True)
    url = address(one, "/move")
    asked = send(robin, url, fill(robin.get(url), starts="20:30", ends="22:00"))
    assert "1 participant has something else at that time" in text(asked)
    assert "Canary" not in asked.text
