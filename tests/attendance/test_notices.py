"""Cannot make it, running late, and both undone: what is kept, until when, and where it shows."""

import datetime as dt
import re

import pytest
from cast import address
from push_service import push_service_for
from tracks import DAY, MONDAY, a_program, a_stay, at, theirs

from webapp import clock
from webapp.attendance.models import Notice
from webapp.attendance.notices import not_coming, standing_notice
from webapp.database import new_id
from webapp.people.models import User
from webapp.push.models import Device
from webapp.reminders.models import WITHDRAWN, Reminder, ReminderSettings
from webapp.reminders.planning import plan_for
from webapp.timetables.models import CANCELLED, MOVED, ProgramSession
from webapp.timetables.rescheduling import let_stand_in, move

CANARY = "cobaltheron"


@pytest.fixture
def stay(app, cast, tmp_path):
    with at(MONDAY, 7):
        yield a_stay(a_program(tmp_path, cast), cast)


@pytest.fixture
def mo(stay, client_of):
    return client_of(stay.participant)


@pytest.fixture
def one(stay):
    """Monday at nine."""
    return theirs(stay, MONDAY)


def say(visitor, one, what, ago=None, **fields):
    headers = {} if ago is None else {"X-Written-Ago": str(int(ago.total_seconds() * 1000))}
    return visitor.send(f"/attendance/{one.id}/{what}", {"once": new_id(), **fields}, headers=headers)


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


@pytest.mark.parametrize("reason", ["work", "child_care", "transport", "unwell", "other"])
def test_it_keeps_each_reason_and_says_what_was_saved(mo, stay, one, reason):
    answer = say(mo, one, "absence", reason=reason)
    assert (answer.status_code, answer.location) == (303, f"/attendance/{one.id}/make-ups")
    said = standing_notice(stay, one)
    assert (said.kind, said.reason, said.minutes) == ("cannot_come", reason, None)
    page = text(mo.get(answer.location))
    assert "Your program knows that you can&#39;t make it." in page or "knows that you can't make it" in page


def test_words_are_sealed_and_shown_again_to_who_wrote_them(mo, one, app):
    say(mo, one, "absence", reason="other", words=f"My {CANARY} is ill.")
    assert CANARY in mo.get(f"/attendance/{one.id}/notice").text
    sealed = Notice.select(Notice.sealed).tuples().get()[0]
    assert CANARY.encode() not in bytes(sealed) and b"other" not in bytes(sealed)


@pytest.mark.parametrize("minutes", [5, 10, 15, 30])
def test_running_late_is_late_and_never_absent(mo, stay, one, minutes):
    answer = say(mo, one, "lateness", minutes=str(minutes))
    assert (answer.status_code, answer.location) == (303, f"/schedule/{one.id}")
    said = standing_notice(stay, one)
    assert (said.kind, said.minutes) == ("running_late", minutes)
    assert not_coming(stay, [one]) == set()
    assert f"You said you will be {minutes} minutes late." in text(mo.get(answer.location))


@pytest.mark.parametrize(("what", "field"), [("absence", "reason"), ("lateness", "minutes")])
@pytest.mark.parametrize("value", ["", "holiday", "7", "５", "10 ", "-5"])
def test_it_refuses_what_is_no_choice_and_keeps_the_words(mo, one, what, field, value):
    answer = say(mo, one, what, **{field: value, "words": "typed words"})
    assert answer.status_code == 422
    assert "Please choose" in text(answer)
    assert what == "lateness" or "typed words" in answer.text
    assert Notice.select().count() == 0


def test_the_newest_word_counts_and_there_is_one_row(mo, stay, one):
    say(mo, one, "absence", reason="work")
    say(mo, one, "lateness", minutes="15")
    assert standing_notice(stay, one).kind == "running_late"
    say(mo, one, "absence", reason="unwell")
    assert standing_notice(stay, one).reason == "unwell"
    assert Notice.select().count() == 1


