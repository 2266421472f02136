"""The morning list: every kind of line, the most urgent first, and what takes each off."""

import datetime as dt
import re

import pytest
import time_machine
from cast import address, give_consent, last_monday
from journal_entries import WORDS, answer, reread, written

from webapp import clock
from webapp.attendance.models import ABSENT, EXCUSED, PRESENT, Attendance
from webapp.audit import AuditRecord
from webapp.caseload.entries import MOST_SHOWN
from webapp.journals.models import JournalEntry
from webapp.people.models import CareTeamMember, Cover, Program, User
from webapp.push.models import Device
from webapp.signals.models import Signal
from webapp.timetables.admitting import admit
from webapp.timetables.calendar import sessions_of
from webapp.timetables.models import Series

DAY = dt.timedelta(days=1)
ROW = re.compile(r'<li class="row line">(.*?)</li>', re.DOTALL)
BUTTON = re.compile(r'<form method="post" action="([^"]+)">(.*?)</form>', re.DOTALL)
HIDDEN = re.compile(r'<input[^>]*?name="(\w+)"[^>]*?value="([^"]*)"')


@pytest.fixture(autouse=True)
def phone(cast):
    """Reminders reach Jo, unless a test says otherwise."""
    return Device.create(user=cast.jo, endpoint_digest="one", label="Chrome on Android")


def lines(page) -> list[str]:
    return ROW.findall(page.text)


def line_with(visitor, words: str) -> str:
    (found,) = (one for one in lines(visitor.get("/caseload/")) if words in one)
    return found


def press(visitor, line: str):
    """The button of a line, with the fields that stood beside it."""
    ((url, inside),) = BUTTON.findall(line)
    fields = {name: value for name, value in HIDDEN.findall(inside) if name != "csrf_token"}
    return visitor.send(url, fields)


def mark(stay, *states):
    """Mark the newest of the stay's sessions that are over, the oldest of them first."""
    today = clock.today(stay.program.time_zone)
    over = [one for one in sessions_of(stay, stay.admitted_on, today) if one.is_past]
    for one, state in zip(over[-len(states) :], states, strict=True):
        Attendance.create(enrollment=stay, program_session=one, state=state)


def test_nothing_waits_and_the_page_is_kind(kim):
    page = kim.get("/caseload/").text
    assert not ROW.findall(page)
    assert "Nothing is waiting. You have looked at everything" in page


def test_a_new_entry_is_read_first_and_can_only_then_be_reviewed(jo, kim):
    entry = written(jo, words=WORDS, visibility="shared")
    assert not BUTTON.search(line_with(kim, "A new shared entry"))
    kim.get(f"/caseload/entries/{entry.id}")
    owed = line_with(kim, "Read, and not answered yet")
    assert press(kim, owed).status_code == 303
    assert not lines(kim.get("/caseload/"))
    assert reread(entry).waiting_since is None


def test_an_entry_changed_since_the_list_was_shown_is_not_reviewed_unseen(jo, kim):
    entry = written(jo, words=WORDS, visibility="shared")
    kim.get(f"/caseload/entries/{entry.id}")
    owed = line_with(kim, "Read, and not answered yet")
    jo.send(f"/journals/{entry.id}/edit", {"words": "There is more.", "visibility": "shared"})
    refused = press(kim, owed)
    assert refused.status_code == 409 and "There is more." in refused.text
    assert reread(entry).waiting_since is not None


def test_the_standard_of_the_program_is_shown_and_what_is_late_says_so(jo, kim):
    Program.update(answer_days=2).execute()
    entry = written(jo, words=WORDS, visibility="shared")
    page = kim.get("/caseload/").text
    assert "within 2 working days" in page and "Past the time" not in page
    monday = dt.datetime(2026, 11, 16, 18, tzinfo=dt.UTC)
    for shared_at, late in ((monday, False), (monday - 3 * DAY, False), (monday - 4 * DAY, True)):
        JournalEntry.update(waiting_since=shared_at).where(JournalEntry.id == entry.id).execute()
        assert ("Past the time" in kim.get("/caseload/").text) is late, shared_at


def test_what_is_raised_stands_before_the_next_session_with_that_person(jo, kim, stay):
    entry = written(jo, words=WORDS, visibility="shared")
    JournalEntry.update(raised_at=clock.now()).where(JournalEntry.id == entry.id).execute()
    answer(kim, entry)
    page = kim.get("/caseload/").text
    assert re.search(r"<h3>Before [^<]+, (Tue|Wed|Thu), Nov\xa01\d", page)
    raised = line_with(kim, "Wants to talk about an entry")
    assert press(kim, raised).status_code == 303
    assert not lines(kim.get("/caseload/"))
    assert AuditRecord.select().where(AuditRecord.action == "talked about it").exists()


