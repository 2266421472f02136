"""What a lock screen shows tells nothing of treatment, in either of its forms; and a tap opens a page that exists."""

import itertools
import re

import pytest
from cast import PEOPLE
from reminder_plans import MINUTE

from webapp import clock
from webapp.database import new_id
from webapp.exercises.catalogue import all_exercises
from webapp.reminders.forms import LEADS
from webapp.reminders.kinds import KINDS
from webapp.reminders.models import KindSettings, Reminder
from webapp.reminders.wording import message_of, page_of, plain_kinds
from webapp.timetables.models import Series


def words_in(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", text.lower()))


def singular(words: set[str]) -> set[str]:
    """The words, and each without an ending that makes it several."""
    return words | {word.removesuffix(ending) for word in words for ending in ("s", "es")}


# Words that tell what the app is for, what somebody has, or who they see.
TELLING = words_in("""
abstinence abuse addict addiction admission alcohol anxiety anxious assessment attendance bipolar care clinic
clinical clinician coordinator coping counselor counsellor craving cravings crisis depressed depression detox
diagnosis disorder doctor drink drinking drug drugs enrollment exercise family group groups guest harm health
hospital iop intake intensive lapse level medication medicine meeting mental mindfulness mood narcotics
outpatient overdose panic participant patient program ptsd recovering recovery rehab rehabilitation relapse
risk safety session sessions skill skills sober sobriety sponsor stay substance suicide symptoms therapist
therapy trauma treatment trigger triggers urge urges use using withdrawal
""")
ABOUT = {
    "session": f"{new_id()} 60",
    "change": f"{new_id()} 1763402820000",
    "check_in": "2026-11-24 20:00",
    "exercise": "2026-11-24 18:00",
    "questionnaire": "2026-11-24 10:00",
    "journal": "2026-11-24 21:00",
    "own": f"{new_id()} 2026-11-24",
    "hard_time": f"{new_id()} 2026-11-24",
    "answer": new_id(),
    "consent": f"{new_id()} 10080",
}


def message(user, kind, is_plain, about=None):
    now = clock.now()
    reminder = Reminder(
        user=user.id, kind=kind, about=about or ABOUT[kind], due_at=now, expires_at=now + 60 * MINUTE
    )
    return message_of(reminder, user, is_plain)


@pytest.fixture
def names(app):
    """Titles and names that stand in the database or the library."""
    titles = {one.title for one in Series.select()} | {one.title for one in all_exercises()}
    return {word for text in (*titles, *PEOPLE.values()) for word in words_in(text) if len(word) > 3}


def test_every_kind_is_tried_here():
    assert set(ABOUT) == set(KINDS)


@pytest.mark.parametrize(("kind", "is_plain"), list(itertools.product(ABOUT, (False, True))))
def test_it_says_nothing_that_tells(app, cast, names, kind, is_plain):
    ordinary = {
        "check",
        "look",
        "minutes",
        "needs",
        "from",
        "quiet",
        "time",
        "plan",
        "something",
        "your",
        "yourself",
        "here",
        "with",
        "wrote",
        "moment",
        "next",
        "coming",
    }
    with app.app_context():
        said = message(cast.jo, kind, is_plain)
    assert said.title == "Waymark"
    shown = words_in(" ".join([said.body, *(one.title for one in said.actions)]))
    assert words_in(said.body) and len(said.actions) == 2, kind
    assert not singular(shown) & TELLING, said
    assert not shown & (names - ordinary), said


def test_it_sees_one_of_several():
    assert singular(words_in("Sessions, exercises, guesses")) >= {"session", "exercise", "guess"}


def test_no_address_in_it_tells_what_it_is_about(app, cast):
    """Nor does anything else of what goes over the wire."""
    neutral = re.escape(app.config["PUBLIC_URL"]) + "/reminders/"
    for kind in ABOUT:
        with app.app_context():
            said = message(cast.jo, kind, False)
        assert re.fullmatch(neutral + r"to/[0-9a-f]{16}\?reminder=[0-9a-z]{26}", said.url)
        assert {one.navigate for one in said.actions} == {f"{app.config['PUBLIC_URL']}/reminders/{said.tag}"}
        sent = re.sub(r"[0-9a-z]{26}|/to/[0-9a-f]{16}", "", said.payload.decode())  # what is drawn by lot
        assert not singular(words_in(sent)) & TELLING, sent
        assert ABOUT[kind].split()[0] not in said.payload.decode()


@pytest.mark.parametrize("kind", ABOUT)
def test_the_two_forms_differ_and_neutral_is_the_default(app, cast, kind):
    with app.app_context():
        neutral, plain = (message(cast.jo, kind, is_plain).body for is_plain in (False, True))
        assert neutral != plain
        assert message(cast.jo, kind, None).body == neutral
        KindSettings.keep(cast.jo, kind, is_plain=True)
        assert message(cast.jo, kind, None).body == plain
        assert plain_kinds([cast.jo.id, cast.ana.id]) == {(cast.jo.id, kind)}


@pytest.mark.parametrize("kind", ABOUT)
def test_a_tap_opens_a_page_that_asks_who_it_is(app, cast, client, kind):
    with app.app_context():
        url = message(cast.jo, kind, False).url
    path = url.removeprefix(app.config["PUBLIC_URL"])
    answer = client.get(path)
    assert answer.status_code == 303
    assert "/sign-in" in answer.location


def test_several_changes_open_the_schedule(app, cast):
    with app.app_context():
        reminder = Reminder(user=cast.jo.id, kind="change", about="schedule 1763402820000")
        assert page_of(reminder) == f"/schedule/?reminder={reminder.id}"


def test_every_lead_time_on_offer_has_words():
    offered = {lead for kind in KINDS.values() for lead in (*kind.offered_leads, *kind.leads)}
    assert offered == set(LEADS)
