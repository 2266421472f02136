"""A calendar feed: what it tells, to whoever has the secret and to nobody else."""

import datetime as dt
import logging
import re

import pytest
import time_machine
from calendar_files import events, parsed, span

from webapp import clock
from webapp.audit import AuditRecord
from webapp.calendars.models import Feed
from webapp.database import db
from webapp.timetables.calendar import sessions_of
from webapp.timetables.models import CANCELLED, GIVEN, MOVED, ProgramSession, Seat, Series

DAY = dt.timedelta(days=1)


@pytest.fixture
def link_of():
    """`link_of(stay)`: the address of a new feed of the stay."""

    def make(stay, real_titles=False):
        return f"/calendars/{Feed.make(stay, real_titles)[1]}.ics"

    return make


@pytest.fixture
def link(link_of, stay):
    return link_of(stay)


def ahead_of(stay):
    """The stay's next group session."""
    today = clock.today(stay.program.time_zone)
    return next(one for one in sessions_of(stay, today + DAY, today + 30 * DAY) if not one.enrollment_id)


def expected(stay):
    today = clock.today(stay.program.time_zone)
    return sessions_of(stay, today - 30 * DAY, today + 366 * DAY)


def test_it_tells_the_times_of_the_last_month_and_all_that_is_ahead(client, link, stay):
    answer = client.get(link)
    assert answer.status_code == 200 and answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store" and "Set-Cookie" not in answer.headers
    told = sorted(map(span, events(answer.data).values()))
    assert told and told == sorted((one.starts_at, one.ends_at) for one in expected(stay))


def test_what_is_older_than_a_month_is_left_out(client, link, stay):
    with time_machine.travel(clock.now() + 60 * DAY, tick=False):
        starts = [span(event)[0] for event in events(client.get(link).data).values()]
        assert starts and min(starts) > clock.now() - 32 * DAY


def test_it_is_a_whole_calendar(client, link, stay):
    calendar = parsed(client.get(link).data)
    assert calendar.version.value == "2.0" and calendar.method.value == "PUBLISH"
    assert [zone.tzid.value for zone in calendar.contents["vtimezone"]] == ["America/Los_Angeles"]
    assert calendar.contents["x-wr-calname"][0].value == "Appointments"
    assert calendar.contents["refresh-interval"][0].value == "PT1H"
    for event in calendar.contents["vevent"]:
        assert event.dtstamp.value and event.uid.value and event.sequence.value == "1"
        assert event.status.value == "CONFIRMED"
        assert not event.contents.get("valarm")


def test_a_neutral_feed_tells_no_name_title_place_or_link(client, link, stay):
    secrets = {"title": "Canary Title", "place": "Canary Room", "topic": "Canary Topic"}
    ProgramSession.update(**secrets, telehealth="https://canary.example/room").execute()
    text = client.get(link).text
    assert set(re.findall("SUMMARY:(.*)\r", text)) == {"Appointment"}
    assert not re.search("LOCATION|URL|DESCRIPTION|ORGANIZER|ATTENDEE", text)
    for secret in ("canary", "Jo", "Rivera", stay.program.name, "Group", stay.id, "program"):
        assert secret.lower() not in text.lower(), secret


def test_real_titles_are_told_when_they_were_chosen(client, link_of, stay):
    one = ahead_of(stay)
    changed = {
        "title": "A, b; c\\d\r\nDTSTART:19700101",
        "place": "Room\x07 2",
        "telehealth": "https://video.example/x?a=b,c;d",
    }
    ProgramSession.update(**changed).where(ProgramSession.id == one.id).execute()
    told = events(client.get(link_of(stay, real_titles=True)).data)
    event = next(event for event in told.values() if event.summary.value.startswith("A, b"))
    assert event.summary.value == "A, b; c\\d DTSTART:19700101"
    assert event.location.value == "Room 2" and event.url.value == changed["telehealth"]
    assert span(event) == (one.starts_at, one.ends_at)
    assert stay.program.name not in str(told)


def test_a_cancelled_session_stays_and_is_marked(client, link, stay):
    one = ahead_of(stay)
    before = events(client.get(link).data)
    ProgramSession.update(status=CANCELLED, version=2, changed_at=clock.now()).where(
        ProgramSession.id == one.id
    ).execute()
    after = events(client.get(link).data)
    assert after.keys() == before.keys()
    [changed] = [event for event in after.values() if event.sequence.value == "2"]
    assert changed.status.value == "CANCELLED" and changed.transp.value == "TRANSPARENT"
    assert span(changed) == (one.starts_at, one.ends_at)


def test_a_moved_session_keeps_its_identity(client, link, stay):
    one = ahead_of(stay)
    before = {uid: span(event) for uid, event in events(client.get(link).data).items()}
    later = one.starts_at + dt.timedelta(hours=2)
    ProgramSession.update(
        status=MOVED,
        starts_at=later,
        ends_at=later + dt.timedelta(hours=1),
        version=3,
        changed_at=clock.now(),
    ).where(ProgramSession.id == one.id).execute()
    after = events(client.get(link).data)
    assert after.keys() == before.keys()
    [(uid, moved)] = [(uid, event) for uid, event in after.items() if event.sequence.value == "3"]
    assert span(moved)[0] == later and before[uid][0] == one.starts_at
    assert abs(moved.last_modified.value - clock.now()) < dt.timedelta(minutes=5)