def test_raised_again_meanwhile_it_stays_on_the_list(jo, kim):
    entry = written(jo, words=WORDS, visibility="shared")
    for ago in (2, 1):
        JournalEntry.update(raised_at=clock.now() - ago * DAY).where(JournalEntry.id == entry.id).execute()
        if ago == 2:
            raised = line_with(kim, "Wants to talk about an entry")
    assert "Something new came in" in press_and_follow(kim, raised)
    assert line_with(kim, "Wants to talk about an entry")


def press_and_follow(visitor, line: str) -> str:
    return visitor.get(press(visitor, line).location).text


def test_what_is_taken_back_is_no_longer_raised(jo, kim):
    entry = written(jo, words=WORDS, visibility="shared")
    JournalEntry.update(raised_at=clock.now()).where(JournalEntry.id == entry.id).execute()
    raised = line_with(kim, "Wants to talk about an entry")
    jo.send(f"/journals/{entry.id}/edit", {"words": WORDS, "visibility": "private"})
    assert press(kim, raised).status_code == 404
    assert not lines(kim.get("/caseload/"))


def test_signals_stand_by_urgency_then_by_waiting_time(kim, stay):
    now = clock.now()
    raised = ("score_fell", "mood_fell", "words", "item_9", "craving_high", "new")
    for number, reasons in enumerate({reason: {"from": 3.4}} for reason in raised):
        signal = Signal.show(stay, f"about{number}", reasons)
        Signal.update(raised_at=now - number * DAY).where(Signal.id == signal.id).execute()
    said = [re.search(r'"why">([^<]*)', one)[1] for one in lines(kim.get("/caseload/"))]
    assert said == [
        "Look at question 9 of their PHQ-9",
        "Please read this entry",
        "Look at their cravings: high for some days",
        "Look at their mood: lower than it was",
        "Look at what has changed",
        "Look at their answers: a score went down",
    ]
    page = kim.get("/caseload/").text
    assert "keyword match" in page and "does not see everything" in page
    assert "3.4" not in page and "risk" not in page


def test_a_settled_signal_is_off_the_list_until_there_is_a_new_reason(cast, kim, stay):
    Signal.show(stay, "scores", {"score_rose": {"to": 14}})
    assert press(kim, line_with(kim, "a score went up")).status_code == 303
    assert not lines(kim.get("/caseload/"))
    assert Signal.get().settled_by_id == cast.kim.id
    Signal.show(stay, "scores", {"score_rose": {"to": 19}})
    assert line_with(kim, "a score went up")


def test_a_signal_that_changed_since_the_list_was_shown_is_not_settled(kim, stay):
    Signal.show(stay, "scores", {"score_rose": {"to": 14}})
    shown = line_with(kim, "a score went up")
    Signal.show(stay, "scores", {"item_9": {}, "score_rose": {"to": 19}})
    assert "Something new came in" in press_and_follow(kim, shown)
    assert Signal.get().settled_at is None


def test_reviewing_an_entry_settles_what_was_signalled_about_it(jo, kim, stay):
    entry = written(jo, words=WORDS, visibility="shared")
    Signal.show(stay, entry.id, {"words": {}})
    assert "Please read this entry" in kim.get(f"/caseload/entries/{entry.id}").text
    answer(kim, entry)
    assert not lines(kim.get("/caseload/"))
    assert "Please read this entry" not in kim.get(f"/caseload/entries/{entry.id}").text


@pytest.mark.parametrize(
    ("states", "told"),
    [
        ((PRESENT, ABSENT, ABSENT), True),
        ((ABSENT, EXCUSED), True),
        ((ABSENT, PRESENT), False),
        ((ABSENT, PRESENT, ABSENT), False),
        ((ABSENT,), False),
    ],
)
def test_two_sessions_missed_in_a_row_are_told(kim, stay, states, told):
    mark(stay, *states)
    assert any("not there twice in a row" in one for one in lines(kim.get("/caseload/"))) is told


def test_reviewed_it_comes_back_when_another_is_missed(kim, stay):
    mark(stay, ABSENT, ABSENT)
    press(kim, line_with(kim, "twice in a row"))
    assert not lines(kim.get("/caseload/"))
    later = next(
        one for one in sessions_of(stay, clock.today("UTC"), clock.today("UTC") + 9 * DAY) if not one.is_past
    )
    Attendance.create(enrollment=stay, program_session=later, state=ABSENT)
    assert line_with(kim, "twice in a row")


def test_sharing_that_ends_within_a_week_is_told_without_a_name(cast, kim, stay):
    assert not lines(kim.get("/caseload/"))
    give_consent(stay, cast.robin, days=3)
    ends = line_with(kim, "Look at sharing with family: it ends on")
    assert "Robin" not in ends
    press(kim, ends)
    assert not lines(kim.get("/caseload/"))


def test_reminders_that_reach_nobody_are_told_and_again_when_another_phone_fails(kim, cast, phone):
    phone.delete_instance()
    press(kim, line_with(kim, "Look at their reminders"))
    assert not lines(kim.get("/caseload/"))
    Device.create(
        user=cast.jo,
        endpoint_digest="two",
        label="Safari",
        failing_since=clock.now() - 2 * DAY,
        last_failure="timeout",
    )
    assert line_with(kim, "Look at their reminders")


