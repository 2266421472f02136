"""The participant's pages: a link is made, shown once, changed, made anew and ended; one session as a file."""

import datetime as dt
import html
import re

import pytest
from calendar_files import events, span

from webapp import clock
from webapp.audit import AuditRecord
from webapp.calendars.models import MOST_LINKS, Feed
from webapp.timetables.calendar import next_session_of, sessions_of

DAY = dt.timedelta(days=1)


@pytest.fixture
def made(jo):
    """A neutral link, made on the page: its row and its address."""
    answer = jo.send("/calendars/", {"titles": "neutral"})
    assert answer.status_code == 303
    return Feed.get(), link_on(jo.get(answer.location).text)


def link_on(page):
    return re.search(r">http://[^/<]+(/calendars/[\w-]{43}\.ics)</textarea>", page)[1]


def following(stay):
    today = clock.today(stay.program.time_zone)
    return sessions_of(stay, today + DAY, today + 30 * DAY)[0]


def test_a_link_is_made_and_read_without_signing_in(made, client):
    feed, link = made
    assert not feed.real_titles and feed.read_at is None
    assert events(client.get(link).data)
    assert link.removeprefix("/calendars/").removesuffix(".ics") != feed.token_digest


def test_the_page_offers_the_phones_own_calendar_app(jo):
    page = jo.get(jo.send("/calendars/", {"titles": "neutral"}).location).text
    assert f'href="webcal://localhost:8000{link_on(page)}"' in page or 'href="webcal://' in page
    assert "The company that runs the app can see what the link shows" in page


def test_the_link_is_shown_once(jo, made):
    feed, link = made
    page = jo.get(f"/calendars/{feed.id}/link").text
    assert link not in page and "A link is shown only once" in page


def test_neutral_is_chosen_until_the_participant_chooses_otherwise(jo):
    page = jo.get("/calendars/").text
    assert re.search(r'value="neutral" checked', page) and not re.search(r'value="real" checked', page)


def test_the_choices_show_how_the_next_session_would_look(jo, stay):
    page = html.unescape(jo.get("/calendars/").text)
    one = next_session_of(stay)
    assert (
        re.search(r"(\S+\s[AP]M) · Appointment<", page)[1]
        == re.search(rf"(\S+\s[AP]M) · {one.title}", page)[1]
    )


@pytest.mark.parametrize("fields", [{}, {"titles": ""}, {"titles": "both"}, {"titles": "neutral\0"}])
def test_without_a_choice_nothing_is_made(jo, fields):
    answer = jo.send("/calendars/", fields)
    assert answer.status_code == 422 and "error-summary" in answer.text
    assert not Feed.select().exists()


def test_a_double_tap_makes_one_link(jo):
    fields = {"titles": "real", "once": "a" * 26}
    assert [jo.send("/calendars/", fields).status_code for _tap in range(2)] == [303, 303]
    assert Feed.select().count() == 1


def test_there_is_a_most(jo, stay):
    for _number in range(MOST_LINKS):
        assert jo.send("/calendars/", {"titles": "neutral"}).status_code == 303
    assert "end one of them first" in jo.get("/calendars/").text
    assert jo.send("/calendars/", {"titles": "neutral"}).status_code == 422
    assert Feed.select().count() == MOST_LINKS


def test_titles_are_changed_and_the_link_stays(jo, made, client):
    feed, link = made
    neutral = events(client.get(link).data)
    assert jo.send(f"/calendars/{feed.id}", {"titles": "real"}).status_code == 303
    real = events(client.get(link).data)
    assert neutral.keys() == real.keys()
    assert {event.summary.value for event in neutral.values()} == {"Appointment"}
    assert "Appointment" not in {event.summary.value for event in real.values()}


def test_a_new_link_ends_the_old_one(jo, made, client):
    feed, old = made
    new = link_on(jo.get(jo.send(f"/calendars/{feed.id}/link").location).text)
    assert new != old
    assert client.get(old).status_code == 404 and client.get(new).status_code == 200


