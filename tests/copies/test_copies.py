"""A participant's own copy: all of theirs, nothing of anybody else's, harmless to open, and as its schema says."""

import base64
import csv
import datetime as dt
import io
import json
import os
import re
import zipfile
from pathlib import Path

import jsonschema
import peewee
from pictures import png

from webapp import clock, database, encryption
from webapp.accounts.models import SignIn
from webapp.assessments.models import Answering
from webapp.attendance.models import Attendance
from webapp.audit import AuditRecord
from webapp.copies import kinds, tables
from webapp.copies.reading import label_of
from webapp.copies.record import names_of
from webapp.copies.schema import schema
from webapp.copies.words import LABELS
from webapp.exercises.models import Practice
from webapp.journals.models import JournalEntry, Review
from webapp.journals.notes import EntryNote
from webapp.people.family import GuestWords
from webapp.people.models import Enrollment, User
from webapp.schema import all_models
from webapp.signals.models import Signal
from webapp.timetables.calendar import sessions_of

PUBLISHED = Path(__file__).parents[2] / "docs" / "record.schema.json"
NAME = "Zo\u00eb-\u05d0\u05d1\u05d2\u05d3 \U0001f98b Okonkwo-Featherstonehaugh van der Berg 0123"
RTL = "\u0645\u0631\u062d\u0628\u0627 \U0001f33f"


def download(visitor):
    """The answer, read to its end: it is made while it is read, and then the connection is given back."""
    answer = visitor.get("/copies/whole.zip")
    assert answer.data
    database.connect()
    return answer


def take(visitor) -> zipfile.ZipFile:
    answer = download(visitor)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    copy = zipfile.ZipFile(io.BytesIO(answer.data))
    assert copy.testzip() is None
    return copy


def record_of(copy: zipfile.ZipFile) -> dict:
    record = json.loads(copy.read("record.json"))
    rules = json.loads(copy.read("record.schema.json"))
    jsonschema.Draft202012Validator.check_schema(rules)
    jsonschema.Draft202012Validator(rules).validate(record)
    return record


def all_text(copy: zipfile.ZipFile) -> str:
    return "\n".join(copy.read(name).decode("utf-8", "replace") for name in copy.namelist())


def test_it_holds_what_was_written_rated_drawn_and_answered(jo, stay, cast):
    drawn = png()
    values = {"words": f"cobaltheron {RTL}", "mood": 2, "skills": {"urge-surfing": 3}, "drawing": drawn}
    entry = JournalEntry.create(enrollment=stay, visibility="shared", **values)
    Review.create(
        enrollment=stay,
        entry=entry,
        clinician=cast.kim,
        answered_by=cast.kim,
        answered_at=clock.now(),
        answer="Well said.",
    )
    Practice.create(enrollment=stay, slug="urge-surfing", started_at=clock.now(), after=3, note="It passed")
    Answering.create(
        enrollment=stay, instrument="gad-7", version="1", language="en", answers={"1": 2}, total=2
    )
    one = sessions_of(stay, stay.admitted_on, stay.admitted_on + dt.timedelta(days=6))[0]
    Attendance.create(enrollment=stay, program_session=one, state="late", minutes_late=10, marked_by=cast.kim)
    copy = take(jo)
    (told,) = record_of(copy)["stays"]
    (written,) = told["journal_entry"]
    assert (written["words"], written["mood"]) == (f"cobaltheron {RTL}", 2)
    assert copy.read(written["drawing"]) == base64.b64decode(drawn)
    assert told["review"][0]["answer"] == "Well said."
    assert told["review"][0]["answered_by"] == "Kim Osei"
    assert told["practice"][0]["note"] == "It passed"
    assert told["answering"][0]["answers"] == {"1": 2}
    assert (told["attendance"][0]["program_session"]["id"], told["attendance"][0]["state"]) == (
        one.id,
        "late",
    )
    assert told["consent"][0]["guest_name"] == "Sam Rivera"
    assert told["care_team_member"][0]["clinician"] == "Kim Osei"
    assert len(told["sessions"]) > 3
    page = copy.read("record.html").decode()
    for words in (f"cobaltheron {RTL}", "Well said.", "It passed", f"data:image/png;base64,{drawn}", "GAD-7"):
        assert words in page


def test_the_page_needs_nothing_from_outside_and_runs_nothing(jo, stay):
    JournalEntry.create(enrollment=stay, words="<script>alert(1)</script>")
    page = take(jo).read("record.html").decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not re.findall(r'(?:src|href)="(?!data:)[^"]*"', page)


def test_a_stay_without_an_entry_and_a_long_name_in_all_writings(jo, cast):
    cast.jo.name = NAME
    cast.jo.save()
    record = record_of(take(jo))
    assert record["person"]["name"] == NAME
    assert record["stays"][0]["journal_entry"] == []


def test_a_table_holds_no_formula(jo, stay):
    for sign in ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"):
        JournalEntry.create(enrollment=stay, words=sign, triggers=[sign])
    copy = take(jo)
    found = 0
    for name in (name for name in copy.namelist() if name.endswith(".csv")):
        for row in csv.reader(io.StringIO(copy.read(name).decode("utf-8-sig"), newline="")):
            found += sum(cell.startswith("'") for cell in row)
            assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert found >= 12


