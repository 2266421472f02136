"""Reading a lesson, thinking about it, checking oneself and finishing, on both databases."""

import datetime as dt
import re

import pytest
from studies import LESSON, finish, only, study

from webapp import clock
from webapp.audit import AuditRecord
from webapp.database import db
from webapp.people.models import Enrollment
from webapp.workshops.lessons import all_lessons, find_lesson
from webapp.workshops.models import PRIVATE, SHARED, Content, Study

CANARY = "amberotter"
HOUR = dt.timedelta(hours=1)


def seen_by(visitor, slug=LESSON) -> str:
    return re.search(r'name="seen"[^>]* value="([^"]*)"', visitor.get(f"/workshops/{slug}").text)[1]


def test_the_list_is_reached_from_the_exercises_and_has_every_lesson(jo):
    assert 'href="/workshops/"' in jo.get("/exercises/").text
    page = jo.get("/workshops/").text
    assert all(f'href="/workshops/{one.slug}"' in page for one in all_lessons())
    assert "Done" not in page and "Begun" not in page


@pytest.mark.parametrize("lesson", all_lessons(), ids=lambda lesson: lesson.slug)
def test_every_lesson_opens_with_its_reading_its_prompt_and_its_check(jo, lesson):
    page = jo.get(f"/workshops/{lesson.slug}").text

    assert str(lesson.reading) in page
    assert page.count('type="radio"') == 2 + 6  # who can read it, and two questions of three answers
    assert page.count('class="why"') == 6
    assert "not watched live" in page
    assert "style=" not in page and "<script>" not in page
    assert lesson.try_this is None or f'href="/exercises/{lesson.try_this.exercise}"' in page


def test_an_unknown_lesson_is_not_found(jo):
    assert jo.get("/workshops/levitation").status_code == 404
    assert finish(jo, "levitation").status_code == 404


def test_what_was_thought_and_answered_is_sealed_and_private(jo, stay):
    assert (
        finish(jo, reflection=f"{CANARY}\r\ntwo lines", answer_1="1", answer_2="3").location
        == f"/workshops/{LESSON}"
    )

    kept = only()
    assert (kept.enrollment_id, kept.slug, kept.visibility) == (stay.id, LESSON, "private")
    assert (kept.reflection, kept.answers) == (f"{CANARY}\ntwo lines", {"1": "1", "2": "3"})
    row = db.execute_sql("SELECT * FROM study").fetchone()
    assert CANARY not in str([bytes(one) if isinstance(one, memoryview) else one for one in row])
    page = jo.get(f"/workshops/{LESSON}").text
    assert CANARY in page and "You finished this lesson on" in page
    assert "Only you can see your words." in page


def test_a_wrong_answer_is_explained_and_can_be_changed(jo):
    question = find_lesson(LESSON).check[0]
    wrong = next(number for number, answer in enumerate(question.answers, 1) if not answer.fits)
    right = next(number for number, answer in enumerate(question.answers, 1) if answer.fits)
    finish(jo, answer_1=str(wrong))
    page = jo.get(f"/workshops/{LESSON}").text
    chosen = page.index(f'name="answer_1" value="{wrong}" checked')
    assert page.index('class="why"', chosen) < page.index(
        'type="radio"', chosen
    )  # what is said about it comes next
    assert not re.search(
        r"\b(wrong|incorrect|score|failed)\b", page.split("Check yourself")[1].lower().replace("scored", "")
    )
    finish(jo, answer_1=str(right), seen=seen_by(jo))
    assert only().answers == {"1": str(right)}


