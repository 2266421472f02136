"""The pages of looking back: all of one's own, what is shared for clinicians, and the same words for both."""

import datetime as dt
import re

import pytest
from diary import long_stay, wrote

from webapp import clock
from webapp.attendance.models import PRESENT, Attendance
from webapp.audit import AuditRecord
from webapp.journals.writing import turn_dial
from webapp.timetables.models import ProgramSession

PAGES = ("", "together", "year")


@pytest.fixture
def stay(cast):
    return long_stay(cast.stay_of(cast.jo), 8)


def main_of(page) -> str:
    """What stands in the page, in single spaces."""
    assert page.status_code == 200
    text = re.sub(r"<[^>]+>", " ", page.text.split("<main")[1].split("</main>")[0])
    return " ".join(text.split())


@pytest.mark.parametrize("page", PAGES)
def test_it_works_before_anything_was_written(jo, kim, stay, page):
    assert jo.get(f"/trends/{page}").status_code == 200
    assert kim.get(f"/trends/{stay.id}{'/' + page if page else ''}").status_code == 200


def test_ratings_are_drawn_and_told(jo, stay):
    for day in (30, 32, 33, 40, 41, 50):
        wrote(stay, day, mood=4, craving=8 if day < 40 else 3, sleep_hours=6.5)
    text = main_of(jo.get("/trends/?span=30"))
    assert "There are entries on 6 of these 30 days." in text
    assert "Rated on 6 days. The middle is 4 of 5" in text
    assert "A strong craving (7 or more) came on 3 of 6 days, which is 50%." in text
    assert "Known for 6 nights. The middle is 6.5 hours" in text
    page = jo.get("/trends/?span=30").text
    assert page.count('role="img"') == 3
    assert page.count("<desc") == 3
    assert "style=" not in page


def test_days_and_weeks_stand_as_tables_behind(jo, stay):
    for day in (50, 51, 52):
        wrote(stay, day, mood=day - 48)
    page = jo.get("/trends/?span=30").text
    assert re.findall(r"<td>(\d[^<]*)</td>", page.split("day by day</summary>")[1].split("</table>")[0]) == [
        "2",
        "3",
        "4",
    ]
    assert "3 (2–4)" in page.split("week by week</summary>")[1]


def test_a_clinician_sees_what_is_shared_and_counts_nothing_else(jo, kim, stay):
    for day in range(40, 50):
        wrote(stay, day, mood=1, craving=10, triggers=["drug_test"], skills={"urge-surfing": 4})
    for day in (50, 52):
        wrote(stay, day, shared=True, mood=4, craving=2)
    text = main_of(kim.get(f"/trends/{stay.id}?span=30"))
    assert "There are entries on 2 of these 30 days." in text
    assert "Rated on 2 days. The middle is 4 of 5, the lowest 4, the highest 4." in text
    together = main_of(kim.get(f"/trends/{stay.id}/together"))
    assert "drug test" not in together
    assert "Most used" not in together
    assert "2 days" in main_of(kim.get(f"/trends/{stay.id}/year"))
    assert "12 of these 30 days" in main_of(jo.get("/trends/?span=30"))


@pytest.mark.parametrize("page", PAGES)
def test_the_participant_can_see_the_clinicians_page_word_for_word(jo, kim, stay, page):
    for day in range(30, 55):
        wrote(stay, day, shared=day % 2 == 0, mood=1 + day % 5, craving=day % 11, triggers=["alone"])
    own = main_of(jo.get(f"/trends/{page}?only=shared"))
    theirs = main_of(kim.get(f"/trends/{stay.id}{'/' + page if page else ''}"))
    # But for the chips that choose between all and shared, and who is told so.
    for words in ("Made of the entries that you share", "Made of shared entries"):
        own, theirs = own.split(words)[-1], theirs.split(words)[-1]
    after = "just so."
    own, theirs = own.split(after)[1], theirs.split(after)[1]
    assert own.replace("What works for me ", "") == theirs


