"""A whole entry: templates, feelings, triggers, skills, a drawing, and what was earlier."""

import datetime as dt

import pytest
from journal_entries import reread, write, written
from pictures import png

from webapp import clock
from webapp.journals.models import JournalEntry
from webapp.journals.vocabulary import EMOTIONS, TEMPLATES, TRIGGERS, words_of


def test_it_keeps_every_part_and_shows_it(jo):
    drawing = png()
    entry = written(
        jo,
        mood="4",
        energy="2",
        sleep_hours="6.5",
        sleep_quality="3",
        emotions=["proud", "numb"],
        own_emotions="wobbly, far away",
        triggers=["payday"],
        own_triggers="rain",
        skill_0="Longer out-breathing",
        helped_0="3",
        skill_1="called my aunt",
        drawing=drawing,
        words="Slow day.",
    )
    kept = reread(entry)
    assert (kept.energy, kept.sleep_hours, kept.sleep_quality) == (2, 6.5, 3)
    assert kept.emotions == ["proud", "numb", "wobbly", "far away"]
    assert kept.triggers == ["payday", "rain"]
    assert list(kept.skills.values()) == [3, None]
    assert "called my aunt" in kept.skills
    assert kept.drawing == drawing
    page = jo.get(f"/journals/{entry.id}").text
    for said in (
        "6.5",
        "proud, numb, wobbly, far away",
        "payday, rain",
        "Quite a lot",
        "called my aunt",
        drawing[:40],
    ):
        assert said in page
    form = jo.get(f"/journals/{entry.id}/edit").text
    for said in ('value="proud" checked', 'value="wobbly, far away"', 'value="called my aunt"', drawing[:40]):
        assert said in form


def test_a_skill_of_the_library_is_kept_by_its_slug(jo):
    entry = written(jo, mood="3", skill_0="URGE SURFING", helped_0="4")
    assert reread(entry).skills == {"urge-surfing": 4}


@pytest.mark.parametrize("template", TEMPLATES)
def test_each_template_asks_its_questions_and_says_where_help_is(jo, template):
    page = jo.get("/journals/new", query_string={"template": template}).text
    assert f'name="template" type="hidden" value="{template}"' in page
    assert page.index("not watched live") < page.index("What is on your mind?")


def test_answers_are_kept_and_shown_with_their_questions(jo):
    entry = written(jo, template="thoughts", answer_thought="I always fail", answer_strength="9")
    assert reread(entry).answers == {"thought": "I always fail", "strength": 9}
    page = jo.get(f"/journals/{entry.id}").text
    assert "What went through your mind?" in page
    assert "9 of 10" in page
    assert "I always fail" in jo.get("/journals/").text


def test_an_unknown_template_is_the_free_one(jo):
    entry = written(jo, template="../secret", words="still here")
    assert reread(entry).template == "free"


def test_when_something_happened_safety_comes_first_and_nothing_starts_over(jo):
    form = jo.get("/journals/new?template=something_happened").text
    answer = write(jo, template="something_happened", answer_what="used", answer_tell="Sam")
    assert answer.location.endswith("?saved=yes")
    for page in (form, jo.get(answer.location).text):
        told = [page.index(one) for one in ("Are you safe?", "Tell one person today.", "Take one next step.")]
        assert told == sorted(told)
        assert "a doctor first" in page
    assert "one slip does not erase" in form.lower()


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"emotions": list(words_of(EMOTIONS))[:5], "own_emotions": "one more"}, "pick 5 at most"),
        ({"triggers": list(words_of(TRIGGERS))[:11]}, "pick 10 at most"),
        ({"own_emotions": "x" * 41}, "under 40 letters"),
        ({"emotions": ["cheerful"]}, "answers shown"),
        ({"triggers": [f"made up {number}" for number in range(10_000)]}, "answers shown"),
        (
            {"triggers": [list(words_of(TRIGGERS))[number % 40 % 36] for number in range(10_000)]},
            "pick 10 at most",
        ),
        ({"sleep_hours": "25"}, "from the list"),
        ({"energy": "6"}, "answers shown"),
        ({"helped_0": "5"}, "from the list"),
        ({"drawing": "bm90IGEgcGljdHVyZQ=="}, "could not be read"),
        ({"answer_what": "arson", "template": "something_happened"}, "answers shown"),
        ({"visibility": "staff"}, "answers shown"),
    ],
)
def test_it_refuses_what_cannot_be_with_the_words_kept(jo, fields, complaint):
    answer = write(jo, words="Keep these words.", **fields)
    assert answer.status_code == 422
    assert complaint in answer.text
    assert "Keep these words." in answer.text
    assert not JournalEntry.select().exists()


def test_two_megabytes_come_back_in_their_box(jo):
    words = "word " * 400_000
    answer = write(jo, words=words)
    assert answer.status_code == 422
    assert words in answer.text
    assert "Please split it in two." in answer.text
    assert write(jo, words="x" * 5_000_000).status_code == 413


def late(jo, days_ago, at):
    return write(jo, words="about then", days_ago=days_ago, at=at)


def test_it_can_be_about_yesterday_and_says_that_it_was_written_later(jo, cast):
    now = clock.now()
    answer = late(jo, "1", "21:15")
    assert answer.status_code == 303
    entry = JournalEntry.get()
    local = clock.local(entry.written_at, cast.program.time_zone)
    assert (local.hour, local.minute) == (21, 15)
    assert now - entry.written_at < dt.timedelta(hours=48)
    assert abs(entry.recorded_at - now) < dt.timedelta(minutes=1)
    assert "written later" in jo.get(f"/journals/{entry.id}").text
    assert "written later" not in jo.get(f"/journals/{written(jo, words='now').id}").text


@pytest.mark.parametrize(
    ("days_ago", "at"), [("2", "00:01"), ("0", "23:59"), ("1", ""), ("1", "25:00"), ("7", "10:00")]
)
def test_it_cannot_be_about_longer_ago_or_about_the_time_ahead(jo, days_ago, at):
    answer = late(jo, days_ago, at)
    assert answer.status_code == 422
    assert "about then" in answer.text


def test_a_phone_that_was_offline_counts_from_when_it_was_written(jo):
    ago = {"X-Written-Ago": str(5 * 24 * 3600 * 1000)}
    fields = {"words": "five days ago", "visibility": "private", "days_ago": "1", "at": "12:00"}
    assert jo.send("/journals/", fields, headers=ago).status_code == 303
    assert dt.timedelta(days=5) < clock.now() - JournalEntry.get().written_at < dt.timedelta(days=7)


def test_a_check_in_asks_what_the_program_chose_and_keeps_it(jo, cast):
    program = cast.program
    program.check_in_asks = ["sleep"]
    program.save()
    for page in (jo.get("/").text, jo.get("/journals/check-ins").text):
        assert "Hours of sleep last night" in page
        assert "Strongest craving" not in page
    sent = {"mood": "4", "sleep_hours": "7", "sleep_quality": "2", "visibility": "shared"}
    assert jo.send("/journals/check-ins", sent).status_code == 303
    entry = JournalEntry.get()
    assert (entry.kind, entry.sleep_hours, entry.sleep_quality, entry.is_shared) == ("check_in", 7, 2, True)
