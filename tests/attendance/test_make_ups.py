"""Make-ups: what is offered, that it is asked for and given once, and that the last place goes to one."""

import datetime as dt
import re

import pytest
from at_once import at_once
from tracks import DAY, MONDAY, OPEN, ZONE, a_program, a_stay, at, group_at, mark, theirs

from webapp.attendance.make_ups import Changed, NoPlace, answer, ask, withdraw
from webapp.attendance.notices import say_cannot_come, take_back
from webapp.attendance.offers import offers_for, offers_in_week
from webapp.audit import AuditRecord
from webapp.commitments.models import Commitment
from webapp.database import new_id
from webapp.people.models import Level, Placement, Program
from webapp.timetables.admitting import AdmissionError, admit
from webapp.timetables.calendar import sessions_of
from webapp.timetables.models import (
    ASKED,
    CANCELLED,
    DECLINED,
    GIVEN,
    WITHDRAWN,
    ProgramSession,
    Seat,
    Series,
)
from webapp.timetables.rosters import places_left, roster_of

REFUSALS = (NoPlace, AdmissionError)
WEDNESDAY, THURSDAY, FRIDAY = MONDAY + 2 * DAY, MONDAY + 3 * DAY, MONDAY + 4 * DAY


@pytest.fixture
def program(app, cast, tmp_path):
    with at(MONDAY, 7):
        yield a_program(tmp_path, cast)


@pytest.fixture
def stay(program, cast):
    return a_stay(program, cast)


@pytest.fixture
def missed(stay):
    """Monday at nine, to which they cannot come."""
    one = theirs(stay, MONDAY)
    say_cannot_come(stay, one, "work")
    return one


@pytest.fixture
def mo(stay, client_of):
    return client_of(stay.participant)


def offered(stay, missed):
    return [one.program_session for one in offers_for(stay, missed)]


def evening(program, day=MONDAY):
    return group_at(program, day, 18)


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def send(visitor, url, **fields):
    return visitor.send(url, {"once": new_id(), **fields})


def test_it_offers_the_other_track_this_week_the_same_title_first(program, stay, missed):
    found = offered(stay, missed)
    assert [(one.title, one.local_date) for one in found] == [
        (OPEN, MONDAY),
        (OPEN, WEDNESDAY),
        (OPEN, FRIDAY),
        ("Studio", THURSDAY),
    ]
    assert [one.places_left for one in offers_for(stay, missed)] == [3, 3, 3, 3]


def test_it_offers_nothing_cancelled_or_begun(program, stay, missed):
    ProgramSession.update(status=CANCELLED).where(ProgramSession.id == evening(program).id).execute()
    with at(WEDNESDAY, 18):
        assert [one.local_date for one in offered(stay, missed)] == [FRIDAY, THURSDAY]


def test_it_offers_only_what_their_level_of_that_day_holds(program, stay, missed):
    lower = Level.get(Level.program == program, Level.code == "1.5")
    Placement.create(enrollment=stay, level=lower, track="morning", starts_on=THURSDAY)
    assert [one.local_date for one in offered(stay, missed)] == [MONDAY, WEDNESDAY]


def test_it_offers_nothing_after_the_end_of_the_stay(program, stay, missed):
    stay.ended_on = WEDNESDAY
    stay.save()
    assert [one.local_date for one in offered(stay, missed)] == [MONDAY, WEDNESDAY]


def test_it_offers_nothing_that_clashes_with_their_own_sessions(program, stay, missed):
    other = evening(program)
    ProgramSession.create(
        program=program, enrollment=stay, title="Talk", kind="individual", local_date=MONDAY,
        starts_at=other.starts_at - dt.timedelta(minutes=30), ends_at=other.starts_at + dt.timedelta(minutes=1),
    )  # fmt: skip
    assert evening(program) not in offered(stay, missed)


def test_a_session_that_they_miss_too_is_in_nobodys_way(program, stay, missed):
    late = theirs(stay, WEDNESDAY)
    ProgramSession.update(starts_at=evening(program).starts_at, ends_at=evening(program).ends_at).where(
        ProgramSession.id == late.id
    ).execute()
    late = ProgramSession.get_by_id(late.id)
    assert evening(program) not in offered(stay, missed)
    say_cannot_come(stay, late, "work")
    assert evening(program) in offered(stay, missed)


@pytest.mark.parametrize(
    ("starts", "ends", "free"),
    [
        ("17:00", "18:00", True),
        ("19:00", "20:00", True),
        ("17:00", "18:01", False),
        ("18:20", "18:40", False),
    ],
)
def test_it_offers_nothing_that_clashes_with_their_commitments(program, stay, missed, starts, ends, free):
    Commitment.create(
        enrollment=stay, title="Shift", weekdays=["mon"], starts=starts, ends=ends, time_zone=ZONE,
        first_on=str(MONDAY - 7 * DAY), last_on=None,
    )  # fmt: skip
    found = offered(stay, missed)
    assert (evening(program) in found) is free
    assert evening(program, WEDNESDAY) in found


