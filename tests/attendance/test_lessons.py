"""The lesson of a program session: to prepare, to look back at, next in the list; and for staff a careful count."""

import datetime as dt

import pytest
from groups import begin, begun_group, more_people, sheet_url

from webapp import clock
from webapp.attendance.lessons import lesson_ahead, lesson_of, lessons_of
from webapp.attendance.models import Taught
from webapp.timetables.calendar import sessions_of
from webapp.timetables.models import CANCELLED, ProgramSession, Series
from webapp.workshops.models import Content, Study

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
TOPIC, SLUG, TITLE = "Managing Anger", "anger-and-conflict", "Anger and conflict"
LINK = f'href="/workshops/{SLUG}"'


def about_anger(cast, starts_in, topic=TOPIC, **values) -> ProgramSession:
    """A session of a group of Jo's on that topic, put at a time."""
    one = begun_group(cast, -starts_in)
    one.topic, one.local_date = topic, clock.local(one.starts_at, cast.program.time_zone).date()
    for name, value in values.items():
        setattr(one, name, value)
    one.save()
    return one


def finished(stay, slug=SLUG) -> Study:
    return Study.write(stay, slug, Content(is_done=True), clock.now())


def test_before_it_there_is_something_to_prepare_and_afterwards_what_was_covered(cast, jo):
    one = about_anger(cast, 2 * HOUR)
    page = jo.get(f"/schedule/{one.id}").text
    assert LINK in page and "To prepare" in page

    begin(one, 3 * HOUR)
    page = jo.get(f"/schedule/{one.id}").text
    assert LINK in page and "More about this topic" in page and "What we covered" not in page

    Taught.create(program_session=one, topic_covered=True)
    assert "What we covered" in jo.get(f"/schedule/{one.id}").text


def test_it_says_how_far_one_has_come(cast, jo, stay):
    one = about_anger(cast, 2 * HOUR)
    Study.write(stay, SLUG, Content("begun"), clock.now())
    assert "Begun" in jo.get(f"/schedule/{one.id}").text
    finished(stay)
    assert "Done" in jo.get(f"/schedule/{one.id}").text


@pytest.mark.parametrize("topic", ["", "Sex and Recovery", "Something of our own"])
def test_a_topic_without_a_lesson_shows_none(cast, jo, topic):
    one = about_anger(cast, 2 * HOUR, topic)
    assert "/workshops/" not in jo.get(f"/schedule/{one.id}").text


def test_a_workshop_without_a_topic_has_it_in_its_title(cast, stay):
    one = about_anger(cast, 2 * HOUR, "", title="Sleep workshop", kind="workshop")
    assert lesson_of(stay, one).lesson.slug == "sleep-in-recovery"
    one.kind = "group"
    assert lesson_of(stay, one) is None


def test_a_cancelled_session_shows_no_lesson(cast, jo):
    one = about_anger(cast, 2 * HOUR, status=CANCELLED)
    assert LINK not in jo.get(f"/schedule/{one.id}").text


def test_today_shows_what_is_near_and_what_was_today_until_it_is_finished(cast, jo, stay):
    one = about_anger(cast, 60 * HOUR)
    assert LINK not in jo.get("/").text
    about_anger(cast, 20 * HOUR)
    assert LINK in (page := jo.get("/").text) and "To prepare\u00a0· Relapse Prevention" in page
    begin(one, 3 * HOUR)
    ProgramSession.update(local_date=clock.today(cast.program.time_zone)).where(
        ProgramSession.id == one.id
    ).execute()
    Taught.create(program_session=one, topic_covered=True)
    assert LINK in (page := jo.get("/").text) and "What we covered\u00a0· Relapse Prevention" in page
    finished(stay)
    assert LINK not in jo.get("/").text


def test_what_one_cannot_come_to_is_nothing_to_prepare(cast, jo):
    one = about_anger(cast, 20 * HOUR)
    jo.send(f"/attendance/{one.id}/absence", {"reason": "work"})
    assert LINK not in jo.get("/").text


def test_the_list_leads_on_with_the_next_session_that_has_one(cast, jo, stay):
    about_anger(cast, 2 * HOUR)
    page = jo.get("/workshops/").text
    assert page.index("Next in your schedule") < page.index(LINK) < page.index("All lessons")
    assert lesson_ahead(stay).lesson.slug == SLUG
    finished(stay)
    assert lesson_ahead(stay).lesson.slug != SLUG
    ProgramSession.update(topic="").execute()
    assert lesson_ahead(stay) is None
    assert "Next in your schedule" not in jo.get("/workshops/").text


def test_the_number_of_queries_does_not_grow_with_the_sessions(cast, stay, queries):
    today = clock.today(cast.program.time_zone)
    few, many = (sessions_of(stay, today - weeks * 7 * DAY, today + weeks * 7 * DAY) for weeks in (1, 8))
    assert len(many) > len(few)
    lessons_of(stay, few)
    assert queries(lambda: lessons_of(stay, many)) <= 2


@pytest.mark.parametrize(
    ("more", "done", "told"),
    [
        (0, 2, None),  # two are expected
        (3, 5, None),  # five of five would be everyone
        (4, 4, None),
        (4, 5, 5),
        (9, 9, 5),
        (9, 10, 10),
        (8, 10, 5),  # ten of ten would be everyone
    ],
)
def test_staff_see_a_band_of_five_and_never_who(cast, client_of, more, done, told):
    Series.update(capacity=40).execute()
    one = about_anger(cast, 2 * HOUR)
    stays = [cast.stay_of(cast.jo), cast.stay_of(cast.ana), *more_people(cast, more)]
    for stay in stays[:done]:
        finished(stay)
    page = client_of(cast.kim).get(sheet_url(one)).text
    assert f"Lesson for participants: {TITLE}." in page
    if told is None:
        assert "How many finished it is shown from 5 people on." in page
        assert "At least" not in page
    else:
        assert f"At least {told} of those expected have finished it." in page


def test_only_those_expected_are_counted_and_only_for_what_was_finished(cast, client_of):
    one = about_anger(cast, 2 * HOUR)
    stays = more_people(cast, 6)
    for stay in stays[:5]:
        Study.write(stay, SLUG, Content("begun"), clock.now())
        finished(stay, "grief-and-loss")
    assert "At least" not in client_of(cast.kim).get(sheet_url(one)).text


def test_the_sheet_shows_it_while_marking_too(cast, client_of):
    one = begin(about_anger(cast, 2 * HOUR))
    kim = client_of(cast.kim)
    assert f"Lesson for participants: {TITLE}." in kim.get(sheet_url(one)).text
    ProgramSession.update(topic="Something of our own").execute()
    assert "Lesson for participants" not in kim.get(sheet_url(one)).text


def test_staff_and_guests_have_no_page_of_lessons(cast, client_of):
    for person in (cast.kim, cast.robin, cast.sam):
        visitor = client_of(person)
        assert [visitor.get(path).status_code for path in ("/workshops/", f"/workshops/{SLUG}")] == [404, 404]
