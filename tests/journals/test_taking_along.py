"""Print, CSV and JSON of one's own entries: whole, marked, harmless to open, on record, and nobody else's."""

import base64
import csv
import datetime as dt
import io
import json
import re
from pathlib import Path

import pytest
from journal_entries import CANARY, WORDS

from webapp import clock
from webapp.audit import AuditRecord
from webapp.journals.models import JournalEntry, Review
from webapp.journals.notes import EntryNote

ALL = "first_day=2026-01-01&last_day=2026-12-31"
WAYS = ("print", "export.csv", "export.json")
PICTURE = base64.b64encode(b"\x89PNG not really").decode()


def wrote(stay, **values) -> JournalEntry:
    return JournalEntry.create(enrollment=stay, **({"words": WORDS} | values))


def table_of(answer) -> list[dict]:
    assert answer.status_code == 200
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def entries_of(answer) -> list[dict]:
    assert answer.status_code == 200
    return json.loads(answer.data)["entries"]


def test_json_holds_all_of_an_entry(jo, stay, cast):
    at = dt.datetime(2026, 11, 10, 4, 30, tzinfo=dt.UTC)  # the evening before in Los Angeles
    content = {"mood": 4, "craving": 0, "anxiety": 3, "energy": 2, "sleep_hours": 6.5, "sleep_quality": 3}
    tagged = {
        "emotions": ["calm", "own word"],
        "triggers": ["alone"],
        "skills": {"urge-surfing": 3, "song": None},
    }
    entry = wrote(
        stay, written_at=at, visibility="shared", shared_at=at, template="gratitude", answers={"first": "Tea"},
        drawing=PICTURE, **content, **tagged,
    )  # fmt: skip
    Review.create(enrollment=stay, entry=entry, clinician=cast.kim, answer="Well done.", answered_by=cast.kim,
                  answered_at=at)  # fmt: skip
    answer = jo.get(f"/journals/export.json?{ALL}")
    made = json.loads(answer.data)
    assert (made["format"], made["version"], made["time_zone"]) == (
        "waymark-journal",
        1,
        "America/Los_Angeles",
    )
    (one,) = made["entries"]
    assert {name: one[name] for name in content} == content
    assert one["written_at"] == "2026-11-09T20:30:00-08:00"
    assert (one["emotions"], one["triggers"]) == (["calm", "own word"], ["alone"])
    assert one["skills"] == [{"skill": "urge-surfing", "helped": 3}, {"skill": "song", "helped": None}]
    assert (one["words"], one["template"], one["answers"]) == (WORDS, "gratitude", {"first": "Tea"})
    assert one["drawing"] == f"data:image/png;base64,{PICTURE}"
    assert one["answer"] == {"words": "Well done.", "by": "Kim Osei", "at": "2026-11-09T20:30:00-08:00"}


def test_the_format_is_written_down(jo, stay):
    described = (Path(__file__).parents[2] / "docs" / "journal-export.md").read_text()
    wrote(stay)
    made = json.loads(jo.get(f"/journals/export.json?{ALL}").data)
    (entry,) = made["entries"]
    assert [name for name in (*made, *entry) if f"`{name}`" not in described] == []


def test_a_table_has_one_line_for_each_entry(jo, stay, cast):
    earlier = clock.now() - dt.timedelta(minutes=1)  # the same moment would leave their order open
    wrote(stay, written_at=earlier, mood=2, emotions=["lonely", "down"], words='Two\nlines, "quoted"')
    wrote(stay, visibility="shared", kind="check_in", craving=10)
    first, second = table_of(jo.get(f"/journals/export.csv?{ALL}"))
    assert (first["Mood, 1 to 5"], first["Feelings"], first["Words"]) == (
        "2",
        "lonely; down",
        'Two\nlines, "quoted"',
    )
    assert (first["Who can read it"], second["Who can read it"]) == ("Only me", "Shared")
    assert (second["Kind"], second["Strongest craving, 0 to 10"]) == ("Check-in", "10")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(jo, stay, sign):
    wrote(
        stay,
        words=f'{sign}HYPERLINK("http://evil.example","x")',
        emotions=[f"{sign}1"],
        skills={f"{sign}2": None},
    )
    (line,) = table_of(jo.get(f"/journals/export.csv?{ALL}"))
    assert not [cell for cell in line.values() if cell.startswith(sign)]
    assert line["Words"].startswith("'")


def test_emoji_and_other_scripts_come_through(jo, stay):
    words = "سلام 🌊 naïve"
    wrote(stay, words=words)
    assert table_of(jo.get(f"/journals/export.csv?{ALL}"))[0]["Words"] == words
    assert entries_of(jo.get(f"/journals/export.json?{ALL}"))[0]["words"] == words
    assert words in jo.get(f"/journals/print?{ALL}").text