def test_a_full_group_is_not_offered(program, stay, missed, cast):
    for number in range(3):
        a_stay(program, cast, f"eve{number}", "evening")
    assert [one for one in offered(stay, missed) if one.local_date != THURSDAY] == []
    Series.update(capacity=None).where(Series.program == program).execute()
    assert len(offers_for(stay, missed)) == 4
    assert offers_for(stay, missed)[0].places_left is None


def test_the_queries_of_offers_do_not_grow(program, stay, missed, cast, queries):
    few = queries(lambda: offers_in_week(stay, [missed]))
    for number in range(4):
        a_stay(program, cast, f"eve{number}", "evening")
    more = [missed, theirs(stay, WEDNESDAY), theirs(stay, FRIDAY)]
    Series.update(capacity=9).where(Series.program == program).execute()
    assert queries(lambda: offers_in_week(stay, more)) == few


def test_a_wish_waits_and_is_given_by_their_clinician(program, stay, missed, mo, cast, client_of):
    place = evening(program)
    sent = send(mo, f"/attendance/{missed.id}/make-ups", place=place.id)
    assert (sent.status_code, sent.location) == (303, f"/schedule/{missed.id}")
    seat = Seat.get()
    assert (seat.state, seat.instead_of_id, seat.enrollment_id) == (ASKED, missed.id, stay.id)
    assert "Waiting for an answer" in text(mo.get(f"/schedule/{missed.id}"))
    assert place not in sessions_of(stay, MONDAY, MONDAY)

    kim = client_of(cast.kim)
    assert "1 participant waits for an answer" in text(kim.get("/caseload/"))
    page = text(kim.get("/attendance/seats"))
    assert "Mo" in page and "Give the place" in page and "Work" in page
    given = send(kim, f"/attendance/seats/{seat.id}/answer", answer=GIVEN, seen=ASKED)
    assert (given.status_code, given.location) == (303, "/attendance/seats")
    seat = Seat.get()
    assert (seat.state, seat.answered_by_id) == (GIVEN, cast.kim.id)
    assert AuditRecord.select().where(AuditRecord.action == "make-up given").count() == 1
    assert [one.id for one in sessions_of(stay, MONDAY, MONDAY)] == [missed.id, place.id]
    for url in (f"/schedule/{missed.id}", "/schedule/", "/"):
        assert "The place is yours" in text(mo.get(url)), url
    assert "You come here as a make-up." in text(mo.get(f"/schedule/{place.id}"))


def test_a_declined_wish_says_what_to_do_next_and_is_not_offered_again(
    program, stay, missed, mo, cast, client_of
):
    send(mo, f"/attendance/{missed.id}/make-ups", place=evening(program).id)
    robin = client_of(cast.robin)
    assert "1 participant waits for an answer" in text(robin.get("/census/"))
    send(robin, f"/attendance/seats/{Seat.get().id}/answer", answer=DECLINED, seen=ASKED)
    for url in (f"/schedule/{missed.id}", "/schedule/", "/"):
        page = text(mo.get(url))
        assert "Not possible this time" in page and "look for another place" in page, url
    assert "Look for a make-up" in mo.get(f"/schedule/{missed.id}").text
    assert evening(program) not in offered(stay, missed)


def test_a_program_can_give_places_at_once(program, stay, missed, mo):
    Program.update(gives_seats_at_once=True).where(Program.id == program.id).execute()
    assert "Take this place" in mo.get(f"/attendance/{missed.id}/make-ups").text
    send(mo, f"/attendance/{missed.id}/make-ups", place=evening(program).id)
    assert Seat.get().state == GIVEN
    assert "The place is yours." in text(mo.get(f"/schedule/{missed.id}"))


def test_another_wish_takes_the_place_of_the_first(program, stay, missed):
    first = ask(stay, missed, evening(program).id)
    second = ask(stay, missed, evening(program, FRIDAY).id)
    assert (Seat.get_by_id(first.id).state, second.state) == (WITHDRAWN, ASKED)
    again = ask(stay, missed, evening(program).id)
    assert again.id == first.id and again.state == ASKED


def test_a_wish_can_be_withdrawn_and_frees_the_place(program, stay, missed, mo):
    seat = ask(stay, missed, evening(program).id)
    assert places_left([evening(program)]) == {evening(program).id: 2}
    assert send(mo, f"/attendance/make-ups/{seat.id}/withdrawal").status_code == 303
    assert "The place is free for someone else." in text(mo.get(f"/schedule/{missed.id}"))
    assert places_left([evening(program)]) == {evening(program).id: 3}
    assert [one.id for one in offered(stay, missed)][0] == evening(program).id


