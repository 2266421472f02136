"""A program template is read strictly: what is wrong is named by file, key and reason, all at once."""

import datetime as dt
import json
import re
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.timetables.importing import MATRIX
from webapp.timetables.program_template import TemplateError, read_template

GOOD = MATRIX.read_text()


def problems_of(folder, text):
    file = folder / "mine.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(TemplateError) as refused:
        read_template(file)
    assert all(problem.startswith("mine.toml: ") for problem in refused.value.problems)
    return refused.value.problems


def changed(old, new):
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def read(folder, text):
    file = folder / "mine.toml"
    file.write_text(text)
    return read_template(file)


def test_it_reads_the_matrix_program():
    program = read_template(MATRIX)
    assert (program.name, program.time_zone) == ("Evening Program", "America/Los_Angeles")
    assert program.country == "US"
    assert program.closed_on == (dt.date(2026, 11, 26), dt.date(2026, 12, 25), dt.date(2027, 1, 1))
    assert program.starts_on is None
    assert {level.code: level.weekly_hours for level in program.levels} == {"2.1": 9, "1.5": 3, "1.0": 1.5}
    titles = "Early Recovery Skills, Relapse Prevention, Family Education, Social Support, Individual session"
    assert ", ".join(one.title for one in program.series) == titles
    relapse, individual = program.series[1], program.series[4]
    assert (relapse.weekdays, relapse.starts, relapse.minutes) == (("mon", "fri"), dt.time(19, 15), 90)
    assert len(relapse.topics) == 32
    assert individual.weeks == ((1, 1), (6, 6), (16, 16))
    assert program.series[2].guests_welcome
    assert program.series[3].telehealth == "https://meet.example.org/social-support"


def test_it_reads_the_optional_keys(tmp_path):
    program = read(tmp_path, changed('country = "US"', 'country = "US"\nstarts_on = 2026-01-05'))
    assert program.starts_on == dt.date(2026, 1, 5)
    closed = "closed_on = [2026-11-26, 2026-12-25, 2027-01-01]\n"
    for line in ('place = "Room 1"\n', "capacity = 12\n", "guests_welcome = true\n", closed):
        read(tmp_path, changed(line, ""))


def test_the_same_words_in_another_layout_have_the_same_digest(tmp_path):
    same = read(tmp_path, "# a remark\n" + GOOD.replace('country = "US"', 'country="US"'))
    other = read(tmp_path, changed("minutes = 50", "minutes = 45"))
    assert same.digest == read_template(MATRIX).digest != other.digest


