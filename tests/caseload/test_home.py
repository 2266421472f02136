"""The clinician's home: own participants, and the shared entries that wait, the longest first."""

import datetime as dt

from cast import address, last_monday
from journal_entries import WORDS, answer, written

from webapp import clock
from webapp.caseload.entries import MOST_SHOWN
from webapp.journals.models import JournalEntry
from webapp.people.models import CareTeamMember, Membership, User
from webapp.timetables.admitting import admit
from webapp.timetables.models import Series


def wait_since(entry, ago: dt.timedelta):
    JournalEntry.update(waiting_since=clock.now() - ago).where(JournalEntry.id == entry.id).execute()


def test_it_lists_own_participants_with_level_and_week(kim):
    page = kim.get("/caseload/").text
    assert "Jo Rivera" in page
    assert "Week 3" in page
    assert "Ana Lindqvist" not in page
    assert "Nothing is waiting." in page


def test_a_clinician_without_participants_gets_an_empty_page(cast, client_of):
    newcomer = User.register("newcomer@example.org", "Noor Haddad")
    Membership.create(user=newcomer, program=cast.program, role="clinician")
    assert "No participants yet" in client_of(newcomer).get("/caseload/").text


def test_shared_entries_wait_longest_first(jo, kim):
    older, newer = (written(jo, words=WORDS, visibility="shared") for _ in range(2))
    wait_since(older, dt.timedelta(days=2, hours=1))
    page = kim.get("/caseload/").text
    assert page.index(older.id) < page.index(newer.id)
    assert "Waiting 2 days" in page
    assert "Waiting less than an hour" in page
    assert "2 waiting" in page


def test_the_list_shows_nothing_of_what_is_written(jo, kim):
    entry = written(jo, words=WORDS, mood="2", visibility="shared")
    page = kim.get("/caseload/").text
    assert entry.id in page
    assert WORDS not in page
    assert "Low" not in page


def test_a_reviewed_entry_waits_no_longer_until_it_is_changed(jo, kim):
    entry = written(jo, words=WORDS, visibility="shared")
    answer(kim, entry)
    assert entry.id not in kim.get("/caseload/").text
    jo.send(f"/journals/{entry.id}/edit", {"words": "There is more.", "visibility": "shared"})
    assert entry.id in kim.get("/caseload/").text


def test_more_than_a_page_waits_and_the_rest_has_pages_of_its_own(cast, kim):
    stay, now = cast.stay_of(cast.jo), clock.now()
    for _ in range(MOST_SHOWN + 4):
        JournalEntry.create(enrollment=stay, visibility="shared", shared_at=now, waiting_since=now)
    page = kim.get("/caseload/").text
    assert page.count("/caseload/entries/") == MOST_SHOWN
    assert "9+ waiting" in page and "/caseload/waiting" in page


def test_an_ended_stay_leaves_the_list(cast, kim):
    stay = cast.stay_of(cast.jo)
    stay.ended_on = last_monday(clock.today("UTC")) - dt.timedelta(days=10)
    stay.save()
    assert "Jo Rivera" not in kim.get("/caseload/").text


def test_the_number_of_queries_does_not_grow_with_the_caseload(cast, kim, queries):
    _admit_more(cast, range(1))
    with_two = queries(lambda: kim.get("/caseload/"))
    _admit_more(cast, range(1, 11))
    with_twelve = queries(lambda: kim.get("/caseload/"))
    assert kim.get("/caseload/").text.count("1 waiting") == 11
    assert with_twelve == with_two > 5


def _admit_more(cast, numbers):
    Series.update(capacity=None).execute()
    for number in numbers:
        name = f"more{number}"
        User.register(address(name), f"Person {number}")
        admitted_on = last_monday(clock.today(cast.program.time_zone))
        stay = admit(address(name), cast.program.name, admitted_on, "2.1").enrollment
        CareTeamMember.create(enrollment=stay, clinician=cast.kim)
        JournalEntry.write(stay, "entry", {"words": WORDS}, "shared")


def test_days_are_told_in_the_programs_zone(cast, kim):
    """Late on a Monday evening in California it is Tuesday in UTC."""
    entry = JournalEntry.write(cast.stay_of(cast.jo), "entry", {"words": WORDS}, "shared")
    evening = clock.at_wall(clock.today("UTC") - dt.timedelta(days=3), dt.time(21, 0), "America/Los_Angeles")
    JournalEntry.update(written_at=evening).where(JournalEntry.id == entry.id).execute()
    there = clock.local(evening, "America/Los_Angeles")
    assert f"written {there:%a}, {there:%b}\u00a0{there.day}" in kim.get("/caseload/").text