def test_what_is_taken_back_or_deleted_leaves_the_clinicians_charts(kim, stay):
    entry, gone = (wrote(stay, day, shared=True, mood=5) for day in (50, 51))
    assert "Rated on 2 days" in main_of(kim.get(f"/trends/{stay.id}"))
    turn_dial(entry, "private")
    gone.remove()
    assert "Nothing to draw yet" in main_of(kim.get(f"/trends/{stay.id}"))


def test_each_look_of_a_clinician_is_on_record(kim, stay, cast):
    for page in PAGES:
        kim.get(f"/trends/{stay.id}{'/' + page if page else ''}")
    said = AuditRecord.select().where(AuditRecord.enrollment == stay.id, AuditRecord.actor == cast.kim.id)
    assert {one.action for one in said} >= {"trends.overview_of", "trends.together_of", "trends.year_of"}


def test_an_own_look_is_not(jo, stay, cast):
    jo.get("/trends/")
    assert not AuditRecord.select().where(AuditRecord.actor == cast.jo.id).exists()


def test_sessions_that_staff_marked_stand_beside_the_mood(jo, stay):
    zone = stay.program.time_zone
    for day in range(40, 52):
        wrote(stay, day, mood=4 if day < 46 else 2)
        if day < 46:
            date = stay.admitted_on + dt.timedelta(days=day)
            starts_at = clock.at_wall(date, dt.time(9), zone)
            meeting = ProgramSession.create(
                program=stay.program, enrollment=stay, title="Meeting", kind="individual", local_date=date,
                starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=1), place="",
            )  # fmt: skip
            Attendance.create(enrollment=stay, program_session=meeting, state=PRESENT)
    text = main_of(jo.get("/trends/together"))
    assert "On 6 such days the mean mood was 4 of 5. On the 6 other days it was 2." in text
    assert "cause" not in text.lower()


def test_looking_back_goes_on_after_the_stay(jo, stay):
    wrote(stay, 3, mood=3)
    stay.ended_on = stay.admitted_on + dt.timedelta(days=5)
    stay.save()
    assert "There are entries on 1 of these 7 days." in main_of(jo.get("/trends/?span=7"))


@pytest.mark.parametrize("asked", ["span=0", "span=9999999", "span=%00", "only=all", "span=stay&only=shared"])
def test_whatever_the_address_says_it_answers(jo, stay, asked):
    assert jo.get(f"/trends/?{asked}").status_code == 200


def test_queries_do_not_grow_with_the_entries(jo, kim, stay, queries):
    wrote(stay, 50, shared=True, mood=3)
    addresses = [
        (who, f"{at}{page}") for page in PAGES for who, at in ((jo, "/trends/"), (kim, f"/trends/{stay.id}/"))
    ]
    addresses = [
        (who, address.rstrip("/") if address.count("/") > 2 else address) for who, address in addresses
    ]
    before = [queries(lambda who=who, address=address: who.get(address)) for who, address in addresses]
    for day in range(1, 50):
        wrote(stay, day, shared=True, mood=3, triggers=["alone"], skills={"urge-surfing": 3})
    assert before == [
        queries(lambda who=who, address=address: who.get(address)) for who, address in addresses
    ]


def test_what_has_too_few_days_is_named_and_fills_no_table_with_dashes(jo, stay):
    for day in (30, 31, 32):
        wrote(stay, day, mood=3)
    page = jo.get("/trends/together").text
    assert (
        "Mean of each day of the week" not in page and page.count("Not enough days yet. A number stands") == 2
    )
    for day in range(2, 56):
        if day % 7 < 2:
            wrote(stay, day, mood=4)
    page = jo.get("/trends/together").text
    table = page.split("Mean of each day of the week")[-1]
    assert table.split("</table>")[0].count("<tr>") == 1 + 2
    assert len(re.search(r"Not enough days yet: ([^<]+)<", page)[1].split(", ")) == 5


def test_a_day_without_a_rating_is_no_row_of_dashes(jo, stay):
    wrote(stay, 50, mood=3)
    wrote(stay, 51, words="no rating")
    wrote(stay, 52, mood=4)
    page = jo.get("/trends/?span=30").text
    assert page.split("day by day</summary>")[1].split("</table>")[0].count("<tr>") == 1 + 2
