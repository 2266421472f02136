"""Another level of care or track of a stay from a day on: what they come to then, who sees it, what is refused."""

import datetime as dt
import re

import pytest
import time_machine
from coordinators import carry_out, fill, send
from reminder_plans import give_phone, planned

from webapp import clock
from webapp.audit import AuditRecord
from webapp.people.models import Membership, Placement
from webapp.timetables.admitting import admit
from webapp.timetables.calendar import sessions_of
from webapp.timetables.importing import import_program
from webapp.timetables.models import Series

ZONE, DAY = "America/Los_Angeles", dt.timedelta(days=1)
MONDAY = dt.date(2026, 10, 19)
FROM = MONDAY + 7 * DAY
PROGRAM = f"""
format = 1
[program]
name = "Steps"
time_zone = "{ZONE}"
country = "US"
starts_on = 2026-01-05
[[levels]]
code = "2.1"
name = "Intensive"
weekly_hours = 9
[[levels]]
code = "1.5"
name = "Outpatient"
weekly_hours = 3
"""
SERIES = """
[[series]]
title = "{title}"
kind = "{kind}"
levels = ["{level}"]
weekdays = ["mon", "wed"]
starts = "{starts}"
minutes = 60
weeks = "1-20"
capacity = 2
{track}
"""


@pytest.fixture
def program(app, cast, tmp_path):
    series = (
        ("Morning", "group", "2.1", "09:00", 'track = "morning"'),
        ("Evening", "group", "2.1", "18:00", 'track = "evening"'),
        ("Step", "group", "1.5", "12:00", ""),
        ("Talk", "individual", "1.5", "15:00", ""),
    )
    names = ("title", "kind", "level", "starts", "track")
    file = tmp_path / "steps.toml"
    file.write_text(PROGRAM + "".join(SERIES.format(**dict(zip(names, one, strict=True))) for one in series))
    with time_machine.travel(clock.at_wall(MONDAY, dt.time(7), ZONE), tick=False):
        program = import_program(file)
        Membership.create(user=cast.robin, program=program, role="coordinator")
        yield program


@pytest.fixture
def stay(program):
    return admit("mo@example.org", program.name, MONDAY - 14 * DAY, "2.1", "morning", "Mo").enrollment


@pytest.fixture
def robin(program, cast, client_of):
    return client_of(cast.robin)


@pytest.fixture
def url(stay):
    return f"/programs/stays/{stay.id}/placement"


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def change(robin, url, **fields):
    return carry_out(
        robin, url, **{"level": "1.5", "track": "morning", "first_on": FROM.isoformat()} | fields
    )


def comes_to(stay, monday) -> list[str]:
    return [f"{one.local_start:%a %H} {one.title}" for one in sessions_of(stay, monday, monday + 6 * DAY)]


def test_from_that_day_on_they_come_to_what_is_for_the_level(robin, stay, url):
    assert change(robin, url).status_code == 303
    assert comes_to(stay, MONDAY) == ["Mon 09 Morning", "Wed 09 Morning"]
    assert comes_to(stay, FROM) == ["Mon 12 Step", "Mon 15 Talk", "Wed 12 Step", "Wed 15 Talk"]


def test_it_may_be_another_track_alone(robin, stay, url):
    assert change(robin, url, level="2.1", track="evening").status_code == 303
    assert comes_to(stay, FROM) == ["Mon 18 Evening", "Wed 18 Evening"]


def test_it_says_before_what_changes_and_writes_nothing_until_then(robin, stay, url):
    asked = send(robin, url, fill(robin.get(url), level="1.5", track="morning", first_on=FROM.isoformat()))
    assert "Change level or track?" in asked.text
    assert "sessions are new" in text(asked) and "taken out" in text(asked)
    assert Placement.select().where(Placement.enrollment == stay).count() == 1


def test_the_participant_reads_it_and_is_reminded_of_it(robin, stay, url, client_of):
    give_phone(stay.participant)
    change(robin, url)
    mo = client_of(stay.participant)
    assert "Your schedule changed From Mon, Oct 26 on : Outpatient · morning" in text(mo.get("/"))
    (about,) = planned(stay.participant, "change")
    assert about.startswith("schedule ")
    with time_machine.travel(clock.at_wall(FROM + 7 * DAY, dt.time(7), ZONE), tick=False):
        assert "Your schedule changed" not in text(mo.get("/"))


def test_the_list_tells_what_is_set_and_each_name_is_in_the_trail(robin, program, stay, url):
    change(robin, url)
    assert "Mo Intensive · morning, then Outpatient · morning" in text(
        robin.get(f"/programs/{program.id}/stays")
    )
    assert {"programs.stays", "placed"} <= {
        one.action for one in AuditRecord.select().where(AuditRecord.enrollment == stay.id)
    }


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"first_on": MONDAY.isoformat()}, "Please choose a day after today"),
        ({"first_on": "2026-02-30"}, "Please give a date"),
        ({"first_on": (MONDAY + 400 * DAY).isoformat()}, "does not reach this day"),
        ({"level": "2.1"}, "have this level and track on that day already"),
        ({"level": "9"}, "Please choose one of the answers shown"),
        ({"level": []}, "Please choose a level"),
        ({"track": []}, "Please choose a track"),
    ],
)
def test_it_refuses_what_cannot_be(robin, stay, url, fields, words):
    answer = change(robin, url, **fields)
    assert answer.status_code == 422 and words in text(answer)
    assert Placement.select().where(Placement.enrollment == stay).count() == 1


def test_it_refuses_a_group_that_is_full_and_names_it(robin, program, stay, url):
    for name in ("ann", "bo"):
        admit(f"{name}@example.org", program.name, MONDAY - 14 * DAY, "2.1", "evening")
    answer = change(robin, url, level="2.1", track="evening")
    assert answer.status_code == 422
    assert "&#34;Evening&#34; on Mon, Oct 26, 6:00 PM has no place left (it has 2)." in text(answer)
    assert comes_to(stay, FROM) == ["Mon 09 Morning", "Wed 09 Morning"]
    Series.update(capacity=3).where(Series.title == "Evening").execute()
    assert change(robin, url, level="2.1", track="evening").status_code == 303


def test_the_second_of_two_overwrites_nothing(robin, stay, url):
    second = robin.get(url)
    change(robin, url)
    fields = {"level": "2.1", "track": "evening", "first_on": (FROM + DAY).isoformat()}
    answer = send(robin, url, fill(second, **fields))
    assert answer.status_code == 409
    assert "Someone changed this while you had it open" in text(answer)
    assert "Outpatient" in text(answer) and 'value="evening" checked' in re.sub(" +", " ", answer.text)
    assert Placement.select().where(Placement.enrollment == stay).count() == 2
    assert carry_out(robin, url, answer, **fields).status_code == 303


def test_what_has_not_begun_can_be_taken_back(robin, stay, url):
    change(robin, url)
    page = robin.get(url)
    made = Placement.get(Placement.starts_on == FROM)
    removal = f"/programs/placements/{made.id}/removal"
    asked = send(robin, removal, fill(page))
    assert "Take this change back?" in asked.text
    assert send(robin, removal, fill(asked, confirmed="y")).status_code == 303
    assert comes_to(stay, FROM) == ["Mon 09 Morning", "Wed 09 Morning"]


def test_what_has_begun_stays(robin, stay, url):
    first = Placement.get(Placement.enrollment == stay)
    answer = send(robin, f"/programs/placements/{first.id}/removal", fill(robin.get(url), confirmed="y"))
    assert answer.status_code == 422 and "This has begun already" in text(answer)
    assert Placement.get_or_none(Placement.id == first.id)