def test_a_link_is_ended_and_leaves_the_list(jo, made, client):
    feed, link = made
    assert jo.get(f"/calendars/{feed.id}/revocation").status_code == 200
    assert client.get(link).status_code == 200  # asking ends nothing
    assert jo.send(f"/calendars/{feed.id}/revocation").status_code == 303
    assert client.get(link).status_code == 404
    assert f"/calendars/{feed.id}" not in jo.get("/calendars/").text
    for page in ("", "/link", "/revocation"):
        assert jo.get(f"/calendars/{feed.id}{page}").location == "/calendars/"
        assert jo.send(f"/calendars/{feed.id}{page}", {"titles": "real"}).location == "/calendars/"
    assert client.get(link).status_code == 404 and not Feed.get().real_titles


def test_the_pages_say_when_an_app_read_it_last(jo, made, client):
    feed, link = made
    assert "Not read yet" in jo.get("/calendars/").text
    client.get(link)
    assert "Last read" in jo.get("/calendars/").text and "Not yet" not in jo.get(f"/calendars/{feed.id}").text


def test_after_the_stay_links_end_but_none_are_made(jo, made, stay):
    stay.ended_on = clock.today(stay.program.time_zone) - DAY
    stay.save()
    assert "Your stay has ended" in jo.get("/calendars/").text
    assert jo.send("/calendars/", {"titles": "neutral"}).status_code == 422
    assert jo.send(f"/calendars/{made[0].id}/revocation").status_code == 303
    assert Feed.get().revoked_at


def test_each_change_is_in_the_trail(jo, made):
    feed, _link = made
    jo.send(f"/calendars/{feed.id}", {"titles": "real"})
    jo.send(f"/calendars/{feed.id}/link")
    jo.send(f"/calendars/{feed.id}/revocation")
    lines = AuditRecord.select().where(AuditRecord.about == feed.id).order_by(AuditRecord.at)
    assert [line.action for line in lines] == [
        "made calendar link",
        "chose calendar titles",
        "made calendar link anew",
        "ended calendar link",
    ]


def test_one_session_is_added_by_a_file_that_tells_nothing(jo, stay):
    one = following(stay)
    page = jo.get(f"/schedule/{one.id}").text
    address = f"/calendars/events/{one.id}.ics"
    assert f'href="{address}"' in page and f'href="{address}?titles=real"' in page
    answer = jo.get(address)
    assert answer.headers["Content-Disposition"] == 'inline; filename="appointments.ics"'
    [event] = events(answer.data).values()
    assert span(event) == (one.starts_at, one.ends_at) and event.summary.value == "Appointment"
    [named] = events(jo.get(f"{address}?titles=real").data).values()
    assert named.summary.value == one.title and named.uid.value == event.uid.value


def test_a_file_and_the_feed_name_a_session_alike(jo, made, stay, client):
    alone = events(jo.get(f"/calendars/events/{following(stay).id}.ics").data)
    assert alone.keys() < events(client.get(made[1]).data).keys()


def test_nobody_gets_a_file_of_anothers_own_session(client_of, cast, stay):
    today = clock.today(stay.program.time_zone)
    alone = next(one for one in sessions_of(stay, stay.admitted_on, today + 300 * DAY) if one.enrollment_id)
    address = f"/calendars/events/{alone.id}.ics"
    assert client_of(cast.jo).get(address).status_code == 200
    for name in ("ana", "kim", "sam", "robin"):
        assert client_of(getattr(cast, name)).get(address).status_code == 404


def test_a_session_that_is_over_is_not_offered(jo, stay):
    past = sessions_of(stay, stay.admitted_on, stay.admitted_on + 3 * DAY)[0]
    assert "Add to calendar" not in jo.get(f"/schedule/{past.id}").text
