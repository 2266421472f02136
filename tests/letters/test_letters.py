"""Attendance letters: days and hours as they were marked, nothing about what for, and a check that names nobody."""

import datetime as dt
import html
import re

import pytest

from webapp import clock, encryption
from webapp.attendance.models import ABSENT, EXCUSED, LATE, LEFT_EARLY, MADE_UP, PRESENT, Attendance
from webapp.audit import AuditRecord
from webapp.letters.models import Letter
from webapp.timetables.calendar import sessions_of

DAY = dt.timedelta(days=1)


@pytest.fixture
def today(stay):
    return clock.today(stay.program.time_zone)


@pytest.fixture
def past(stay, today):
    """Jo's program sessions of the two weeks before this one."""
    return sessions_of(stay, stay.admitted_on, stay.admitted_on + 13 * DAY)


@pytest.fixture
def marked(cast, stay, past):
    """All of them marked: one late, one left early, one excused, one absent, one made up elsewhere."""
    marks = {
        0: (LATE, 12, 0),
        1: (LEFT_EARLY, 0, 7),
        2: (EXCUSED, 0, 0),
        3: (ABSENT, 0, 0),
        4: (MADE_UP, 0, 0),
    }
    for number, one in enumerate(past):
        state, late, early = marks.get(number, (PRESENT, 0, 0))
        Attendance.create(
            enrollment=stay, program_session=one, state=state, minutes_late=late, minutes_early=early,
            marked_by=cast.kim,
        )  # fmt: skip
    return past


def minutes(one):
    return round((one.ends_at - one.starts_at).total_seconds() / 60)


def make(visitor, stay, first=None, last=None, status=303, **more):
    fields = {
        "first_day": (first or stay.admitted_on).isoformat(),
        "last_day": (last or stay.admitted_on + 13 * DAY).isoformat(),
        **more,
    }
    answer = visitor.send(f"/letters/stays/{stay.id}", fields)
    assert answer.status_code == status
    return answer


def newest():
    return Letter.select().order_by(Letter.issued_at.desc()).first()


def words(page):
    main = re.search(r"<main.*?</main>", page, re.S)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.unescape(main)))


def code_on(page):
    return re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", words(page))[0]


def test_it_tells_the_exact_minutes_of_each_day(jo, stay, marked):
    page = words(jo.get(make(jo, stay).location).text)
    letter = newest()
    assert letter.minutes == sum(map(minutes, marked)) - 12 - 7 - sum(map(minutes, marked[2:5]))
    by_day = dict(letter.by_day)
    first = [one for one in marked if one.local_date == marked[0].local_date]
    assert sum(by_day.values()) == letter.minutes and all(by_day.values())
    assert by_day[first[0].local_date] < sum(map(minutes, first))
    assert f"{letter.minutes // 60} h {letter.minutes % 60:02d} min" in page
    assert f"Total, {len(by_day)} day" in page
    assert "Jo Rivera" in page and "attended scheduled appointments on the days below" in page
    assert str(marked[0].local_date.year) in page


def test_it_says_nothing_of_what_it_was_for(jo, stay, marked):
    page = words(jo.get(make(jo, stay).location).text).lower()
    titles = {one.title.lower() for one in marked} | {one.place.lower() for one in marked if one.place}
    revealing = {
        "treatment",
        "therapy",
        "program",
        "recovery",
        "clinic",
        "health",
        "group",
        "kim",
        "outpatient",
        "care",
    }
    for word in titles | revealing | {stay.program.name.lower()}:
        assert word not in page, word


def test_only_days_in_the_span_count_both_ends_included(jo, stay, marked):
    day = marked[-1].local_date
    make(jo, stay, day, day)
    assert newest().by_day == [(day, sum(minutes(one) for one in marked if one.local_date == day))]


def test_it_stays_as_issued_whatever_is_corrected_or_renamed(jo, stay, marked, cast):
    location = make(jo, stay).location
    before = words(jo.get(location).text)
    Attendance.update(state=ABSENT).execute()
    cast.jo.name = "Somebody Else"
    cast.jo.save()
    assert words(jo.get(location).text) == before


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (-1, 13, "The stay began on"),
        (13, 0, "The last day is before the first day"),
        (0, 400, "This day is still to come"),
    ],
)
def test_a_span_that_cannot_be_is_refused(jo, stay, marked, first, last, said):
    answer = make(jo, stay, stay.admitted_on + first * DAY, stay.admitted_on + last * DAY, status=422)
    assert said in words(answer.text) and not Letter.select().exists()
    assert f'value="{stay.admitted_on + first * DAY}"' in answer.text  # what was typed comes back


@pytest.mark.parametrize(
    "typed", ["", "soon", "2026-13-01", "2026-W01-1", "0000-00-00", "2026-02-30\0", "9999-12-32"]
)
@pytest.mark.parametrize("name", ["first_day", "last_day"])
def test_a_day_that_is_none_is_refused(jo, stay, marked, name, typed):
    answer = make(jo, stay, status=422, **{name: typed})
    assert "error-summary" in answer.text and not Letter.select().exists()


def test_without_marked_hours_there_is_no_letter(jo, stay, past):
    answer = make(jo, stay, status=422)
    assert "No hours are marked for these days yet" in words(answer.text) and not Letter.select().exists()


