"""What the server tells a phone: what it may keep, whose words it holds, and when they were written."""

import datetime as dt
import re

import pytest
from journal_entries import answer, reread, review_of, write, written

from webapp import clock
from webapp.access import POLICY, own, own_current
from webapp.accounts.models import SignIn
from webapp.exercises.models import Practice
from webapp.journals.models import JournalEntry

KEPT = {
    "today.home",
    "schedule.week",
    "schedule.month",
    "schedule.program_session",
    "exercises.library",
    "exercises.exercise",
    "exercises.every_page",
    "exercises.practice",
    "exercises.hard_moment",
    "exercises.what_works",
    "workshops.library",
    "workshops.lesson",
    "journals.entries",
    "journals.new",
    "journals.check_in_page",
    "journals.entry",
    "trends.overview",
    "trends.together",
    "trends.year",
    "assessments.home",
    "assessments.questionnaire",
    "assessments.result",
    "assessments.support",
    "welcome.what_it_is",
    "welcome.who_sees_what",
    "welcome.what_it_does_not_do",
    "commitments.index",
    "commitments.new",
    "reminders.ways",
    "reminders.own_list",
    "reminders.own",
    "reminders.hard_time_list",
    "reminders.hard_time",
}
SENT_LATER = {
    "journals.write",
    "journals.check_in",
    "journals.keep_draft",
    "exercises.practise",
    "workshops.study",
    "commitments.add",
    "schedule.reflect",
    "attendance.absence",
    "attendance.lateness",
    "attendance.withdrawal",
    "reminders.answer",
    "assessments.answer",
    "assessments.not_this_time",
    "assessments.safe_now",
}


def marked(app, name: str) -> set[str]:
    return {endpoint for endpoint, view in app.view_functions.items() if getattr(view, name, False)}


def make_shared(visitor) -> None:
    SignIn.update(idle_minutes=15).where(SignIn.user == visitor.user.id).execute()


def pages(app) -> list[str]:
    return [
        rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and not rule.arguments
    ] + ["/exercises/box-breathing", "/workshops/sleep-in-recovery"]


def test_what_may_be_kept_and_what_may_wait_is_decided_here(app):
    assert marked(app, "kept_on_phone") == KEPT
    assert marked(app, "sent_later") == SENT_LATER


def test_only_pages_about_oneself_are_marked(app):
    for endpoint in KEPT - {"today.home"} | SENT_LATER:
        permission = app.view_functions[endpoint].guard.permission
        assert set(POLICY[permission]) <= {own, own_current}, endpoint


def test_a_participants_marked_pages_may_be_kept_until_the_sign_in_ends(jo):
    ends = round(SignIn.get(SignIn.user == jo.user.id).expires_at.timestamp() * 1000)
    for path in ("/", "/schedule/", "/exercises/", "/exercises/box-breathing", "/journals/", "/journals/new"):
        assert jo.get(path).headers["X-Keep"] == str(ends), path
    for path in ("/accounts/", "/reminders/", "/guests/sharing", "/journals/nothing", "/schedule/?week=x"):
        assert "X-Keep" not in jo.get(path).headers, path


@pytest.mark.parametrize("name", ["kim", "robin", "sam"])
def test_no_page_of_staff_or_guests_is_ever_kept(app, cast, client_of, name):
    visitor = client_of(getattr(cast, name))
    for path in pages(app):
        with visitor.get(path) as got:
            assert "X-Keep" not in got.headers, path


def test_a_shared_phone_keeps_nothing_and_holds_nothing(app, jo):
    make_shared(jo)
    for path in pages(app):
        with jo.get(path) as got:
            assert "X-Keep" not in got.headers, path
    assert 'name="writer"' not in jo.get("/journals/new").text
    assert jo.get("/offline/pages").json == {"pages": []}


def test_it_says_who_is_signed_in_by_a_name_that_tells_nothing(client, jo, cast, client_of):
    jos = jo.get("/journals/").headers["X-Signed-In"]
    anas = client_of(cast.ana).get("/journals/").headers["X-Signed-In"]
    assert jos == jo.get("/").headers["X-Signed-In"] == jo.get("/offline/token").json["writer"] != anas
    assert cast.jo.id not in jos
    assert client.get("/sign-in").headers["X-Signed-In"] == "nobody"