REFUSED = [
    ("format = 1", "", "format: missing"),
    ("format = 1", "format = 2", "format: 2 is not known"),
    ("format = 1", 'format = "1"', 'format: "1" is not known'),
    ("format = 1", "format = true", "format: True is not known"),
    (
        "format = 1",
        "format = 1\ncolour = 3",
        "colour: unknown key; known keys: format, levels, program, series",
    ),
    (
        'country = "US"',
        'country = "US"\nmotto = "x"',
        "program.motto: unknown key; known keys: closed_on, country",
    ),
    (
        'code = "1.5"',
        'code = "1.5"\nfee = 3',
        "levels[2].fee: unknown key; known keys: code, name, weekly_hours",
    ),
    (
        "capacity = 24",
        "capacitty = 24",
        "series[3].capacitty: unknown key; known keys: capacity, guests_welcome",
    ),
    ('name = "Evening Program"', "", "program.name: missing"),
    ('name = "Evening Program"', 'name = "  "', "program.name: must not be empty"),
    ('name = "Evening Program"', "name = 7", "program.name: 7 is not text"),
    ('name = "Evening Program"', 'name = "a\\u0000b"', "program.name: must not hold control characters"),
    ('name = "Evening Program"', f'name = "{"a" * 201}"', "program.name: is longer than 200 characters"),
    (
        '"America/Los_Angeles"',
        '"America/Los_Angles"',
        'program.time_zone: "America/Los_Angles" is not a time zone',
    ),
    ('"America/Los_Angeles"', '"../../etc/passwd"', "program.time_zone:"),
    ('"America/Los_Angeles"', '"PST"', 'program.time_zone: "PST" is not a time zone'),
    ('"America/Los_Angeles"', "-8", "program.time_zone: -8 is not a time zone"),
    ('country = "US"', 'country = "usa"', 'program.country: "usa" is not a country code'),
    ("[2026-11-26,", '["2026-11-26",', 'program.closed_on: "2026-11-26" is not a day'),
    ("[2026-11-26,", "[2026-11-26T10:00:00,", "program.closed_on: 2026-11-26 10:00:00 is not a day"),
    ("[2026-11-26,", "[2026-12-25,", "program.closed_on: 2026-12-25 is written twice"),
    (
        "closed_on = [2026-11-26, 2026-12-25, 2027-01-01]",
        "closed_on = 2026-11-26",
        "program.closed_on: must be a list",
    ),
    ('country = "US"', 'country = "US"\nstarts_on = "soon"', 'program.starts_on: "soon" is not a day'),
    ("weekly_hours = 9", "weekly_hours = nan", "levels[1].weekly_hours: nan is not a number of hours"),
    ("weekly_hours = 9", "weekly_hours = 0", "levels[1].weekly_hours: 0 is not a number of hours"),
    ("weekly_hours = 9", "weekly_hours = 169", "levels[1].weekly_hours: 169 is not"),
    ("weekly_hours = 9", 'weekly_hours = "9"', 'levels[1].weekly_hours: "9" is not'),
    ("weekly_hours = 9", "weekly_hours = true", "levels[1].weekly_hours: True is not"),
    ('title = "Early Recovery Skills"', 'title = ""', "series[1].title: must not be empty"),
    ('title = "Early Recovery Skills"', "", "series[1].title: missing"),
    (
        'kind = "family"',
        'kind = "party"',
        'series[3].kind: "party" is not known; known: individual, group, family',
    ),
    ('levels = ["2.1"]', 'levels = ["3.1"]', 'series[1].levels: "3.1" is not known; known: 2.1, 1.5, 1.0'),
    ('levels = ["2.1"]', 'levels = ["2.1", "2.1"]', 'series[1].levels: "2.1" is written twice'),
    ('levels = ["2.1"]', "levels = []", "series[1].levels: must not be empty"),
    ('levels = ["2.1"]', "levels = [2.1]", "series[1].levels: 2.1 is not known"),
    ('["mon", "fri"]', '["mon", "fry"]', 'series[1].weekdays: "fry" is not known; known: mon, tue, wed'),
    ('["mon", "fri"]', '["mon", "mon"]', 'series[1].weekdays: "mon" is written twice'),
    ('["mon", "fri"]', "[]", "series[1].weekdays: must not be empty"),
    ('["mon", "fri"]', '"mon"', "series[1].weekdays: must be a list"),
    ('["mon", "fri"]', '[["mon"], "fri"]', "series[1].weekdays:"),
    ('weekdays = ["mon", "fri"]', "", "series[1].weekdays: missing"),
    ("minutes = 50", "minutes = 0", "series[1].minutes: 0 is not a whole number from 1 to 1440"),
    ("minutes = 50", "minutes = 1441", "series[1].minutes: 1441 is not"),
    ("minutes = 50", "minutes = 50.0", "series[1].minutes: 50.0 is not"),
    ("minutes = 50", "minutes = true", "series[1].minutes: True is not"),
    ("capacity = 10", "capacity = 0", "series[1].capacity: 0 is not a whole number"),
    ("capacity = 10", "capacity = -3", "series[1].capacity: -3 is not a whole number"),
    ("capacity = 10", 'capacity = "ten"', 'series[1].capacity: "ten" is not'),
    (
        "guests_welcome = true",
        'guests_welcome = "yes"',
        'series[3].guests_welcome: "yes" is neither true nor false',
    ),
    ("https://meet", "http://meet", "series[4].telehealth:"),
    ("https://meet", "javascript:alert(1)//", "series[4].telehealth:"),
    ("https://meet", "https://user@meet", "series[4].telehealth:"),
    ("https://meet.example.org/", "https:///", "series[4].telehealth:"),
    ("https://meet.example.org", "https://[meet", "series[4].telehealth:"),
    ('place = "Room 2"', 'place = ""', "series[1].place: must not be empty"),
    ('place = "Room 2"', 'place = "Room 2"\ntrack = 1', "series[1].track: 1 is not text"),
    ('"Stop the Cycle"', '""', "series[1].topics: must not be empty"),
    ('starts = "18:00"', 'starts = "18:00"\nstarts = "19:00"', "line 33: starts is written twice"),
    ("[program]", '[program]\nname = "A"', "line 10: name is written twice"),
    ("[[levels]]", "[program]\n[[levels]]", "line 14: [program] is written twice"),
    ("format = 1", "format = = 1", "this is not valid TOML"),
]


@pytest.mark.parametrize(("old", "new", "problem"), REFUSED)
def test_it_refuses_a_wrong_value_and_names_it(tmp_path, old, new, problem):
    (found,) = problems_of(tmp_path, changed(old, new))
    assert found.startswith(f"mine.toml: {problem}")


