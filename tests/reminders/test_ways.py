"""A tap leads where it should, by an address that tells nothing, and the phone has what it needs to do so offline."""

import re

import pytest
from journal_entries import written
from reminded import next_session, reminder_of

from webapp.accounts.models import SignIn
from webapp.reminders.models import TEST
from webapp.reminders.wording import message_of
from webapp.routines.models import HARD_TIME, OWN, Routine


@pytest.fixture
def about(jo, stay):
    """What a reminder of each kind is about here, and the page that it opens."""
    session = next_session(stay)
    own, hard = (
        Routine.create(
            enrollment=stay, purpose=purpose, repeats="once", starts_on=stay.admitted_on, at="18:30"
        )
        for purpose in (OWN, HARD_TIME)
    )
    entry = written(jo, words="Please read this.", visibility="shared")
    return {
        "session": (f"{session.id} 60", f"/schedule/{session.id}"),
        "change": ("schedule 1763402820000", "/schedule/"),
        "check_in": ("2026-11-24 20:00", "/#check-in"),
        "exercise": ("2026-11-24 18:00", "/exercises/"),
        "questionnaire": ("2026-11-24 10:00", "/assessments/"),
        "journal": ("2026-11-24 21:00", "/journals/new"),
        "own": (f"{own.id} 2026-11-24", f"/reminders/own/{own.id}"),
        "hard_time": (f"{hard.id} 2026-11-24", f"/reminders/hard-times/{hard.id}"),
        "answer": (entry.id, f"/journals/{entry.id}"),
    }


def tapped(app, user, kind, about) -> tuple[str, str]:
    """The path that a tap opens, and the id of the reminder."""
    with app.app_context():
        reminder = reminder_of(user, kind=kind, about=about)
        return message_of(reminder, user).url.removeprefix(app.config["PUBLIC_URL"]), reminder.id


def test_a_tap_leads_to_the_page_and_tells_it_of_the_reminder(app, cast, jo, about):
    for kind, (what, page) in about.items():
        path, reminder = tapped(app, cast.jo, kind, what)
        bare, _is_anchored, anchor = page.partition("#")
        led = jo.get(path)
        assert led.status_code == 303, kind
        assert led.location == f"{bare}?reminder={reminder}" + (f"#{anchor}" if anchor else "")
        assert jo.get(led.location).status_code == 200
    path, reminder = tapped(app, cast.jo, TEST, "x")
    assert jo.get(path).location == f"/reminders/?reminder={reminder}"


def test_a_phone_can_find_the_same_page_without_a_network(app, cast, jo, about):
    """Under the address without the reminder, as the worker looks for it (keptAddress in static/js/worker/sw.js)."""
    answer = jo.get("/reminders/ways", headers={"X-Ahead": "1"})
    ahead = set(jo.get("/offline/pages").json["pages"])
    assert "/reminders/ways" in ahead and "X-Keep" in answer.headers
    for kind, (what, page) in about.items():
        path, _reminder = tapped(app, cast.jo, kind, what)
        kept = answer.json[path.partition("?")[0]]
        assert re.findall(r'content="0; url=([^"]*)"', kept) == [page], kind
        assert page.partition("#")[0] in ahead or kind == "own", "the phone keeps that page, too"


def test_a_shared_phone_has_none_of_it(jo, cast):
    SignIn.update(idle_minutes=15).where(SignIn.user == cast.jo).execute()
    answer = jo.get("/reminders/ways")
    assert answer.json == {} and "X-Keep" not in answer.headers


def test_it_leads_nobody_else_anywhere(app, cast, client, client_of, about):
    path, reminder = tapped(app, cast.jo, "session", about["session"][0])
    assert client_of(cast.ana).get(path).status_code == 404
    assert client.get(path).location.startswith("/sign-in?next=") and reminder in client.get(path).location
    assert client_of(cast.jo).get(path.partition("?")[0]).status_code == 404