@pytest.mark.parametrize("about", ["", "anything", "missed ../..", "missed x" + "x" * 60, "a\0b"])
def test_only_what_can_stand_on_the_list_is_settled(kim, stay, about):
    assert kim.send(f"/caseload/{stay.id}/settlement", {"about": about}).status_code == 422
    assert not Signal.select().exists()


@pytest.mark.parametrize("raised", ["", "x", "１２", "-1", "9" * 30])
def test_a_forged_moment_is_refused(jo, kim, raised):
    entry = written(jo, words=WORDS, visibility="shared")
    for fields in ({"raised": raised}, {}):
        assert kim.send(f"/caseload/entries/{entry.id}/talk", fields).status_code == 422


def test_a_double_tap_settles_once(kim, stay):
    Signal.show(stay, "scores", {"score_rose": {}})
    shown = line_with(kim, "a score went up")
    first, second = press(kim, shown), press(kim, shown)
    assert (first.status_code, first.location) == (second.status_code, second.location)


def test_seeing_a_signal_is_audited_with_the_stay(cast, kim, stay):
    signal = Signal.show(stay, "scores", {"score_rose": {}})
    kim.get("/caseload/")
    (line,) = AuditRecord.select().where(AuditRecord.action == "caseload.signals")
    assert (line.actor, line.enrollment, line.about) == (cast.kim.id, stay.id, signal.id)


def test_the_list_of_who_covers_says_whose_each_is(cast, client_of, jo, stay):
    lee = client_of(cast.lee)
    written(jo, words=WORDS, visibility="shared")
    assert "Jo Rivera" not in lee.get("/caseload/").text
    today = clock.today(cast.program.time_zone)
    cover = Cover.arrange(cast.program, cast.kim, cast.lee, today, today + DAY)
    page = lee.get("/caseload/").text
    assert "you cover for Kim Osei" in page and "Covering for Kim Osei until" in page
    assert page.index("My participants") < page.index("Covering for Kim Osei until")
    assert "You cover for Kim Osei" in lee.get(f"/caseload/{stay.id}").text
    cover.end()
    assert "Jo Rivera" not in lee.get("/caseload/").text
    with time_machine.travel(clock.now() + 3 * DAY):
        assert "Jo Rivera" not in lee.get("/caseload/").text


@pytest.mark.parametrize("path", ["waiting", "raised"])
def test_a_longer_list_is_gone_through_page_by_page(kim, stay, path):
    now = clock.now()
    for _ in range(45):
        JournalEntry.create(
            enrollment=stay, visibility="shared", shared_at=now, waiting_since=now, raised_at=now, words=WORDS
        )
    assert len(lines(kim.get("/caseload/"))) == 2 * MOST_SHOWN
    seen, url = [], f"/caseload/{path}"
    while url:
        page = kim.get(url).text
        seen += re.findall(r'card-link" href="/caseload/entries/(\w+)', page)
        following = re.search(rf'href="(/caseload/{path}\?after=[^"]+)"', page)
        url = following and following[1]
    assert len(seen) == len(set(seen)) == 45
    assert kim.get(f"/caseload/{path}?after=x").status_code == 404


def test_signals_are_gone_through_page_by_page(kim, stay):
    for number in range(25):
        Signal.show(stay, f"about{number}", {"mood_fell": {}})
    first = kim.get("/caseload/signals").text
    following = re.search(r'href="(/caseload/signals\?after=[^"]+)"', first)[1]
    assert (len(ROW.findall(first)), len(lines(kim.get(following)))) == (20, 5)


def test_the_number_of_queries_does_not_grow(cast, kim, queries):
    """With something of each kind for everybody."""
    _more(cast, range(1))
    with_two = queries(lambda: kim.get("/caseload/"))
    _more(cast, range(1, 9))
    with_ten = queries(lambda: kim.get("/caseload/"))
    assert len(lines(kim.get("/caseload/"))) > 30
    assert with_ten == with_two


def _more(cast, numbers):
    Series.update(capacity=None).execute()
    for number in numbers:
        name = f"more{number}"
        person = User.register(address(name), f"Person {number}")
        monday = last_monday(clock.today(cast.program.time_zone)) - dt.timedelta(weeks=1)
        stay = admit(address(name), cast.program.name, monday, "2.1").enrollment
        CareTeamMember.create(enrollment=stay, clinician=cast.kim)
        entry = JournalEntry.write(stay, "entry", {"words": WORDS}, "shared")
        JournalEntry.update(raised_at=clock.now()).where(JournalEntry.id == entry.id).execute()
        Signal.show(stay, "scores", {"item_9": {}})
        Signal.show(stay, "mood", {"mood_fell": {}})
        mark(stay, ABSENT, ABSENT)
        give_consent(stay, person, days=3)