def test_private_notes_and_what_is_others_never_stand_in_it(jo, stay, cast):
    entry = JournalEntry.create(enrollment=stay, visibility="shared", words="mine")
    EntryNote.create(enrollment=stay, entry=entry, clinician=cast.kim, words="notecanary")
    Review.create(
        enrollment=stay, entry=entry, clinician=cast.kim, flagged_at=clock.now(), flagged_by=cast.lee
    )
    Signal.create(enrollment=stay, about=entry.id, reasons={"signalcanary": {}})
    Answering.create(
        enrollment=stay, instrument="gad-7", answers={"1": 1}, action="actioncanary", acted_by=cast.kim
    )
    consent = stay.consents.get()
    for kind in ("question", "encouragement"):
        GuestWords.create(enrollment=stay, consent=consent, guest=cast.sam, kind=kind, words=f"{kind}canary")
    JournalEntry.create(enrollment=cast.stay_of(cast.ana), visibility="shared", words="anacanary")
    text = all_text(take(jo))
    assert "encouragementcanary" in text
    for canary in (
        "notecanary",
        "signalcanary",
        "actioncanary",
        "questioncanary",
        "anacanary",
        "Lindqvist",
        "Lee Brandt",
    ):
        assert canary not in text


def test_deleted_entries_are_not_in_it(jo, stay):
    JournalEntry.create(enrollment=stay, words="deletedcanary", deleted_at=clock.now())
    assert "deletedcanary" not in all_text(take(jo))


def test_each_stay_has_its_folder_and_a_discharged_person_takes_both(jo, stay):
    yesterday = stay.admitted_on - dt.timedelta(days=1)
    earlier = Enrollment.begin(
        participant=stay.participant,
        program=stay.program,
        admitted_on=yesterday - dt.timedelta(days=90),
        ended_on=yesterday,
    )
    JournalEntry.create(enrollment=earlier, words="before", drawing=png())
    Enrollment.update(ended_on=clock.now().date() - dt.timedelta(days=3)).where(
        Enrollment.id == stay.id
    ).execute()
    copy = take(jo)
    first, second = record_of(copy)["stays"]
    assert first["journal_entry"][0]["words"] == "before"
    assert first["journal_entry"][0]["drawing"].startswith(f"{first['folder']}/")
    assert {name.split("/")[0] for name in copy.namelist() if name.startswith("stay-")} == {
        first["folder"],
        second["folder"],
    }


def test_it_asks_who_is_there_and_is_on_record(jo, stay, client_of, cast):
    SignIn.update(proved_at=clock.now() - dt.timedelta(minutes=6)).execute()
    asked = jo.get("/copies/whole.zip")
    assert asked.status_code == 303
    assert "/accounts/proof" in asked.location
    taken = (AuditRecord.action == "took everything along") & (AuditRecord.enrollment == stay.id)
    assert not AuditRecord.select().where(taken).exists()
    SignIn.update(proved_at=clock.now()).execute()
    assert "attachment" in download(jo).headers["Content-Disposition"]
    assert AuditRecord.get(taken).actor == cast.jo.id
    assert client_of(cast.kim).get("/copies/whole.zip").status_code == 404


def test_the_number_of_queries_does_not_grow_with_each_entry(jo, stay, queries):
    encryption.preload_keys([stay.id])
    for _one in range(3):
        JournalEntry.create(enrollment=stay, words="one")
    few = queries(lambda: download(jo))
    for _one in range(40):
        JournalEntry.create(enrollment=stay, words="one")
    assert queries(lambda: download(jo)) <= few + 2


# -- what is built next ------------------------------------------------------------------------------


def hanging() -> dict[str, type[peewee.Model]]:
    """Every table that is sealed, or that hangs from a stay or a person by one or two foreign keys."""
    roots = {Enrollment, User}
    nearest = {model for model in all_models() if refers(model) & roots}
    further = {model for model in all_models() if refers(model) & nearest}
    sealed = {model for model in all_models() if issubclass(model, encryption.SealedModel)}
    about_people = {model for model in nearest | further | sealed if model not in PROGRAMS_OWN}
    return {model._meta.table_name: model for model in about_people}


def refers(model) -> set:
    return {
        field.rel_model for field in model._meta.sorted_fields if isinstance(field, peewee.ForeignKeyField)
    }


PROGRAMS_OWN = ()


def test_every_table_about_a_person_is_in_the_copy_or_left_out_for_a_reason(app):
    decided = {*kinds.OF_STAY, *kinds.OF_PERSON, *kinds.LEFT_OUT}
    assert not hanging().keys() - decided, "decide in webapp/copies/kinds.py whether a copy has these"
    assert not decided - {model._meta.table_name for model in all_models()}
    assert all(len(reason) > 10 for reason in kinds.LEFT_OUT.values())
    assert not {*kinds.OF_STAY} & {*kinds.LEFT_OUT}


def test_what_is_left_out_of_a_table_is_there_to_be_left_out(app):
    found = {**tables.of_stay(), **tables.of_person()}
    for name, kind in {**kinds.OF_STAY, **kinds.OF_PERSON}.items():
        model, _condition = found[name]
        known = {*model._meta.fields, *(one for one in dir(model) if not one.startswith("_"))}
        assert not set(kind.without) - known, name


def test_every_value_has_words_on_the_page(app):
    found = {**tables.of_stay(), **tables.of_person()}
    named = {
        one
        for name, kind in {**kinds.OF_STAY, **kinds.OF_PERSON}.items()
        for one in names_of(found[name][0], kind)
    }
    assert not named - LABELS.keys()
    assert label_of("mood") == "Mood"


def test_the_published_schema_is_current(app):
    """`WRITE_SCHEMA=1 pytest tests/copies` writes it anew. A change that a reader must know of raises the version."""
    written = json.dumps(schema(), indent=1) + "\n"
    if os.environ.get("WRITE_SCHEMA"):
        PUBLISHED.write_text(written)
    assert PUBLISHED.read_text() == written
