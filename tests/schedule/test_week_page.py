"""The participant's week and one program session, as pages."""

import datetime as dt
import re

import pytest
import time_machine
from cast import give_consent

from webapp import clock
from webapp.people.consents import SESSION_TIMES
from webapp.timetables.calendar import sessions_of
from webapp.timetables.models import CANCELLED, MOVED, ProgramSession

WEEK = dt.timedelta(weeks=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def monday(stay):
    """The Monday of Jo's fifth week: Relapse Prevention, Social Support has not begun."""
    return stay.admitted_on + 4 * WEEK


def page(visitor, url, status=200):
    answer = visitor.get(url)
    assert answer.status_code == status
    return answer.text


def day_of(html, day):
    return re.search(f'id="day-{day}">(.*?)</section>', html, re.S)[1]


def live_in(user, zone_name):
    user.time_zone = zone_name
    user.save()


def words(html):
    """The text that a reader sees, on one line."""
    main = re.search(r"<main.*?</main>", html, re.S)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def test_it_shows_this_week_day_by_day(client_of, cast, stay):
    html = page(client_of(cast.jo), "/schedule/")
    today = clock.today("America/Los_Angeles")
    monday = today - today.weekday() * DAY
    shown = sessions_of(stay, monday, monday + 6 * DAY)
    assert "This week" in words(html)
    assert re.findall(r'href="/schedule/([0-9a-z]{26})"', html) == [one.id for one in shown]
    days = [str(monday + n * DAY) for n in range(7)]
    assert re.findall(r'href="#day-([0-9-]+)"', html) == re.findall(r'id="day-([0-9-]+)"', html) == days
    assert 'aria-current="date"' in html


def test_any_week_can_be_asked_for_and_leads_to_its_neighbours(client_of, cast, stay, monday):
    visitor = client_of(cast.jo)
    html = page(visitor, f"/schedule/?week={monday + 2 * DAY}")
    text = words(html)
    assert "Relapse Prevention" in text and "7:15 PM" in text and "to 8:45 PM" in text and "Room 1" in text
    assert "Family Education" in text and "Family welcome" in text
    assert (
        f'href="/schedule/?week={monday - WEEK}"' in html
        and f'href="/schedule/?week={monday + WEEK}"' in html
    )
    assert "week-later" not in page(visitor, f"/schedule/?week={stay.admitted_on + 47 * WEEK}")
    assert 'rel="prev"' not in page(visitor, f"/schedule/?week={stay.admitted_on}")


def test_the_weeks_ahead_are_counted(client_of, cast, monday, stay):
    text = words(page(client_of(cast.jo), f"/schedule/?week={monday}"))
    ahead = sessions_of(stay, monday + WEEK, monday + 2 * WEEK - DAY)
    assert "Weeks ahead" in text and f"{len(ahead)} session" in text


NO_WEEKS = [
    "tomorrow",
    "2026-13-01",
    "2026-02-30",
    "2026-W10-1",
    "20261005",
    "0001-01-01",
    "9999-12-31",
    "２０２６-10-05",
]


def test_it_answers_a_week_that_is_none_with_a_message_and_this_week(client_of, cast):
    visitor = client_of(cast.jo)
    for asked in ("", *NO_WEEKS):
        text = words(page(visitor, f"/schedule/?week={asked}", 400))
        assert "We could not find the week you asked for." in text and "This week" in text, asked


def test_an_empty_week_says_when_the_next_session_is(client_of, cast, stay):
    before = words(page(client_of(cast.jo), f"/schedule/?week={stay.admitted_on - 3 * WEEK}"))
    assert "No sessions in this week" in before and "Your next one is " in before
    with time_machine.travel(clock.at_wall(stay.admitted_on + 60 * WEEK, dt.time(12), "UTC"), tick=False):
        after = words(page(client_of(cast.jo), "/schedule/"))
    assert "No sessions this week" in after and "Nothing more is planned right now." in after


def test_a_closed_day_says_so(client_of, cast, stay, monday):
    stay.program.closed_on = [(monday + DAY).isoformat()]
    stay.program.save()
    html = page(client_of(cast.jo), f"/schedule/?week={monday}")
    assert "The program is closed." in words(html) and f'id="day-{monday + DAY}"' in html
    assert "The program is closed." not in words(page(client_of(cast.jo), f"/schedule/?week={monday + WEEK}"))


def test_cancelled_and_moved_sessions_say_so(client_of, cast, stay, monday):
    first, second, *_more = sessions_of(stay, monday, monday + 6 * DAY)
    ProgramSession.update(status=CANCELLED).where(ProgramSession.id == first.id).execute()
    ProgramSession.update(status=MOVED).where(ProgramSession.id == second.id).execute()
    visitor = client_of(cast.jo)
    text = words(page(visitor, f"/schedule/?week={monday}"))
    assert "Cancelled" in text and "Moved" in text
    assert "You do not need to come." in words(page(visitor, f"/schedule/{first.id}"))
    assert "This session was moved." in words(page(visitor, f"/schedule/{second.id}"))


def test_times_are_in_the_persons_own_zone_and_the_programs_is_named(client_of, cast, monday, stay):
    live_in(cast.jo, "Asia/Tokyo")
    html = page(client_of(cast.jo), f"/schedule/?week={monday}")
    assert "Times are in Japan Time, where you are. Your program runs on Pacific Time." in words(html)
    (family,) = sessions_of(stay, monday + 2 * DAY, monday + 2 * DAY)
    assert "Nothing planned." in day_of(html, monday + 2 * DAY)
    assert family.title in day_of(html, monday + 3 * DAY)
    assert "7:00 PM Pacific Time on Wednesday" in words(page(client_of(cast.jo), f"/schedule/{family.id}"))


def test_a_zone_of_another_name_and_the_same_clock_needs_no_words(client_of, cast, monday):
    live_in(cast.jo, "US/Pacific")
    assert "Your program runs on" not in words(page(client_of(cast.jo), f"/schedule/?week={monday}"))


def test_a_sunday_evening_there_is_a_monday_here(client_of, cast, stay, monday):
    at = clock.at_wall(monday - DAY, dt.time(20), "America/Los_Angeles")
    ProgramSession.create(
        program=stay.program, enrollment=stay, title="Planning", kind="individual", local_date=monday - DAY,
        starts_at=at, ends_at=at + dt.timedelta(hours=1),
    )  # fmt: skip
    weeks = f"/schedule/?week={monday - WEEK}", f"/schedule/?week={monday}"
    assert ["Planning" in page(client_of(cast.jo), url) for url in weeks] == [True, False]
    live_in(cast.jo, "Asia/Tokyo")
    assert ["Planning" in page(client_of(cast.jo), url) for url in weeks] == [False, True]


def test_a_session_page_says_when_where_and_what(client_of, cast, stay, monday):
    (family,) = [one for one in sessions_of(stay, monday, monday + 6 * DAY) if one.kind == "family"]
    text = words(page(client_of(cast.jo), f"/schedule/{family.id}"))
    facts = (
        family.title,
        family.topic,
        "7:00 PM to 8:30 PM",
        "Large room",
        "You can bring family or a friend.",
    )
    assert [fact for fact in facts if fact not in text] == []
    assert "Join by video" not in text


def test_a_video_session_has_its_link_until_it_is_over(client_of, cast, stay):
    found = sessions_of(stay, stay.admitted_on + 12 * WEEK, stay.admitted_on + 14 * WEEK)
    support = next(one for one in found if one.telehealth)
    url = f"/schedule/{support.id}"
    html = page(client_of(cast.jo), url)
    assert 'href="https://meet.example.org/social-support"' in html and 'rel="noopener noreferrer"' in html
    assert "Before you join" in html and "Room 1, or by video" in html
    with time_machine.travel(support.ends_at + dt.timedelta(minutes=1), tick=False):
        over = page(client_of(cast.jo), url)
    assert "meet.example.org" not in over and "This session is over." in over


def first_individual(stay):
    found = sessions_of(stay, stay.admitted_on, stay.admitted_on + 6 * DAY)
    return next(one for one in found if one.kind == "individual")


def test_nobody_else_and_nothing_else_is_found(client, client_of, cast, stay):
    mine, theirs = (first_individual(each) for each in (stay, cast.stay_of(cast.ana)))
    give_consent(stay, cast.sam, items=(SESSION_TIMES,))
    assert client_of(cast.jo).get(f"/schedule/{mine.id}").status_code == 200
    for visitor, url, status in (
        (client_of(cast.jo), f"/schedule/{theirs.id}", 404),
        (client_of(cast.jo), f"/schedule/{'0' * 26}", 404),
        (client_of(cast.jo), "/schedule/1", 404),
        (client_of(cast.kim), f"/schedule/{mine.id}", 404),
        (client_of(cast.robin), f"/schedule/{mine.id}", 404),
        (client_of(cast.sam), f"/schedule/{mine.id}", 404),
        (client_of(cast.sam), "/schedule/", 404),
        (client, "/schedule/", 303),
        (client, f"/schedule/{mine.id}", 303),
    ):
        answer = visitor.get(url)
        assert answer.status_code == status, (visitor.user, url)
        assert status == 404 or answer.location.startswith("/sign-in")


def test_words_of_a_program_are_written_out_and_never_run(client_of, cast, stay, monday):
    first = sessions_of(stay, monday, monday + 6 * DAY)[0]
    ProgramSession.update(title="<script>alert(1)</script>").where(ProgramSession.id == first.id).execute()
    for url in (f"/schedule/?week={monday}", f"/schedule/{first.id}"):
        html = page(client_of(cast.jo), url)
        assert "&lt;script&gt;alert(1)" in html and "<script>alert(1)" not in html


def test_the_month_shows_every_day_with_its_sessions_and_leads_to_its_week(cast, client_of):
    jo, stay = client_of(cast.jo), cast.stay_of(cast.jo)
    first = clock.today(stay.program.time_zone).replace(day=1)
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    page = jo.get("/schedule/month").text
    held = [one for one in sessions_of(stay, first, last) if not one.is_cancelled]
    assert held
    for day in {one.local_date for one in held}:
        count = sum(one.local_date == day for one in held)
        assert f"{day:%A, %B} {day.day}, {count} session" in page
        assert f"/schedule/?week={day}#day-{day}" in page


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "x", "9999-01", "٢٠٢٦-٠١"])
def test_a_month_that_is_none_says_so(cast, client_of, month):
    answer = client_of(cast.jo).get(f"/schedule/month?month={month}")
    assert answer.status_code == 400
    assert "could not find the month" in answer.text


def test_the_month_takes_as_many_queries_as_any_other(cast, client_of, queries):
    jo = client_of(cast.jo)
    jo.get("/schedule/month")
    assert queries(lambda: jo.get("/schedule/month?month=2026-02")) == queries(
        lambda: jo.get("/schedule/month")
    )