def test_it_refuses_the_same_level_twice(tmp_path):
    found = problems_of(tmp_path, GOOD + '[[levels]]\ncode = "2.1"\nname = "Again"\nweekly_hours = 9\n')
    assert found == ('mine.toml: levels: the code "2.1" is used twice',)


@pytest.mark.parametrize(
    "starts",
    [
        '"25:00"',
        '"24:00"',
        '"6:00"',
        '"18:60"',
        '"18.00"',
        '"18:00:00"',
        '"１８:00"',
        '" 18:00"',
        '"6 pm"',
        "18",
        "18:00:00",
    ],
)
def test_it_refuses_what_is_no_time_of_day(tmp_path, starts):
    (found,) = problems_of(tmp_path, changed('starts = "18:00"', f"starts = {starts}"))
    assert found.startswith("mine.toml: series[1].starts: ") and "is not a time of day" in found
    assert found.endswith('(in "Early Recovery Skills")')


@pytest.mark.parametrize(
    ("weeks", "reason"),
    [
        ('"4-1"', '"4-1" ends before it begins'),
        ('"0"', '"0" goes outside weeks 1 to 520'),
        ('"0-4"', '"0-4" goes outside weeks 1 to 520'),
        ('"1-521"', "goes outside"),
        ('"1-9999"', "is not a week range"),
        ('"1-4,4"', "week 4 is named twice"),
        ('"1-4,3-6"', "week 3 is named twice"),
        ('"6,6"', "week 6 is named twice"),
        ('""', "is not a week range"),
        ('"1,,3"', "is not a week range"),
        ('"-4"', "is not a week range"),
        ('"1-"', "is not a week range"),
        ('"1_0"', "is not a week range"),
        ('"１"', "is not a week range"),
        ('"all"', "is not a week range"),
        ("4", "is not text"),
        ("[1, 4]", "is not text"),
    ],
)
def test_it_refuses_what_are_no_weeks(tmp_path, weeks, reason):
    (found,) = problems_of(tmp_path, changed('weeks = "1-4"', f"weeks = {weeks}"))
    assert found.startswith("mine.toml: series[1].weeks: ") and reason in found


@given(st.sets(st.integers(1, 520), min_size=1))
def test_any_set_of_weeks_can_be_written_and_is_read_back(tmp_path_factory, chosen):
    folder = tmp_path_factory.mktemp("weeks")
    listed = ",".join(str(week) for week in chosen)
    ranges = read(folder, changed('weeks = "1-4"', f'weeks = "{listed}"')).series[0].weeks
    assert {week for first, last in ranges for week in range(first, last + 1)} == chosen


def test_it_reports_every_problem_at_once(tmp_path):
    text = changed('starts = "18:00"', 'starts = "25:00"').replace("minutes = 90", "minutes = 0", 1)
    text = text.replace("America/Los_Angeles", "Mars/Base").replace('code = "1.0"', 'kode = "1.0"')
    assert [problem.split(": ")[1] for problem in problems_of(tmp_path, text)] == [
        "levels[3].kode",
        "levels[3].code",
        "series[1].starts",
        "series[2].minutes",
        "series[4].levels",
        "program.time_zone",
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", "format: missing"),
        (b"\xff\xfe", "not UTF-8"),
        (GOOD.encode("utf-16"), "not UTF-8"),
        (b"format = 1\n" + b"#" * 1_000_000, "larger than 1 MB"),
        (b"format = 1\na = " + b"[" * 100_000, "nested too deeply"),
        (b"format = " + b"1" * 5000, "not valid TOML"),
    ],
)
def test_it_refuses_a_file_that_is_no_template(tmp_path, text, reason):
    (found,) = problems_of(tmp_path, text)
    assert reason in found


def test_it_refuses_a_missing_file_and_a_folder(tmp_path):
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(TemplateError, match="cannot be read"):
            read_template(path)


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("format = 1", ["levels", "series", "program"]),
        ("format = 1\nprogram = 3\nlevels = 4\nseries = []", ["program", "levels", "series"]),
        ("format = 1\nprogram = {}\nlevels = [1]\nseries = [2]", ["program.name", "levels[1]", "series[1]"]),
        ("format = 1\nlevels = [1, 1]\nseries = [2, 2]", ["program", "levels[2]", "series[1]", "series[2]"]),
        ("format = 1\n[program]\n[[levels]]\n[[series]]\n[[series]]", ["levels[1].code", "series[2].title"]),
    ],
)
def test_it_refuses_wrong_shapes(tmp_path, text, paths):
    found = [problem.split(": ")[1] for problem in problems_of(tmp_path, text)]
    assert set(paths) <= set(found)