def test_a_token_is_for_who_is_signed_in(client, jo):
    assert client.get("/offline/token").status_code == 303
    got = jo.get("/offline/token")
    assert got.headers["Cache-Control"] == "no-store"
    sent = jo.post(
        "/journals/", data={"csrf_token": got.json["csrf_token"], "words": "x", "visibility": "private"}
    )
    assert sent.status_code == 303


def test_every_page_to_fetch_ahead_may_be_kept(jo):
    written(jo, words="Something to look back at.")
    ahead = jo.get("/offline/pages").json["pages"]
    assert len(ahead) == len(set(ahead)) > 12
    assert any(path.startswith("/journals/") and len(path) > 20 for path in ahead)
    for path in ahead:
        got = jo.get(path, headers={"X-Ahead": "1"})
        assert (got.status_code, "X-Keep" in got.headers) == (200, True), path


def test_every_session_of_this_week_is_fetched_ahead_the_past_ones_too(jo):
    shown = set(re.findall(r'href="(/schedule/[0-9a-z]{26})"', jo.get("/schedule/").text))
    assert len(shown) > 3  # it is Tuesday, and there was one on Monday
    assert shown <= set(jo.get("/offline/pages").json["pages"])


def test_fetching_ahead_marks_no_answer_as_seen_and_takes_no_message(jo, cast, client_of):
    entry = written(jo, words="Please read this.", visibility="shared")
    answer(client_of(cast.kim), entry)
    write(jo, words="Another one.")
    jo.get(f"/journals/{entry.id}", headers={"X-Ahead": "1"})
    assert review_of(entry).seen_at is None
    assert "Saved. Only you can see it." in jo.get("/journals/").text
    jo.get(f"/journals/{entry.id}")
    assert review_of(entry).seen_at is not None


def test_a_form_says_whose_words_it_carries_and_nobody_else_can_send_them(jo, cast, client_of):
    writer = jo.get("/offline/token").json["writer"]
    assert f'name="writer" value="{writer}"' in jo.get("/journals/new").text
    ana = client_of(cast.ana)
    refused = ana.send("/journals/", {"words": "not Ana's", "visibility": "private", "writer": writer})
    assert refused.status_code == 403
    assert "not Ana" not in refused.text
    assert JournalEntry.select().count() == 0
    assert write(jo, words="Jo's own", writer=writer).status_code == 303


def test_words_that_waited_carry_the_time_when_they_were_written(jo):
    begun = clock.now()
    headers = {"X-Written-Ago": str(3 * 3600 * 1000)}
    jo.send("/journals/", {"words": "On the bus.", "visibility": "shared"}, headers=headers)
    jo.send("/journals/check-ins", {"mood": "3"}, headers=headers)
    jo.send("/exercises/box-breathing/practices", {"before": "5"}, headers=headers)
    for at in (*(entry.written_at for entry in JournalEntry.select()), Practice.get().finished_at):
        assert abs(begun - dt.timedelta(hours=3) - at) < dt.timedelta(seconds=30)
    entry = reread(JournalEntry.get(JournalEntry.kind == "entry"))
    assert entry.shared_at >= begun.replace(microsecond=0)  # nobody could read it before it arrived
    assert entry.edited_at is None


@pytest.mark.parametrize("ago", [str(15 * 24 * 3600 * 1000), "-5000", "1e3", "soon", "٣", "9" * 40, ""])
def test_a_time_that_cannot_be_is_taken_as_now(jo, ago):
    jo.send(
        "/journals/",
        {"words": "x", "visibility": "private"},
        headers={"X-Written-Ago": ago.encode().decode("latin-1")},
    )
    assert abs(clock.now() - JournalEntry.get().written_at) < dt.timedelta(seconds=30)


@pytest.mark.parametrize("path", ["/journals/", "/journals/check-ins", "/exercises/box-breathing/practices"])
def test_what_may_wait_is_written_once_however_often_it_comes(jo, path):
    fields = {"mood": "3", "visibility": "private", "before": "2"}
    for _ in range(3):
        sent = jo.send(path, fields, headers={"Idempotency-Key": "f" * 64, "X-Written-Ago": "90000"})
        assert sent.status_code == 303
    assert JournalEntry.select().count() + Practice.select().count() == 1


def test_signing_out_spares_the_words_of_somebody_else_that_wait(jo):
    gone = jo.send("/sign-out", headers={"X-Others-Wait": "1"})
    assert gone.headers["Clear-Site-Data"] == '"cache"'