@pytest.mark.parametrize("way", WAYS)
def test_days_and_sharing_choose(jo, stay, way):
    zone = stay.program.time_zone
    for day, visibility, words in ((3, "shared", "first"), (4, "private", "second"), (9, "shared", "third")):
        at = clock.at_wall(dt.date(2026, 11, day), dt.time(23, 30), zone)
        wrote(stay, written_at=at, visibility=visibility, words=f"{CANARY} {words}")
    text = jo.get(f"/journals/{way}?first_day=2026-11-03&last_day=2026-11-04").text
    assert re.findall(rf"{CANARY} (\w+)", text) == ["first", "second"]
    assert re.findall(rf"{CANARY} (\w+)", jo.get(f"/journals/{way}?{ALL}&which=shared").text) == [
        "first",
        "third",
    ]


@pytest.mark.parametrize("way", WAYS)
def test_private_notes_of_clinicians_deleted_entries_and_anothers_are_never_in_it(jo, stay, cast, way):
    entry = wrote(stay, visibility="shared", words="mine")
    EntryNote.create(enrollment=stay, entry=entry, clinician=cast.kim, words=f"{CANARY} note")
    wrote(stay, words=f"{CANARY} deleted").remove()
    wrote(cast.stay_of(cast.ana), words=f"{CANARY} of another", visibility="shared")
    answer = jo.get(f"/journals/{way}?{ALL}")
    assert answer.status_code == 200
    assert "mine" in answer.text
    assert CANARY not in answer.text


@pytest.mark.parametrize("way", WAYS)
def test_an_answer_is_in_it_with_its_name(jo, stay, cast, way):
    entry = wrote(stay, visibility="shared")
    Review.create(enrollment=stay, entry=entry, clinician=cast.kim, answer="Thank you for this.",
                  answered_by=cast.kim, answered_at=clock.now())  # fmt: skip
    text = jo.get(f"/journals/{way}?{ALL}").text
    assert "Thank you for this." in text
    assert "Kim Osei" in text


@pytest.mark.parametrize("way", WAYS)
def test_each_time_is_on_record(jo, stay, way):
    jo.get(f"/journals/{way}?{ALL}")
    (line,) = AuditRecord.select().where(AuditRecord.actor == stay.participant_id)
    assert line.enrollment == stay.id
    assert line.action == ("printed journal" if way == "print" else "exported journal")


@pytest.mark.parametrize("way", WAYS)
def test_it_is_about_oneself_and_goes_on_after_the_stay(jo, stay, cast, client_of, way):
    wrote(stay)
    stay.ended_on = clock.today(stay.program.time_zone) - dt.timedelta(days=1)
    stay.save()
    assert WORDS[:10] in jo.get(f"/journals/{way}?{ALL}").text
    for name in ("kim", "robin", "sam"):
        assert client_of(getattr(cast, name)).get(f"/journals/{way}?{ALL}").status_code == 404
    assert CANARY not in client_of(cast.ana).get(f"/journals/{way}?{ALL}").text


@pytest.mark.parametrize("way", WAYS[1:])
def test_a_file_is_named_neutrally_and_kept_by_nobody(jo, stay, way):
    answer = jo.get(f"/journals/{way}?{ALL}")
    assert re.fullmatch(
        r'attachment; filename="waymark-[0-9-]+\.(csv|json)"', answer.headers["Content-Disposition"]
    )
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "asked", ["", "first_day=2026-11-05&last_day=2026-11-04", "first_day=x&last_day=y", f"{ALL}&which=x"]
)
def test_what_cannot_be_is_refused_with_the_form(jo, stay, way, asked):
    answer = jo.get(f"/journals/{way}?{asked}")
    assert answer.status_code == 422
    assert 'name="first_day"' in answer.text
    assert not AuditRecord.select().where(AuditRecord.actor == stay.participant_id).exists()


@pytest.mark.parametrize("way", WAYS)
def test_queries_do_not_grow_with_the_entries(jo, stay, cast, queries, way):
    def answered():
        entry = wrote(stay, visibility="shared")
        Review.create(enrollment=stay, entry=entry, clinician=cast.kim, answer="Yes.", answered_by=cast.kim,
                      answered_at=clock.now())  # fmt: skip

    answered()
    before = queries(lambda: jo.get(f"/journals/{way}?{ALL}"))
    for _number in range(4):
        answered()
    assert queries(lambda: jo.get(f"/journals/{way}?{ALL}")) == before