def as_toml(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {as_toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (str, bool)) else str(value)


letters = st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=["Cs", "Cc"])
anything = st.recursive(
    st.booleans() | st.integers(-3, 2000) | st.floats() | st.text(letters, max_size=5) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(letters, max_size=3), inner, max_size=2)
    ),
    max_leaves=6,
)


@settings(max_examples=300)
@given(data=st.data())
def test_whatever_stands_in_a_template_it_is_read_or_refused_in_words(tmp_path_factory, data):
    template = tomllib.loads(GOOD)
    for _ in range(data.draw(st.integers(1, 3))):
        here = template
        while True:
            keys = list(here) if isinstance(here, dict) else list(range(len(here)))
            key = data.draw(st.sampled_from(keys)) if keys else None
            if key is None or not isinstance(here[key], (dict, list)) or data.draw(st.booleans()):
                break
            here = here[key]
        if key is not None:
            here[key] = data.draw(anything)
    file = tmp_path_factory.mktemp("any") / "any.toml"
    file.write_text("\n".join(f"{key} = {as_toml(value)}" for key, value in template.items()))
    try:
        assert read_template(file).series
    except TemplateError as refused:
        assert all(re.match(r"any\.toml: .+: .", problem) for problem in refused.problems)
        assert "not valid TOML" not in str(refused)  # else this test would prove nothing


def series(**changes):
    """The text of one more series, at an hour and in a room of its own unless told otherwise."""
    values = {
        "title": '"Yoga"',
        "kind": '"holistic"',
        "levels": '["2.1"]',
        "weekdays": '["thu"]',
        "starts": '"09:00"',
        "minutes": "60",
        "weeks": '"1-16"',
        "place": '"Room 1"',
    } | changes
    return "\n[[series]]\n" + "\n".join(f"{key} = {value}" for key, value in values.items()) + "\n"


def test_it_refuses_the_same_series_twice(tmp_path):
    (found,) = problems_of(tmp_path, GOOD + series() + series(minutes="30", place='"Room 7"'))
    assert found == 'mine.toml: series[7]: "Yoga" is the same series as series[6]'


def test_the_same_title_may_return_for_others(tmp_path):
    for other in ({"track": '"morning"'}, {"weeks": '"17-20"'}, {"levels": '["1.0"]'}, {"starts": '"11:00"'}):
        assert len(read(tmp_path, GOOD + series() + series(**other)).series) == 7


@pytest.mark.parametrize(
    "other",
    [
        {"starts": '"09:30"'},
        {"starts": '"08:00"', "minutes": "61"},
        {"weekdays": '["wed"]', "starts": '"22:00"', "minutes": "661"},  # past midnight, into Thursday's
        {"weekdays": '["tue", "thu"]', "levels": '["1.0"]'},
        {"track": '"morning"', "kind": '"group"'},
        {"levels": '["1.0"]'},
    ],
)
def test_it_refuses_two_groups_in_one_room_at_once(tmp_path, other):
    (found,) = problems_of(tmp_path, GOOD + series() + series(title='"Art"', **other))
    assert found.startswith(
        'mine.toml: series[7].starts: "Art" is in the room of series[6], "Yoga", at the same time'
    )


@pytest.mark.parametrize(
    "other",
    [
        {"starts": '"10:00"'},
        {"starts": '"08:00"'},
        {"place": '"Room 7"'},
        {"weekdays": '["fri"]'},
        {"kind": '"individual"'},
        {"weeks": '"17-20"'},
        {"weekdays": '["wed"]', "starts": '"22:00"', "minutes": "660"},
    ],
)
def test_two_groups_may_share_a_room_by_turns(tmp_path, other):
    assert len(read(tmp_path, GOOD + series() + series(title='"Art"', **other)).series) == 7


def test_two_video_groups_clash_by_their_link_and_not_by_the_word_online(tmp_path):
    online = {"place": '"Online"', "telehealth": '"https://meet.example.org/a"'}
    other = online | {"telehealth": '"https://meet.example.org/b"'}
    assert len(read(tmp_path, GOOD + series(**online) + series(title='"Art"', **other)).series) == 7
    (found,) = problems_of(tmp_path, GOOD + series(**online) + series(title='"Art"', **online))
    assert "at the same time" in found


def test_a_group_past_sunday_midnight_meets_monday_mornings(tmp_path):
    night = series(weekdays='["sun"]', starts='"23:00"', minutes="120")
    early = series(title='"Art"', weekdays='["mon"]', starts='"00:30"')
    (found,) = problems_of(tmp_path, GOOD + night + early)
    assert "at the same time" in found
