"""The participant sees who opened what of theirs and when: staff, cover, coordinator and guest alike."""

import datetime as dt
import re

import pytest
from cast import give_consent
from journal_entries import CANARY, WORDS, answer, written

from webapp import audit, clock
from webapp.audit import AuditRecord
from webapp.database import new_id
from webapp.people.models import Cover
from webapp.signals.models import Signal

TITLE = re.compile(r'row-title">(?:<a[^>]*>)?\s*([^<]+)')


def kinds(page) -> list[str]:
    return TITLE.findall(page.text)


def test_nothing_was_opened_and_the_page_says_so(jo):
    assert "Nobody opened anything" in jo.get("/openings/").text


def test_reading_and_answering_stand_with_name_and_time(jo, kim):
    entry = written(jo, words=WORDS, visibility="shared")
    answer(kim, entry)
    page = jo.get("/openings/")
    assert {"Read an entry", "Answered an entry"} <= set(kinds(page))
    assert "Kim Osei" in page.text and "Nov\u00a017, 10:0" in page.text and CANARY not in page.text
    assert f"/journals/{entry.id}" in page.text
    assert f"/openings/entries/{entry.id}" in jo.get(f"/journals/{entry.id}").text


def test_the_page_of_an_entry_tells_of_that_entry_alone(jo, kim):
    read, other = (written(jo, words=WORDS, visibility="shared") for _ in range(2))
    kim.get(f"/caseload/entries/{read.id}")
    assert "Read an entry" in kinds(jo.get(f"/openings/entries/{read.id}"))
    assert "Nobody opened it" in jo.get(f"/openings/entries/{other.id}").text


def test_the_same_look_on_one_day_is_told_once_with_its_number(jo, kim, stay):
    for _ in range(3):
        kim.get(f"/caseload/{stay.id}")
    page = jo.get("/openings/")
    assert kinds(page).count("Your page on their list") == 1
    assert "3 times, last on" in page.text


def test_who_covers_is_told_as_such(cast, client_of, jo, stay):
    today = clock.today(stay.program.time_zone)
    cover = Cover.arrange(stay.program, cast.kim, cast.lee, today, today)
    client_of(cast.lee).get(f"/caseload/{stay.id}")
    cover.end()
    assert "Lee Brandt, who covers for Kim Osei" in jo.get("/openings/").text


def test_coordinators_and_guests_are_in_it(cast, client_of, jo, stay):
    give_consent(stay, cast.sam)
    client_of(cast.robin).get(f"/letters/of/{stay.id}", follow_redirects=True)
    client_of(cast.robin).get(f"/letters/{stay.id}")
    client_of(cast.sam).get(f"/guests/{stay.id}")
    page = jo.get("/openings/").text
    assert "Sam Rivera" in page and "What you share with them" in page


def test_a_reason_to_look_that_was_seen_is_told_without_the_reason(jo, kim, stay):
    Signal.show(stay, "scores", {"item_9": {}})
    kim.get("/caseload/")
    page = jo.get("/openings/")
    assert "A reason to look, on their list" in kinds(page) and "question 9" not in page.text


def test_what_has_no_words_yet_is_told_all_the_same(cast, jo, stay):
    audit.record("newthing.page", stay, actor=cast.kim)
    audit.record("did something new", stay, actor=cast.kim)
    assert kinds(jo.get("/openings/")) == ["Changed something of yours", "A page about you"]


def test_ones_own_doing_and_other_peoples_records_are_not_in_it(cast, client_of, jo, kim):
    entry = written(jo, words=WORDS, visibility="shared")
    jo.send(f"/journals/{entry.id}/edit", {"words": WORDS, "visibility": "private"})
    client_of(cast.lee).get(f"/caseload/{cast.stay_of(cast.ana).id}")
    assert "Nobody opened anything" in jo.get("/openings/").text
    assert kim.get("/openings/").status_code == 404
    assert client_of(cast.ana).get(f"/openings/entries/{entry.id}").status_code == 404


def test_a_person_without_an_account_is_not_forgotten(jo, stay):
    AuditRecord.create(actor=new_id(), action="caseload.participant", enrollment=stay.id)
    assert "Someone who has no account any more" in jo.get("/openings/").text


def test_it_is_gone_through_page_by_page_in_a_constant_number_of_queries(cast, jo, stay, queries):
    audit.record("page.alone", stay, actor=cast.kim)
    one = queries(lambda: jo.get("/openings/"))
    at = clock.now()
    for number in range(44):
        when = at - dt.timedelta(days=number // 2)
        AuditRecord.create(at=when, actor=cast.kim.id, action=f"page.number{number}", enrollment=stay.id)
    assert queries(lambda: jo.get("/openings/")) == one
    seen, url = 0, "/openings/"
    while url:
        page = jo.get(url).text
        seen += sum(int(number) for number in re.findall(r"(\d+) times, last", page))
        seen += len(re.findall(r'badge quiet">(?!\d+ times)', page))
        following = re.search(r'href="(/openings/\?before=[^"]+)"', page)
        url = following and following[1]
    assert seen == 45


@pytest.mark.parametrize("mark", ["x", "1", "1-abc", "１-1", "1-" + "9" * 20, "1-" + "9" * 27])
def test_a_mark_that_is_none_is_not_found(jo, mark):
    assert jo.get("/openings/", query_string={"before": mark}).status_code == 404