def test_nothing_is_given_back_once_it_has_begun(program, stay, missed, cast):
    seat = answer(ask(stay, missed, evening(program).id), GIVEN, cast.kim, ASKED)
    with at(MONDAY, 18):
        assert not withdraw(seat)
    assert Seat.get().state == GIVEN


def test_who_comes_after_all_gives_the_make_up_back(program, stay, missed, mo):
    ask(stay, missed, evening(program).id)
    send(mo, f"/attendance/{missed.id}/withdrawal")
    assert Seat.get().state == WITHDRAWN
    assert "so the make-up is cancelled" in text(mo.get(f"/schedule/{missed.id}"))


def test_who_comes_late_gives_the_make_up_back_and_is_told(program, stay, missed, mo):
    ask(stay, missed, evening(program).id)
    send(mo, f"/attendance/{missed.id}/lateness", minutes="10")
    assert Seat.get().state == WITHDRAWN
    page = text(mo.get(f"/schedule/{missed.id}"))
    assert "10 minutes late" in page and "so the make-up is cancelled" in page


def test_a_make_up_in_a_group_that_is_cancelled_says_so_and_another_can_be_found(
    program, stay, missed, mo, cast
):
    answer(ask(stay, missed, evening(program).id), GIVEN, cast.kim, ASKED)
    ProgramSession.update(status=CANCELLED).where(ProgramSession.id == evening(program).id).execute()
    for url in ("/", "/schedule/", f"/schedule/{missed.id}"):
        page = text(mo.get(url))
        assert "This group is cancelled" in page and "The place is yours" not in page, url
    assert "Look for a make-up" in mo.get(f"/schedule/{missed.id}").text


def test_a_wish_without_an_answer_lapses(program, stay, missed, mo):
    ask(stay, missed, evening(program).id)
    with at(MONDAY, 18):
        page = text(mo.get(f"/schedule/{missed.id}"))
        assert "No answer came in time" in page and "Look for a make-up" in page


def test_who_was_marked_absent_may_look_too(program, stay, mo):
    one = theirs(stay, MONDAY)
    mark(stay, one, "absent")
    with at(MONDAY, 12):
        assert "Look for a make-up" in mo.get(f"/schedule/{one.id}").text
        assert "Ask for this place" in mo.get(f"/attendance/{one.id}/make-ups").text


def test_who_comes_is_offered_nothing(program, stay, mo):
    one = theirs(stay, MONDAY)
    assert mo.get(f"/attendance/{one.id}/make-ups").location == f"/schedule/{one.id}"
    assert send(mo, f"/attendance/{one.id}/make-ups", place=evening(program).id).status_code == 422
    assert Seat.select().count() == 0


def test_nothing_open_names_whom_to_call(program, stay, missed, mo):
    ProgramSession.update(status=CANCELLED).where(ProgramSession.id != missed.id).execute()
    page = text(mo.get(f"/attendance/{missed.id}/make-ups"))
    assert "Please call your program and ask for Kim Osei." in page


def test_the_week_says_that_a_make_up_is_open(program, stay, missed, mo):
    assert "A make-up is open on Monday, October 19." in text(mo.get("/schedule/"))
    ask(stay, missed, evening(program).id)
    assert "A make-up is open" not in text(mo.get("/schedule/"))


@pytest.mark.parametrize("place", ["", "x", "0" * 26])
def test_a_place_that_is_no_offer_is_refused_with_what_is_open(program, stay, missed, mo, place):
    sent = send(mo, f"/attendance/{missed.id}/make-ups", place=place)
    assert sent.status_code == 409
    assert "That place is not open any more." in text(sent) and "Ask for this place" in sent.text
    assert Seat.select().count() == 0


def test_a_place_of_another_program_or_their_own_is_none(program, stay, missed, cast):
    foreign = ProgramSession.get(ProgramSession.program != program, ProgramSession.enrollment.is_null())
    for place in (foreign, theirs(stay, WEDNESDAY), missed):
        with pytest.raises(NoPlace):
            ask(stay, missed, place.id)


def test_two_answers_at_once_overwrite_nothing(program, stay, missed, cast, client_of):
    seat = ask(stay, missed, evening(program).id)
    kim, robin = client_of(cast.kim), client_of(cast.robin)
    send(kim, f"/attendance/seats/{seat.id}/answer", answer=GIVEN, seen=ASKED)
    late = send(robin, f"/attendance/seats/{seat.id}/answer", answer=DECLINED, seen=ASKED)
    assert late.status_code == 409
    assert "This wish has changed since you looked." in text(late)
    assert Seat.get().state == GIVEN
    send(robin, f"/attendance/seats/{seat.id}/answer", answer=DECLINED, seen=GIVEN)
    assert Seat.get().state == DECLINED


