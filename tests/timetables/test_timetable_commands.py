"""The commands: import-program, enroll, schedule. What is wrong goes to stderr, and nothing is written."""

import datetime as dt
import json

import pytest
from timetables import series, text_of

from webapp.audit import AuditRecord
from webapp.people.consents import Invitation
from webapp.people.models import Enrollment, Placement, Program, User
from webapp.timetables.models import ProgramSession, Series

MONDAY = dt.date(2026, 10, 5)


@pytest.fixture
def run(app):
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=words)


@pytest.fixture
def template(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(text_of())
    return file


@pytest.fixture
def enroll(run, template):
    assert run("import-program", str(template)).exit_code == 0

    def enroll(email="pat@example.org", **changes):
        options = {"program": "Fixed Program", "admitted-on": MONDAY.isoformat(), "level": "2.1"} | changes
        return run("enroll", email, *(word for key, value in options.items() for word in (f"--{key}", value)))

    return enroll


def counts():
    models = (Program, Series, ProgramSession, User, Enrollment, Placement, Invitation, AuditRecord)
    return [model.select().count() for model in models]


def test_it_imports_a_program_and_says_when_it_is_already_there(run, template):
    first, again = run("import-program", str(template)), run("import-program", str(template))
    assert (first.exit_code, first.stdout) == (0, 'Imported the program "Fixed Program".\n')
    assert (again.exit_code, again.stdout) == (
        0,
        'The program "Fixed Program" is already here; nothing has changed.\n',
    )


def test_a_changed_template_is_shown_and_changes_nothing_without_a_yes(run, template):
    assert run("import-program", str(template)).exit_code == 0
    before = counts()
    template.write_text(text_of().replace('"19:15"', '"19:45"'))
    result = run("import-program", str(template))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "series changed: Relapse Prevention (starts 19:15:00 -> 19:45:00)" in result.stderr
    assert counts() == before


def test_a_changed_template_is_applied_from_a_day_on(run, template):
    assert run("import-program", str(template)).exit_code == 0
    template.write_text(text_of().replace('"19:15"', '"19:45"'))
    day = (dt.date.today() + dt.timedelta(days=30)).isoformat()
    result = run("import-program", str(template), "--from", day, "--yes")
    assert (result.exit_code, result.stderr) == (0, "")
    assert 'Changed the program "Fixed Program".' in result.stdout
    of_program = Series.select().join(Program).where(Program.name == "Fixed Program")
    relapse = of_program.where(Series.title == "Relapse Prevention").order_by(Series.anchor_on)
    assert [(one.starts, one.anchor_on.isoformat() == day) for one in relapse] == [
        ("19:15", False),
        ("19:45", True),
    ]
    again = run("import-program", str(template))
    assert again.stdout == 'The program "Fixed Program" is already here; nothing has changed.\n'


def test_a_changed_template_that_cannot_be_is_refused(run, template):
    assert run("import-program", str(template)).exit_code == 0
    before = counts()
    template.write_text(text_of().replace("America/Los_Angeles", "America/Denver"))
    result = run("import-program", str(template), "--yes")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "program.time_zone: a program stays in America/Los_Angeles" in result.stderr
    assert counts() == before


def test_it_refuses_a_wrong_template_with_every_reason_on_stderr(run, template):
    template.write_text(text_of().replace('"17:30"', '"25:00"').replace("capacity = 24", "capacity = 0"))
    before = counts()
    result = run("import-program", str(template))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "mine.toml: series[3].capacity: 0 is not a whole number" in result.stderr
    assert 'mine.toml: series[5].starts: "25:00" is not a time of day' in result.stderr
    assert counts() == before


CHANGED = text_of().replace("capacity = 24", "capacity = 25").encode()


@pytest.mark.parametrize("content", [None, b"\xff", b"format = 1\nformat = 1", CHANGED])
def test_it_refuses_what_cannot_be_read_or_has_changed(run, template, content):
    run("import-program", str(template))
    template.unlink() if content is None else template.write_bytes(content)
    before = counts()
    result = run("import-program", str(template))
    assert (result.exit_code, result.stdout) == (1, "") and "mine.toml: " in result.stderr
    assert counts() == before


def test_it_admits_a_new_person_and_prints_a_link_that_works_once(enroll, client):
    result = enroll()
    assert result.exit_code == 0, result.stderr
    link = result.stdout.split()[-1]
    assert "/invitations/" in link
    assert client.get("/invitations/" + link.rsplit("/", 1)[1]).status_code == 200
    stay = Enrollment.get(Enrollment.participant == User.by_email("pat@example.org"))
    placement = stay.placement_on(MONDAY)
    assert (stay.admitted_on, placement.level.code, placement.track) == (MONDAY, "2.1", None)
    audited = AuditRecord.select().where(AuditRecord.enrollment == stay.id)
    assert [line.action for line in audited] == ["admitted"]


def test_someone_with_a_password_needs_no_link(enroll, cast):
    result = enroll("KIM@example.org ")
    assert (result.exit_code, "invitations" in result.stdout) == (0, False)
    assert cast.stay_of(cast.kim).admitted_on == MONDAY


def test_a_second_stay_is_possible_after_the_first_has_ended(enroll):
    enroll()
    Enrollment.update(ended_on=dt.date(2026, 12, 1)).where(Enrollment.admitted_on == MONDAY).execute()
    assert enroll(**{"admitted-on": "2026-12-01"}).exit_code == 1
    assert enroll(**{"admitted-on": "2026-12-02"}).exit_code == 0


WRONG_ADMISSIONS = [
    ({"program": "Noon"}, 1, 'unknown program "Noon"; known: Evening Program, Fixed Program'),
    ({"level": "3.7"}, 1, 'unknown level "3.7"; known: 2.1, 1.5, 1.0'),
    ({"track": "morning"}, 1, 'unknown track "morning"; known: none'),
    (
        {"admitted-on": "2026-01-04"},
        1,
        "the admission on 2026-01-04 is before the program began (2026-01-05)",
    ),
    ({"admitted-on": "9999-12-31"}, 1, "too far ahead"),
    ({"admitted-on": "2026-13-01"}, 2, "is not a day"),
    ({"admitted-on": "2026-02-30"}, 2, "is not a day"),
    ({"admitted-on": "2026-W41-1"}, 2, "is not a day"),
    ({"admitted-on": "20261005"}, 2, "is not a day"),
    ({"admitted-on": "２０２６-10-05"}, 2, "is not a day"),
    ({"email": "pat"}, 1, '"pat" is not an e-mail address'),
    ({"email": "pat@"}, 1, "is not an e-mail address"),
    ({"email": "pat@ex ample.org"}, 1, "is not an e-mail address"),
    ({"email": "pat@example.org\x00"}, 1, "is not an e-mail address"),
    ({"email": "a" * 250 + "@example.org"}, 1, "is not an e-mail address"),
    ({"colour": "red"}, 2, "No such option"),
]


def test_it_refuses_a_wrong_admission_and_writes_nothing(enroll):
    before = counts()
    for changes, status, reason in WRONG_ADMISSIONS:
        result = enroll(**changes)
        assert (result.exit_code, result.stdout) == (status, ""), changes
        assert reason in result.stderr
        assert counts() == before


def test_it_refuses_a_second_stay_at_the_same_time(enroll):
    enroll()
    before = counts()
    result = enroll("Pat@Example.org", **{"admitted-on": "2026-11-02"})
    assert result.exit_code == 1
    assert "pat@example.org is already in this program since 2026-10-05" in result.stderr
    assert counts() == before


def test_a_program_with_tracks_needs_one(run, enroll, template):
    tracks = series("Process", track='"morning"') + series("Process", track='"evening"', starts='"17:00"')
    template.write_text(text_of("Track Program", tracks))
    run("import-program", str(template))
    result = enroll(program="Track Program")
    assert result.exit_code == 1
    assert "this program has tracks; choose one of: evening, morning" in result.stderr
    assert "known: evening, morning" in enroll(program="Track Program", track="night").stderr
    assert enroll(program="Track Program", track="morning").exit_code == 0


def test_it_prints_the_schedule_as_one_object_a_line(run, enroll):
    enroll()
    result = run(
        "schedule", "pat@example.org", "--from", "2026-10-30", "--to", "2026-11-02", "--format", "json"
    )
    assert result.exit_code == 0
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [set(line) for line in lines] == [
        {"title", "kind", "topic", "starts_at", "ends_at", "local_start", "status"}
    ] * 3
    assert {key: value for key, value in lines[-1].items() if key != "topic"} == {
        "title": "Relapse Prevention",
        "kind": "group",
        "starts_at": "2026-11-03T03:15:00+00:00",
        "ends_at": "2026-11-03T04:45:00+00:00",
        "local_start": "2026-11-02T19:15:00-08:00",
        "status": "scheduled",
    }
    assert lines[0]["local_start"] == "2026-10-30T18:00:00-07:00"


def test_the_whole_stay_is_the_matrix_program_less_its_closed_days(run, enroll):
    enroll()
    result = run(
        "schedule", "pat@example.org", "--from", "2026-01-01", "--to", "2028-12-31", "--format", "json"
    )
    assert len(result.stdout.splitlines()) == 8 + 32 + 12 + 36 + 3 - 2


def test_it_prints_plain_text_by_default(run, enroll):
    enroll()
    result = run("schedule", "pat@example.org", "--from", "2026-10-05", "--to", "2026-10-05")
    first, second = result.stdout.splitlines()
    assert first.startswith("Mon 2026-10-05 18:00-18:50  Early Recovery Skills  ")
    assert second.startswith("Mon 2026-10-05 19:15-20:45  Relapse Prevention  ")


def test_days_without_sessions_print_nothing(run, enroll):
    enroll()
    result = run(
        "schedule", "pat@example.org", "--from", "2026-10-03", "--to", "2026-10-04", "--format", "json"
    )
    assert (result.exit_code, result.stdout) == (0, "")


WRONG_QUESTIONS = [
    (("nobody@example.org", "--from", "2026-10-05", "--to", "2026-10-06"), 1, "is in no program"),
    (("kim@example.org", "--from", "2026-10-05", "--to", "2026-10-06"), 1, "is in no program"),
    (("pat@example.org", "--from", "2026-10-06", "--to", "2026-10-05"), 2, "--from is after --to"),
    (("pat@example.org", "--from", "10/05/2026", "--to", "2026-10-05"), 2, "is not a day"),
    (("pat@example.org", "--from", "2026-10-05"), 2, "--to"),
    (("pat@example.org", "--from", "2026-10-05", "--to", "2026-10-06", "--format", "xml"), 2, "xml"),
]


def test_it_refuses_a_wrong_question(run, enroll):
    enroll()
    for words, status, reason in WRONG_QUESTIONS:
        result = run("schedule", *words)
        assert (result.exit_code, result.stdout) == (status, ""), words
        assert reason in result.stderr