def test_one_can_stop_and_go_on_where_one_stopped(jo):
    assert study(jo, reflection="Less light").location == "/workshops/"
    assert not only().is_completed
    assert "Go on where you stopped" in (listed := jo.get("/workshops/").text) and "Begun" in listed
    page = jo.get(f"/workshops/{LESSON}").text
    assert 'href="#answer_1"' in page and "Less light" in page
    study(jo, reflection="Less light", answer_1="2", seen=seen_by(jo))
    assert 'href="#answer_2"' in jo.get(f"/workshops/{LESSON}").text
    finish(jo, reflection="Less light", answer_1="2", answer_2="2", seen=seen_by(jo))
    assert only().is_completed
    assert "Go on where you stopped" not in (listed := jo.get("/workshops/").text) and "Done" in listed


def test_everything_can_be_left_out(jo):
    assert finish(jo).status_code == 303
    assert (only().is_completed, only().reflection, only().answers) == (True, "", {})


def test_finished_twice_counts_once_and_from_the_first_time(jo):
    finish(jo)
    Study.update(completed_at=clock.now() - HOUR).execute()
    first = only().completed_at
    finish(jo, reflection="Again", seen=seen_by(jo))
    study(jo, reflection="And again", seen=seen_by(jo))
    assert (only().completed_at, only().reflection) == (first, "And again")


def test_a_double_tap_is_one(jo):
    answers = [finish(jo, reflection="Once", once="a-key-of-one-page-load") for _tap in range(2)]
    assert answers[0].location == answers[1].location
    only()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("answer_1", "4", "choose one of the answers"),
        ("answer_2", "0", "choose one of the answers"),
        ("answer_2", "٣", "choose one of the answers"),
        ("reflection", "y" * 100_000, "longer than can be saved"),
        ("reflection", "null\0byte", "type it again"),
        ("visibility", "everyone", "choose one of the answers"),
        ("visibility", "", "choose who can read"),
    ],
)
def test_it_refuses_what_cannot_be_and_gives_back_what_was_typed(jo, field, value, words):
    sent = {"reflection": CANARY, "answer_1": "2", field: value}
    refused = finish(jo, **sent)

    assert refused.status_code == 422
    assert words in refused.text.split(f'id="{field}-error"')[1].split("</p>")[0]
    assert sent["reflection"].replace("\0", "") in refused.text.replace("\0", "")
    assert field == "answer_1" or 'name="answer_1" value="2" checked' in refused.text
    assert not Study.select().exists()


def test_tags_in_words_are_only_words(jo):
    finish(jo, reflection="<script>alert(1)</script>")
    page = jo.get(f"/workshops/{LESSON}").text
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_shared_thoughts_reach_the_care_team_alone_and_the_answers_nobody(cast, client_of, jo, stay):
    page, kim = f"/caseload/{stay.id}", client_of(cast.kim)
    finish(jo, reflection=CANARY, answer_1="1")
    assert CANARY not in kim.get(page).text and "Thoughts on lessons" not in kim.get(page).text
    finish(jo, reflection=CANARY, answer_1="1", visibility="shared", seen=seen_by(jo))
    shown = kim.get(page).text
    assert CANARY in shown and find_lesson(LESSON).title in shown
    assert find_lesson(LESSON).check[0].answers[0].words not in shown
    read = AuditRecord.select().where(AuditRecord.actor == cast.kim.id, AuditRecord.enrollment == stay.id)
    assert {one.action for one in read} == {"caseload.participant"}
    assert AuditRecord.select().where(AuditRecord.action == "shared lesson thoughts").count() == 1
    assert client_of(cast.lee).get(page).status_code == 404
    for other in (cast.ana, cast.robin, cast.sam):
        assert CANARY not in client_of(other).get(f"/workshops/{LESSON}").text
    finish(jo, reflection=CANARY, seen=seen_by(jo))
    assert CANARY not in kim.get(page).text


def test_there_is_nothing_to_share_without_words(jo):
    finish(jo, visibility="shared", reflection="  ")
    assert only().visibility == "private"


