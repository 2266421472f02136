"""A changed template: seen before it is applied, all of it or nothing, and never the past."""

import datetime as dt
import io
import re

import pytest
from coordinators import carry_out, fields_of, fill, post_large, send

from webapp import clock
from webapp.people.models import Level, Program
from webapp.timetables.importing import MATRIX
from webapp.timetables.models import CANCELLED, Facilitator, ProgramSession, Series

DAY = dt.timedelta(days=1)
TEXT = MATRIX.read_text()
LATER = TEXT.replace('starts = "19:15"', 'starts = "19:45"')


@pytest.fixture
def url(cast):
    return f"/programs/{cast.program.id}/template"


def upload(robin, url, text, **changes):
    fields = fill(robin.get(url), **changes).to_dict(flat=False)
    content = text if isinstance(text, bytes) else text.encode()
    fields |= {"csrf_token": robin.token(), "file": (io.BytesIO(content), "mine.toml")}
    return robin.post(url, data=fields, headers={"Sec-Fetch-Site": "same-origin"})


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def everything():
    return [
        sorted(map(str, model.select().order_by(model.id).tuples()))
        for model in (Program, Level, Series, ProgramSession)
    ]


def past():
    rows = ProgramSession.select().where(ProgramSession.starts_at <= clock.now())
    return sorted(map(str, rows.tuples()))


def test_the_preview_says_what_changes_and_changes_nothing(robin, url):
    before = everything()
    page = upload(robin, url, LATER)
    assert page.status_code == 200
    assert "Relapse Prevention Starts at: 19:15 → 19:45" in words(page)
    assert "It touches 2 participants" in words(page)
    assert everything() == before


def test_it_applies_what_was_shown(cast, robin, url):
    Facilitator.create(series=Series.get(Series.title == "Relapse Prevention"), clinician=cast.kim)
    before = past()
    answer = send(robin, url, fields_of(upload(robin, url, LATER)))
    assert answer.status_code == 303
    new = Series.get(Series.title == "Relapse Prevention", Series.ends_on.is_null())
    assert (new.starts, new.anchor_on) == ("19:45", clock.today(cast.program.time_zone) + DAY)
    assert [one.clinician_id for one in new.facilitators] == [cast.kim.id]
    assert past() == before
    again = upload(robin, url, LATER)
    assert "Nothing changes" in words(again)


def test_it_adds_changes_and_ends(robin, url):
    added = '\n[[series]]\ntitle = "Walk"\nkind = "holistic"\nlevels = ["2.1"]\nweekdays = ["sat"]\n'
    added += 'starts = "08:00"\nminutes = 30\nweeks = "1-16"\n'
    text = TEXT.replace('name = "Outpatient"', 'name = "Weekly care"').replace("2026-12-25", "2027-12-24")
    begin = text.index('[[series]]\ntitle = "Individual session"')
    page = upload(robin, url, text[:begin] + added)
    assert "Walk New" in words(page)
    assert "Individual session Ends" in words(page)
    assert "Name: Outpatient → Weekly care" in words(page)
    assert send(robin, url, fields_of(page)).status_code == 303
    assert Series.get(Series.title == "Individual session").ends_on is not None
    assert Series.select().where(Series.title == "Walk").count() == 1
    assert Level.get(Level.code == "1.5").name == "Weekly care"
    assert "2027-12-24" in Program.get().closed_on
    assert "2026-12-25" not in Program.get().closed_on


def test_a_timetable_that_changed_since_the_preview_is_not_touched(cast, robin, url):
    page = upload(robin, url, LATER)
    series = Series.get(Series.title == "Family Education")
    assert carry_out(robin, f"/programs/series/{series.id}/facts", place="Attic").status_code == 303
    before = everything()
    answer = send(robin, url, fields_of(page))
    assert answer.status_code == 409
    assert "Large room" in words(answer)
    assert everything() == before
    assert send(robin, url, fields_of(answer)).status_code == 303


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (TEXT.replace('"17:30"', '"25:00"'), "series[5].starts"),
        (TEXT.replace('"Evening Program"', '"Another"'), "program.name"),
        (TEXT.replace("America/Los_Angeles", "America/Denver"), "program.time_zone"),
        (TEXT.replace('"2.1"', '"2.2"'), "levels"),
        (TEXT.replace("capacity = 10", "capacity = 1"), "people are expected"),
        ("not toml", "not valid TOML"),
        (b"\xff\xfe", "not UTF-8"),
    ],
)
def test_it_refuses_all_of_a_template_that_is_wrong(robin, url, text, reason):
    before = everything()
    answer = upload(robin, url, text)
    assert answer.status_code == 422
    assert reason in words(answer)
    assert everything() == before


def test_it_refuses_a_day_that_has_passed_no_file_and_one_too_large(cast, robin, url):
    before = everything()
    assert "tomorrow" in words(upload(robin, url, LATER, first_on="2020-01-01"))
    assert upload(robin, url, LATER, first_on="soon").status_code == 422
    assert "choose a template file" in words(send(robin, url, fill(robin.get(url))))
    assert post_large(robin, url).status_code == 413
    assert everything() == before


def test_what_was_set_by_hand_with_a_last_day_stays(cast, robin, url):
    day = clock.today(cast.program.time_zone) + 10 * DAY
    fields = {"title": "Guest talk", "starts": "08:00", "ends": "09:00", "levels": ["2.1"], "repeats": "once"}
    new = f"/programs/{cast.program.id}/series/new"
    assert carry_out(robin, new, **fields, first_on=day.isoformat()).status_code == 303
    assert send(robin, url, fields_of(upload(robin, url, LATER))).status_code == 303
    talk = ProgramSession.get(ProgramSession.title == "Guest talk")
    assert (talk.local_date, talk.is_cancelled) == (day, False)


def test_what_ends_is_seen_as_cancelled_by_those_who_come(cast, robin, url, client_of):
    begin = TEXT.index('[[series]]\ntitle = "Individual session"')
    text = (
        TEXT[:begin]
        .replace('title = "Relapse Prevention"', 'title = "Staying Well"')
        .replace('"Room 1"\ntopics', '"Room 5"\ntopics')
    )
    assert send(robin, url, fields_of(upload(robin, url, text))).status_code == 303
    ahead = ProgramSession.title == "Relapse Prevention", ProgramSession.starts_at > clock.now() + DAY
    assert {one.status for one in ProgramSession.select().where(*ahead)} == {CANCELLED}
    assert "cancelled on" in words(client_of(cast.jo).get("/"))