def test_a_double_tap_makes_one_letter(jo, stay, marked):
    one, other = (make(jo, stay, once="a" * 26).location for _tap in range(2))
    assert one == other and Letter.select().count() == 1


@pytest.mark.parametrize("name", ["kim", "robin"])
def test_staff_make_one_too_and_the_participant_sees_who_did(client_of, cast, jo, stay, marked, name):
    visitor, person = client_of(getattr(cast, name)), getattr(cast, name)
    location = make(visitor, stay).location
    assert "Jo Rivera" in words(visitor.get(location).text)
    listed = words(jo.get(f"/letters/stays/{stay.id}").text)
    assert f"by {person.name}" in listed
    lines = AuditRecord.select().where(AuditRecord.about == newest().id, AuditRecord.actor == person.id)
    assert [line.action for line in lines.order_by(AuditRecord.at)] == ["issued letter", "letters.letter"]


def test_the_letters_page_names_whom_they_are_for_to_staff_alone(client_of, cast, jo, stay):
    assert "Letters for Jo Rivera" in words(client_of(cast.kim).get(f"/letters/stays/{stay.id}").text)
    assert "without their written consent" in words(client_of(cast.kim).get(f"/letters/stays/{stay.id}").text)
    assert jo.get("/letters/").location == f"/letters/stays/{stay.id}"


TYPED_BY_HAND = (
    str.lower,
    lambda code: code.replace("-", " "),
    lambda code: code.replace("-", ""),
    lambda code: code.replace("0", "O").replace("1", "l"),
    lambda code: f"  {code}\t",
)


@pytest.mark.parametrize("typed", TYPED_BY_HAND)
def test_anyone_can_check_it_and_is_told_no_name(client, jo, stay, marked, typed):
    code = code_on(jo.get(make(jo, stay).location).text)
    answer = client.send("/letters/check", {"code": typed(code)})
    letter, page = newest(), words(answer.text)
    assert answer.status_code == 200 and "This letter is real" in page
    assert f"{letter.minutes // 60} h {letter.minutes % 60:02d} min" in page
    for day in (letter.issued_on, letter.first_day, letter.last_day):
        assert f"{day:%B} {day.day}, {day.year}" in page
    for secret in (
        "Jo",
        "Rivera",
        "Kim",
        stay.program.name,
        letter.id,
        stay.id,
        *(one.title for one in marked),
    ):
        assert secret not in answer.text, secret


@pytest.mark.parametrize(
    "typed", ["", " ", "AB12-CD34-EF56-GH78", "x" * 61, "' or 1=1 --", "\0", "🙂" * 16, "%"]
)
def test_a_code_of_no_letter_is_told_so(client, jo, stay, marked, typed):
    make(jo, stay)
    answer = client.send("/letters/check", {"code": typed})
    assert answer.status_code == 422 and "This letter is real" not in answer.text
    assert "error-summary" in answer.text


def test_the_check_is_open_to_everyone(client):
    assert client.get("/letters/check").status_code == 200


def test_the_code_is_in_no_plain_column(jo, stay, marked):
    code = code_on(jo.get(make(jo, stay).location).text)
    [row] = Letter.select().tuples()
    plain = " ".join(str(value) for value in row)
    assert code not in plain and code.replace("-", "") not in plain and "Rivera" not in plain


def test_a_letter_taken_back_is_no_longer_valid(client, jo, stay, marked):
    location = make(jo, stay).location
    code = code_on(jo.get(location).text)
    assert "no longer valid" in words(jo.get(f"{location}/withdrawal").text)
    assert newest().withdrawn_at is None  # asking takes nothing back
    for _twice in range(2):
        assert jo.send(f"{location}/withdrawal").status_code == 303
    answer = client.send("/letters/check", {"code": code})
    assert "No longer valid" in words(answer.text) and "Total time" not in answer.text
    assert "taken back" in words(jo.get(location).text) and "Print" not in jo.get(location).text
    assert "Taken back" in words(jo.get(f"/letters/stays/{stay.id}").text)
    assert AuditRecord.select().where(AuditRecord.action == "withdrew letter").count() == 1


def test_after_the_stay_letters_are_made_all_the_same(jo, stay, marked, today):
    stay.ended_on = today - DAY
    stay.save()
    make(jo, stay)


@pytest.mark.parametrize("name", ["ana", "lee", "sam"])
def test_nobody_else_makes_or_reads_one(client_of, cast, jo, stay, marked, name):
    location = make(jo, stay).location
    visitor = client_of(getattr(cast, name))
    pages = (f"{location}/withdrawal", f"/letters/stays/{stay.id}")
    assert {visitor.get(address).status_code for address in (location, *pages)} == {404}
    assert {visitor.send(address).status_code for address in pages} == {404}


def test_of_an_erased_stay_it_says_so_and_the_check_still_answers(cast, client, client_of, marked, stay):
    letter = Letter.issue(stay, stay.admitted_on, clock.today(stay.program.time_zone), by=cast.robin)
    code = letter.code
    encryption.destroy_key(stay.id)
    encryption.forget_keys()
    answer = client_of(cast.robin).get(f"/letters/{letter.id}")
    assert answer.status_code == 410 and "This was erased" in answer.text
    assert client_of(cast.robin).get(f"/letters/stays/{stay.id}").status_code == 200
    assert "This letter is real" in client.send("/letters/check", {"code": code}).text