def test_words_from_a_page_that_was_out_of_date_stand_beside_what_is_kept(jo):
    """Two phones, or a page that was kept while there was no network."""
    old = seen_by(jo)
    study(jo, reflection="From the phone", answer_1="1", visibility="shared", seen=old)
    finish(jo, reflection="From the tablet", answer_2="2", visibility="shared", seen=old)
    kept = only()
    assert kept.reflection == "From the phone\n\nFrom the tablet"
    assert (kept.answers, kept.is_completed, kept.is_shared) == ({"1": "1", "2": "2"}, True, True)
    study(jo, seen=old)  # an empty page takes nothing away, and its "only me" holds
    assert (only().reflection, only().is_shared) == ("From the phone\n\nFrom the tablet", False)


def test_private_words_are_not_shared_along_with_later_ones(jo):
    old = seen_by(jo)
    study(jo, reflection="Mine alone", seen=old)
    study(jo, reflection="For Kim", visibility="shared", seen=old)
    assert only().visibility == "private"


def test_words_that_waited_carry_the_time_when_they_were_written(jo):
    begun = clock.now()
    jo.send(
        f"/workshops/{LESSON}/study",
        {"visibility": "private", "done": "yes"},
        headers={"X-Written-Ago": "7200000"},
    )
    assert abs(begun - 2 * HOUR - only().completed_at) < dt.timedelta(seconds=30)


def test_another_persons_words_do_not_come_in_by_ones_own_phone(jo, cast, client_of):
    writer = jo.get("/offline/token").json["writer"]
    assert finish(client_of(cast.ana), writer=writer).status_code == 403


def test_after_the_stay_one_reads_on_but_writes_no_more(jo, stay):
    finish(jo, reflection=CANARY)
    Enrollment.update(ended_on=stay.admitted_on).execute()
    page = jo.get(f"/workshops/{LESSON}").text
    assert CANARY in page and "<form" not in page
    assert finish(jo).status_code == 404


def test_a_search_finds_words_and_says_when_there_are_none(jo):
    found = jo.get("/workshops/search?words=naloxone+spray").text
    assert "1 lesson fits" in found and 'href="/workshops/overdose-and-naloxone"' in found
    assert "No lesson has these words." in jo.get(f"/workshops/search?words={'%3Cscript%3E' * 20}").text
    assert all(one.title in jo.get("/workshops/search").text for one in all_lessons()[:3])


def test_no_phone_keeps_the_words_of_a_search(jo):
    assert "X-Keep" in jo.get("/workshops/").headers
    assert "X-Keep" not in jo.get("/workshops/search?words=secret").headers


def test_the_number_of_queries_does_not_grow_with_what_was_studied(jo, stay, queries):
    jo.get("/workshops/")
    few = queries(lambda: jo.get("/workshops/"))
    for one in all_lessons():
        Study.write(
            stay, one.slug, Content("words", PRIVATE, {"1": "1"}, is_done=one.number % 2), clock.now()
        )
    assert queries(lambda: jo.get("/workshops/")) <= few


def test_staff_queries_hold_only_what_was_shared(stay, cast):
    Study.write(stay, LESSON, Content("mine"), clock.now())
    Study.write(stay, "grief-and-loss", Content("ours", SHARED), clock.now())
    assert [one.reflection for one in Study.shared()] == ["ours"]
    assert Study.count_completed(LESSON, [stay.id]) == 0
    Study.write(stay, LESSON, Content("mine", is_done=True, seen="2/private"), clock.now())
    assert Study.count_completed(LESSON, [stay.id]) == 1
    assert Study.count_completed(LESSON, [cast.stay_of(cast.ana).id]) == 0


def test_the_phone_fetches_ahead_what_is_begun_and_what_comes(jo):
    study(jo, "grief-and-loss")
    finish(jo, "values-and-meaning")
    ahead = jo.get("/offline/pages").json["pages"]
    assert "/workshops/" in ahead and "/workshops/grief-and-loss" in ahead
    assert "/workshops/values-and-meaning" not in ahead
    assert 2 <= sum(path.startswith("/workshops/") for path in ahead) <= 6