def test_an_answer_comes_too_late_once_it_was_withdrawn_or_has_begun(program, stay, missed, cast):
    seat = ask(stay, missed, evening(program).id)
    with at(MONDAY, 18), pytest.raises(NoPlace):
        answer(seat, GIVEN, cast.kim, ASKED)
    withdraw(seat)
    with pytest.raises(Changed):
        answer(seat, GIVEN, cast.kim, ASKED)


def test_an_answer_is_one_of_two(program, stay, missed, cast, client_of):
    seat = ask(stay, missed, evening(program).id)
    sent = send(client_of(cast.kim), f"/attendance/seats/{seat.id}/answer", answer="withdrawn", seen=ASKED)
    assert (sent.status_code, Seat.get().state) == (422, ASKED)


def test_somebody_admitted_meanwhile_takes_the_place_before_it_is_given(program, stay, missed, cast):
    Series.update(capacity=1).where(Series.program == program).execute()
    seat = ask(stay, missed, evening(program).id)
    a_stay(program, cast, "eve", "evening")
    with pytest.raises(NoPlace):
        answer(seat, GIVEN, cast.kim, ASKED)
    assert len(roster_of(evening(program))) == 1


@pytest.mark.parametrize("gives_at_once", [True, False])
def test_the_last_place_goes_to_one_of_many_at_once(program, cast, gives_at_once):
    Program.update(gives_seats_at_once=gives_at_once).where(Program.id == program.id).execute()
    Series.update(capacity=2).where(Series.program == program).execute()
    a_stay(program, cast, "eve", "evening")
    stays = [a_stay(program, cast, f"mo{number}") for number in range(6)]
    missed = theirs(stays[0], MONDAY)
    for stay in stays:
        say_cannot_come(stay, missed, "work")
        stay.program = Program.get_by_id(program.id)
    place = evening(program)
    results = at_once(*[lambda stay=stay: ask(stay, missed, place.id) for stay in stays], refusals=REFUSALS)
    assert sum(isinstance(one, Seat) for one in results) == 1
    assert sum(isinstance(one, NoPlace) for one in results) == 5
    assert places_left([place]) == {place.id: 0}


def test_many_given_at_once_never_exceed_the_places(program, cast):
    stays = [a_stay(program, cast, f"mo{number}") for number in range(4)]
    missed, place = theirs(stays[0], MONDAY), evening(program)
    Series.update(capacity=4).where(Series.program == program).execute()
    for stay in stays:
        say_cannot_come(stay, missed, "work")
    seats = [ask(stay, missed, place.id) for stay in stays]
    Series.update(capacity=2).where(Series.program == program).execute()  # the room became smaller
    withdraw(seats.pop())
    withdraw(seats.pop())
    a_stay(program, cast, "eve", "evening")
    at_once(*[lambda seat=seat: answer(seat, GIVEN, cast.kim, ASKED) for seat in seats], refusals=REFUSALS)
    assert len(roster_of(place)) <= 2


def test_a_place_is_counted_against_an_admission_at_the_same_moment(program, cast, stay, missed):
    """Whoever comes first has the one place; the other is told so."""
    Series.update(capacity=1).where(Series.program == program).execute()
    Program.update(gives_seats_at_once=True).where(Program.id == program.id).execute()
    stay.program = Program.get_by_id(program.id)
    place = evening(program)

    def admitting():
        return admit("eve@example.org", program.name, MONDAY, "2.1", "evening").enrollment

    asked, admitted = at_once(lambda: ask(stay, missed, place.id), admitting, refusals=REFUSALS)
    assert isinstance(asked, NoPlace) != isinstance(admitted, AdmissionError)


def test_undoing_frees_no_place_that_others_have(program, stay, missed, cast):
    other = a_stay(program, cast, "max")
    say_cannot_come(other, missed, "unwell")
    mine, others = ask(stay, missed, evening(program).id), ask(other, missed, evening(program).id)
    take_back(stay, missed)
    withdraw(mine)
    assert Seat.get_by_id(others.id).state == ASKED


def test_a_wish_is_nobody_elses(program, stay, missed, cast, client_of):
    seat = ask(stay, missed, evening(program).id)
    other = client_of(a_stay(program, cast, "max").participant)
    assert send(other, f"/attendance/make-ups/{seat.id}/withdrawal").status_code == 404
    lee = client_of(cast.lee)  # a clinician, on no team of theirs
    assert send(lee, f"/attendance/seats/{seat.id}/answer", answer=GIVEN, seen=ASKED).status_code == 404
    assert "Nothing waits for an answer" in text(lee.get("/attendance/seats"))
    assert Seat.get().state == ASKED
