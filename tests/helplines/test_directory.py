"""The data file of help lines."""

import datetime as dt

import pytest

from webapp.helplines.directory import COUNTRIES, FILE, DirectoryError, digits, read_directory

LINES = [(country, line) for country in COUNTRIES.values() for line in country.lines]
SOUND = """
format = 1
[[countries]]
code = "XX"
name = "Somewhere"
[[countries.lines]]
service = "Emergency"
kind = "emergency"
call = "112"
languages = ["en"]
verified_on = 2026-01-02
checked = "published"
[[countries.lines]]
service = "Listening line"
kind = "crisis"
sms = { number = "12 345", body = "HELLO YOU" }
languages = ["en"]
verified_on = 2026-01-01
checked = "listed"
"""
REFUSED = {
    "an unknown key": ('call = "112"', 'call = "112"\nfax = "1"', "Emergency: fax"),
    "no date": ("verified_on = 2026-01-02\n", "", "Emergency: verified_on: is missing"),
    "a date as text": ("2026-01-02", '"2026-01-02"', "Emergency: verified_on: must be a date"),
    "no way to reach it": ('call = "112"\n', "", "Emergency: call: needs"),
    "letters in a number": ('"112"', '"112 ext"', "Emergency: call"),
    "a kind of its own": ('kind = "crisis"', 'kind = "party"', "Listening line: kind: 'party'"),
    "a chat page without encryption": (
        'call = "112"',
        'chat_url = "http://a.example/"\ncall = "112"',
        "chat_url",
    ),
    "no emergency number first": ('kind = "emergency"', 'kind = "crisis"', "XX: lines: the emergency number"),
    "a bad country code": ('code = "XX"', 'code = "xxx"', "code: 'xxx'"),
    "another format": ("format = 1", "format = 2", "format: must be 1"),
    "broken TOML": ("format = 1", "format = ", "lines.toml: "),
}


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "lines.toml"
        path.write_text(text, encoding="utf-8")
        return read_directory(path)

    return read


def test_it_reads_a_sound_file(read):
    country = read(SOUND)["XX"]

    assert [line.service for line in country.first] == ["Emergency", "Listening line"]
    assert country.first[1].sms.link == "sms:12345?&body=HELLO%20YOU"
    assert country.last_checked == dt.date(2026, 1, 1)


@pytest.mark.parametrize("fault", REFUSED)
def test_it_refuses_a_faulty_file_with_entry_and_key(read, fault):
    sound, faulty, message = REFUSED[fault]
    assert sound in SOUND

    with pytest.raises(DirectoryError) as refused:
        read(SOUND.replace(sound, faulty, 1))

    assert message in str(refused.value)


def test_it_refuses_a_country_twice(read):
    with pytest.raises(DirectoryError, match="XX: the country appears twice"):
        read(SOUND + SOUND.replace("format = 1", ""))


def test_every_country_of_the_reference_is_there():
    assert set(COUNTRIES) == {"US", "CA", "GB", "IE", "AU", "NZ", "ES", "MX", "PR", "IN"}


@pytest.mark.parametrize(
    ("country", "line"), LINES, ids=lambda each: getattr(each, "service", getattr(each, "code", ""))
)
def test_every_line_says_when_it_was_checked_and_dials(country, line):
    assert dt.date(2026, 1, 1) <= line.verified_on <= dt.date.today()
    if line.call:
        assert line.call_link.removeprefix("tel:").lstrip("+").isdecimal()
    if line.sms:
        assert digits(line.sms.number).isdecimal()


def test_the_first_lines_are_the_known_ones():
    first = {code: country.lines[0].call for code, country in COUNTRIES.items()}

    assert first == {
        "US": "911", "CA": "911", "GB": "999", "IE": "112", "AU": "000",
        "NZ": "111", "ES": "112", "MX": "911", "PR": "911", "IN": "112",
    }  # fmt: skip
    assert (COUNTRIES["US"].lines[1].call, COUNTRIES["US"].lines[1].sms.number) == ("988", "988")
    assert any(line.languages == ("es",) and line.kind == "crisis" for line in COUNTRIES["US"].lines)
    assert FILE.name == "helplines.toml"
