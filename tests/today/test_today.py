"""Today, in order of need: what is next, the rest of the day, one check-in, one exercise."""

import datetime as dt
import re

import pytest
import time_machine

from webapp import clock
from webapp.journals.models import JournalEntry
from webapp.people.models import Enrollment, User
from webapp.push.models import LostDevice
from webapp.timetables.calendar import next_session_of
from webapp.timetables.models import CANCELLED, ProgramSession

ZONE = "America/Los_Angeles"


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def a_session(stay, starts_at, title="Quiet hour", minutes=50, **values):
    return ProgramSession.create(
        program=stay.program,
        enrollment=stay,
        title=title,
        kind="individual",
        local_date=clock.local(starts_at, ZONE).date(),
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(minutes=minutes),
        **values,
    )


def test_it_shows_what_is_needed_in_order_of_need(jo):
    page = jo.get("/").text
    places = [page.index(words) for words in ("Next ·", "How are you right now?", "One small thing to try")]
    assert places == sorted(places)


def test_it_shows_the_next_session_with_when_where_and_how_long(cast, jo):
    stay = cast.stay_of(cast.jo)
    a_session(
        stay, clock.now() + dt.timedelta(minutes=40), place="Room 9", telehealth="https://meet.example.org/x"
    )
    page = jo.get("/")
    assert "Quiet hour" in text(page)
    assert "Room 9" in text(page)
    assert "in 40 minutes" in text(page)
    assert 'href="https://meet.example.org/x"' in page.text


def test_a_session_that_is_on_is_shown_as_on_now(cast, jo):
    a_session(cast.stay_of(cast.jo), clock.now() - dt.timedelta(minutes=10))
    assert "On now" in text(jo.get("/"))


def test_a_cancelled_session_is_not_the_next(cast, jo):
    stay = cast.stay_of(cast.jo)
    a_session(stay, clock.now() + dt.timedelta(minutes=5), title="Called off", status=CANCELLED)
    following = next_session_of(stay)
    assert following.title != "Called off"
    card = jo.get("/").text.split("Next ·")[1]
    assert card.index(following.title) < card.find("Called off") or "Called off" not in card


def test_a_check_in_takes_its_place_once_it_is_made(jo):
    assert jo.send("/journals/check-ins", {"mood": "4", "craving": "2"}).status_code == 303
    page = text(jo.get("/"))
    assert "You checked in today" in page
    assert "Save check-in" not in page
    assert JournalEntry.get().mood == 4


def test_times_are_in_the_persons_own_zone(cast, jo):
    a_session(cast.stay_of(cast.jo), clock.now() + dt.timedelta(minutes=30))
    there = clock.local(clock.now() + dt.timedelta(minutes=30), "Asia/Tokyo")
    user = cast.jo
    user.time_zone = "Asia/Tokyo"
    user.save()
    hour = there.strftime("%I:%M").lstrip("0")
    assert hour in text(jo.get("/"))


@pytest.mark.parametrize("day", ["2026-11-26", "2026-12-25", "2027-03-14", "2026-11-01", "2028-02-29"])
def test_it_opens_on_any_day(cast, client_of, day):
    with time_machine.travel(f"{day}T03:30:00-08:00", tick=False):
        answer = client_of(cast.jo).get("/")
    assert answer.status_code == 200


def test_before_and_after_every_session_it_says_so_kindly(cast, client_of):
    with time_machine.travel("2031-05-05T12:00:00Z", tick=False):
        assert "Nothing planned right now" in text(client_of(cast.jo).get("/"))


@pytest.mark.parametrize(
    ("name", "home"), [("kim", "/caseload/"), ("robin", "/census/"), ("sam", "/guests/")]
)
def test_everyone_else_goes_to_their_own_home(cast, client_of, name, home):
    answer = client_of(getattr(cast, name)).get("/")
    assert (answer.status_code, answer.location) == (303, home)


def test_somebody_without_a_place_yet_is_welcomed(app, client_of):
    nobody = User.register("new@example.org", "New Person")
    assert "Nothing here yet" in text(client_of(nobody).get("/"))


def test_the_number_of_queries_does_not_grow_with_the_timetable(app, cast, jo, queries):
    jo.get("/")
    few = queries(lambda: jo.get("/"))
    stay = Enrollment.get(Enrollment.participant == cast.jo)
    for hours in range(1, 40):
        a_session(stay, clock.now() + dt.timedelta(hours=hours))
    many = queries(lambda: jo.get("/"))
    assert 4 < many <= few <= 17  # one more while a session with a lesson is near


def test_a_lost_phone_is_told_until_its_owner_knows(jo, cast):
    told = "A phone of yours gets no more reminders"
    assert told not in jo.get("/").text
    lost = LostDevice.create(user=cast.jo, label="Safari on iPhone")
    assert told in jo.get("/").text
    jo.send(f"/reminders/lost/{lost.id}/dismissal")
    assert told not in jo.get("/").text