@pytest.mark.parametrize(
    ("what", "fields"), [("absence", {"reason": "work"}), ("lateness", {"minutes": "5"})]
)
def test_both_can_be_undone_and_said_again(mo, stay, one, what, fields):
    say(mo, one, what, **fields)
    assert say(mo, one, "withdrawal").status_code == 303
    assert standing_notice(stay, one) is None
    assert "Saved. You" in text(mo.get(f"/schedule/{one.id}"))
    say(mo, one, what, **fields)
    assert standing_notice(stay, one) is not None


def test_an_undo_without_a_word_changes_nothing(mo, stay, one):
    assert say(mo, one, "withdrawal").status_code == 303
    assert Notice.select().count() == 0


def test_absence_can_be_said_until_the_start_and_lateness_until_the_end(mo, stay, one):
    with at(MONDAY, 9):  # it begins now
        assert say(mo, one, "absence", reason="work").status_code == 422
        assert say(mo, one, "lateness", minutes="10").status_code == 303
        assert "Can't make it?" not in mo.get(f"/schedule/{one.id}").text
    with at(MONDAY, 9, 59):
        assert say(mo, one, "withdrawal").status_code == 303
        assert say(mo, one, "lateness", minutes="30").status_code == 303
    with at(MONDAY, 10):
        assert say(mo, one, "lateness", minutes="30").status_code == 422
        assert say(mo, one, "withdrawal").status_code == 422
        assert "Running late" not in mo.get(f"/schedule/{one.id}").text
    assert standing_notice(stay, one).minutes == 30


def test_an_absence_stays_once_the_session_has_begun_but_late_still_counts(mo, stay, one):
    say(mo, one, "absence", reason="transport")
    with at(MONDAY, 9, 10):
        assert say(mo, one, "withdrawal").status_code == 422
        assert standing_notice(stay, one).says_absent
        assert say(mo, one, "lateness", minutes="15").status_code == 303
    assert not standing_notice(stay, one).says_absent


def test_nothing_can_be_said_about_a_cancelled_session(mo, one):
    ProgramSession.update(status=CANCELLED).where(ProgramSession.id == one.id).execute()
    assert say(mo, one, "absence", reason="work").status_code == 422
    assert say(mo, one, "lateness", minutes="5").status_code == 422
    assert "Can't make it?" not in mo.get(f"/schedule/{one.id}").text


def test_word_about_a_time_from_which_it_was_moved_away_holds_no_more(mo, stay, one):
    say(mo, one, "absence", reason="work")
    with at(MONDAY, 8):
        ProgramSession.update(
            status=MOVED,
            moved_at=clock.now(),
            starts_at=one.starts_at + 4 * DAY,
            ends_at=one.ends_at + 4 * DAY,
        ).where(ProgramSession.id == one.id).execute()
        moved = ProgramSession.get_by_id(one.id)
        assert standing_notice(stay, moved) is None
        assert say(mo, one, "absence", reason="work").status_code == 303
        assert standing_notice(stay, moved) is not None


def test_word_outlives_what_is_no_other_time(mo, stay, one, cast):
    move(one, 1, one.starts_at + dt.timedelta(hours=1), one.ends_at + dt.timedelta(hours=1), "", "")
    moved = ProgramSession.get_by_id(one.id)
    with at(MONDAY, 7, 30):
        say(mo, one, "absence", reason="work")
    with at(MONDAY, 8):
        let_stand_in(moved, 2, [cast.lee.id])
        move(moved, 3, moved.starts_at, moved.ends_at, "The other house", "")
        assert standing_notice(stay, ProgramSession.get_by_id(one.id)).reason == "work"


def test_what_waited_on_the_phone_counts_from_when_it_was_written(mo, stay, one):
    with at(MONDAY, 9, 30):
        answer = say(mo, one, "absence", dt.timedelta(minutes=45), reason="unwell")
        assert answer.status_code == 303
        said = standing_notice(stay, one)
        assert said.given_at == clock.now() - dt.timedelta(minutes=45)
        assert said.came_afterwards
        assert "You wrote this before the start, so it counts." in text(mo.get(answer.location))
        assert say(mo, one, "absence", dt.timedelta(minutes=29), reason="work").status_code == 422


