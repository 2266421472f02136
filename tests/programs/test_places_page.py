"""How to get to the places of a program: written by coordinators, read with each session there."""

import pytest
from coordinators import carry_out, fill, send

from webapp.people.models import Program
from webapp.timetables.calendar import next_session_of
from webapp.timetables.models import CANCELLED, Directions, ProgramSession, Series
from webapp.timetables.rescheduling import move

WAY = "12 Cedar Street, third floor.\nBus 14 stops at the door."


@pytest.fixture
def one(cast):
    """Jo's next session that has a place."""
    one = next_session_of(cast.stay_of(cast.jo))
    ProgramSession.update(place="Room 1", telehealth="").where(ProgramSession.id == one.id).execute()
    return ProgramSession.get_by_id(one.id)


@pytest.fixture
def url(cast):
    return f"/programs/{cast.program.id}/directions?place=Room%201"


def test_every_place_that_is_named_is_listed_once(cast, robin, one, client_of):
    move(one, one.version, one.starts_at, one.ends_at, "room 1", "")
    move(one, one.version + 1, one.starts_at, one.ends_at, "The other house", "")
    page = robin.get(f"/programs/{cast.program.id}/places").text
    assert (
        page.count("No words yet") == len({place for (place,) in _named() if place}) == page.count("?place=")
    )
    assert "The other house" in page


def _named():
    return Series.select(Series.place).union(ProgramSession.select(ProgramSession.place)).tuples()


def test_what_is_written_stands_with_each_session_there_until_it_is_over(cast, robin, one, url, client_of):
    assert carry_out(robin, url, words=WAY).status_code == 303
    jo = client_of(cast.jo)
    assert WAY in jo.get(f"/schedule/{one.id}").text
    move(one, one.version, one.starts_at, one.ends_at, "room 1", "")
    assert WAY in jo.get(f"/schedule/{one.id}").text, "however it is written"
    move(one, one.version + 1, one.starts_at, one.ends_at, "The other house", "")
    assert "Cedar" not in jo.get(f"/schedule/{one.id}").text
    ProgramSession.update(place="Room 1", status=CANCELLED).where(ProgramSession.id == one.id).execute()
    assert "Cedar" not in jo.get(f"/schedule/{one.id}").text


def test_words_can_be_taken_out_again(robin, one, url):
    carry_out(robin, url, words=WAY)
    assert carry_out(robin, url, words=" ").status_code == 303
    assert Directions.get().words == ""


def test_the_second_of_two_sees_what_changed_and_overwrites_nothing(robin, one, url):
    first, second = robin.get(url), robin.get(url)
    assert send(robin, url, fill(first, words=WAY)).status_code == 303
    answer = send(robin, url, fill(second, words="Mine"))
    assert answer.status_code == 409
    assert "Someone changed this while you had it open" in answer.text
    assert "Bus 14" in answer.text and "Mine</textarea>" in answer.text
    assert Directions.get().words == WAY
    assert send(robin, url, fill(answer, words="Both")).status_code == 303
    assert (Directions.get().words, Directions.get().version) == ("Both", 2)


def test_what_is_too_long_comes_back(robin, one, url):
    answer = carry_out(robin, url, words="x" * 1001)
    assert answer.status_code == 422 and "x" * 1001 in answer.text
    assert Directions.select().count() == 0


@pytest.mark.parametrize("place", ["Nowhere", "", "Room%201%00"])
def test_a_place_that_nothing_names_leads_to_those_that_there_are(cast, robin, one, place):
    answer = robin.get(f"/programs/{cast.program.id}/directions?place={place}")
    assert (answer.status_code, answer.location) == (303, f"/programs/{cast.program.id}/places")


def test_another_program_has_its_own(cast, robin, one, client_of):
    other = Program.create(
        name="Another", time_zone="UTC", country="US", template_digest="x", starts_on=one.local_date
    )
    Directions.create(program=other, place=one.place, words="Elsewhere")
    assert "Elsewhere" not in client_of(cast.jo).get(f"/schedule/{one.id}").text