def test_a_seat_that_was_given_is_in_it(client, link, stay):
    one = ahead_of(stay)
    other = Series.create(
        program=stay.program, position=999, title="Other", kind="workshop", weekdays=[], starts="08:00",
        minutes=60, weeks=[[1, 1]], levels=[], anchor_on=one.local_date,
    )  # fmt: skip
    seated = ProgramSession.create(
        program=stay.program, series=other, title="Other", kind="workshop", series_date=one.local_date,
        local_date=one.local_date, starts_at=one.starts_at + 5 * DAY / 24, ends_at=one.ends_at + 5 * DAY / 24,
    )  # fmt: skip
    before = events(client.get(link).data)
    Seat.create(program_session=seated, enrollment=stay, state=GIVEN)
    added = events(client.get(link).data)
    [new] = added.keys() - before.keys()
    assert span(added[new]) == (seated.starts_at, seated.ends_at)


def test_two_members_of_a_group_share_no_uid(client, link_of, cast, stay):
    first, second = (events(client.get(link_of(cast.stay_of(who))).data) for who in (cast.jo, cast.ana))
    assert first and second and not first.keys() & second.keys()
    assert not [uid for uid in first if any(one.id in uid for one in expected(stay))]


def test_another_link_of_the_same_stay_gives_the_same_uids(client, link, link_of, stay):
    assert events(client.get(link).data).keys() == events(client.get(link_of(stay, True)).data).keys()


@pytest.mark.parametrize("token", ["x", "A" * 43, "%00", "..%2f..", "é", "A" * 5000, "' or 1=1 --"])
def test_a_forged_secret_opens_nothing(client, link, token):
    assert client.get(f"/calendars/{token}.ics").status_code == 404


def test_the_digest_in_the_database_opens_nothing(client, link):
    assert client.get(f"/calendars/{Feed.get().token_digest}.ics").status_code == 404


def closed_account(feed, stay):
    stay.participant.active = False
    stay.participant.save()


def long_over(feed, stay):
    stay.ended_on = clock.today(stay.program.time_zone) - 32 * DAY
    stay.save()


@pytest.mark.parametrize(
    "end", [lambda feed, stay: feed.revoke(), lambda feed, stay: feed.renew(), closed_account, long_over]
)
def test_a_link_that_no_longer_holds_looks_like_one_that_never_was(client, link, stay, end):
    assert client.get(link).status_code == 200
    end(Feed.get(), stay)
    ended, forged = client.get(link), client.get(f"/calendars/{'A' * 43}.ics")
    assert ended.status_code == forged.status_code == 404
    assert ended.data == forged.data and set(ended.headers.keys()) == set(forged.headers.keys())


def test_after_the_stay_it_takes_back_what_lay_ahead(client, link, stay):
    stay.ended_on = clock.today(stay.program.time_zone) - DAY
    stay.save()
    starts = [span(event)[0] for event in events(client.get(link).data).values()]
    assert starts and max(starts) < clock.now()


def test_before_the_first_session_it_is_a_calendar_all_the_same(client, link, stay):
    ProgramSession.delete().execute()
    assert events(client.get(link).data) == {}


def test_it_answers_get_alone(client, link):
    assert client.send(link).status_code == 405
    assert client.open(link, method="OPTIONS").status_code == 405


def test_its_reading_is_noted_but_not_every_time(client, link):
    now = clock.now().replace(microsecond=0)
    seen = []
    for minutes in (0, 2, 6):
        with time_machine.travel(now + dt.timedelta(minutes=minutes), tick=False):
            client.get(link)
        seen.append((Feed.get().read_at - now) / dt.timedelta(minutes=1))
    assert seen == [0, 0, 6]


def test_the_secret_is_in_no_log_no_trail_and_not_in_the_database(client, link, caplog):
    token = link.removeprefix("/calendars/").removesuffix(".ics")
    caplog.set_level(logging.DEBUG)
    assert client.get(link).status_code == 200
    assert client.get(link.replace(token, token + "x")).status_code == 404
    Feed.get().revoke()
    assert client.get(link).status_code == 404
    assert caplog.text and token not in caplog.text
    kept = [str(row) for model in (Feed, AuditRecord) for row in model.select().tuples()]
    assert kept and token not in "".join(kept)


def test_a_fault_is_logged_without_the_secret(app, client, link, caplog):
    token = link.removeprefix("/calendars/").removesuffix(".ics")
    db.execute_sql("UPDATE program SET time_zone = 'Nowhere/Land'")
    app.config["PROPAGATE"] = False
    try:
        assert client.get(link).status_code == 500
    finally:
        app.config["PROPAGATE"] = True
    assert "ValueError" in caplog.text and token not in caplog.text


def test_the_queries_do_not_grow_with_the_sessions(client, link, queries, stay):
    client.get(link)
    many = queries(lambda: client.get(link))
    kept = ahead_of(stay).id
    ProgramSession.delete().where(ProgramSession.id != kept).execute()
    assert many == queries(lambda: client.get(link)) <= 8
    assert len(events(client.get(link).data)) == 1