def test_an_older_word_that_arrives_late_changes_nothing(mo, stay, one):
    say(mo, one, "absence", reason="work")
    say(mo, one, "lateness", dt.timedelta(hours=1), minutes="5")
    assert standing_notice(stay, one).reason == "work"
    say(mo, one, "withdrawal", dt.timedelta(hours=1))
    assert standing_notice(stay, one).reason == "work"


def test_two_words_that_waited_come_in_their_order(mo, stay, one):
    """An age is off by the time that sending took, so what was first can look newer by some seconds."""
    say(mo, one, "absence", dt.timedelta(seconds=10), reason="work")
    say(mo, one, "withdrawal", dt.timedelta(seconds=20))
    assert standing_notice(stay, one) is None


def test_a_double_tap_is_one_word(mo, one):
    once = new_id()
    for _ in range(2):
        assert say(mo, one, "absence", reason="work", once=once).status_code == 303
    assert Notice.get().revision == 1


def test_it_is_nobody_elses(stay, one, cast, client_of, tmp_path):
    other = a_stay(stay.program, cast, "eve", "evening")
    for visitor in (client_of(other.participant), client_of(cast.jo)):
        assert say(visitor, one, "absence", reason="work").status_code == 404
        assert say(visitor, one, "withdrawal").status_code == 404
        assert visitor.get(f"/attendance/{one.id}/notice").status_code == 404


def test_today_goes_on_to_the_next_session_and_keeps_the_other_in_sight(mo, one):
    assert "Can't make it?" in mo.get("/").text
    say(mo, one, "absence", reason="work")
    mo.get("/")
    page = mo.get("/").text
    card, told = page.split('aria-label="What you told us"')
    card = card.split("Next ·")[1]
    assert "Wed, Oct\u00a021" in card and "Oct\u00a019" not in card
    assert (
        "You can't make it" in told
        and "Mon, Oct\u00a019" in told
        and f"/attendance/{one.id}/make-ups" in told
    )


def test_today_offers_late_only_when_it_is_near(mo, one):
    assert "Running late?" in text(mo.get("/"))  # two hours before
    with at(MONDAY, 11):
        assert "Running late?" not in text(mo.get("/"))  # the next is on Wednesday


def test_the_week_shows_what_was_said(mo, stay, one):
    say(mo, one, "absence", reason="work")
    say(mo, theirs(stay, MONDAY + 2 * DAY), "lateness", minutes="10")
    page = text(mo.get("/schedule/"))
    assert "You can't make it" in page.replace("&#39;", "'") and "10 min late" in page


def test_reminders_skip_it_and_come_back_after_an_undo(app, mo, stay, one, tmp_path):
    user = User.by_email(address("mo"))
    with push_service_for(app, tmp_path) as service, app.app_context():
        ReminderSettings.keep(user, quiet_hours="")
        Device.subscribe(user, service.subscription())
        about_it = Reminder.select().where(Reminder.about == f"{one.id} 60")
        plan_for(user)
        assert about_it.get().outcome is None
        say(mo, one, "absence", reason="work")
        plan_for(user)
        assert about_it.get().outcome == WITHDRAWN
        say(mo, one, "withdrawal")
        plan_for(user)
        assert about_it.get().outcome is None
        say(mo, one, "lateness", minutes="10")
        plan_for(user)
        assert about_it.get().outcome is None


def test_the_queries_of_today_and_the_week_do_not_grow_with_what_was_said(mo, stay, one, queries):
    def counts():
        return [queries(lambda url=url: mo.get(url)) for url in ("/", "/schedule/?week=2026-10-26")]

    mo.get("/")
    say(mo, theirs(stay, MONDAY + 7 * DAY), "lateness", minutes="5")
    mo.get("/")
    few = counts()
    for number in (9, 11):
        say(mo, theirs(stay, MONDAY + number * DAY), "lateness", minutes="5")
    mo.get("/")
    assert counts() == few
