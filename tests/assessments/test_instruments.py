"""The instruments' files: their words are the publishers', and whatever is off in a file is refused with its key."""

import re

import pytest

from webapp.assessments.instrument_files import InstrumentError, read_instrument
from webapp.assessments.instruments import FOLDER, all_instruments, find_instrument, load_library

PHQ = (FOLDER / "en" / "phq-9.toml").read_text()


@pytest.fixture
def refusal(tmp_path):
    """What is said of a changed copy of the PHQ-9."""

    def of(old: str, new: str) -> str:
        assert old in PHQ
        file = tmp_path / "phq-9.toml"
        file.write_text(PHQ.replace(old, new, 1))
        with pytest.raises(InstrumentError) as refused:
            read_instrument(file)
        return str(refused.value)

    return of


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("format = 1", "format = 2", "format: must be 1"),
        ('name = "PHQ-9"\n', "", "name: is missing"),
        ("minutes = 3", 'minutes = "3"', "minutes: must be a whole number"),
        ("minutes = 3", "minutes = true", "minutes: must be a whole number"),
        ("minutes = 3", "minutes = 3\ncolour = 1", "colour: is not a known key"),
        ("[0, 27]", "[0, 28]", "range: the items give [0, 27]"),
        (
            "{ points = 1, words",
            "{ points = 0, words",
            "options: needs two or more options, each with points",
        ),
        ('key = "2"', 'key = "1"', "items: a key stands twice"),
        ("from = 5, to = 9", "from = 6, to = 9", "bands: there is a gap or an overlap at 6"),
        ("to = 27", "to = 26", "bands: they end before 27"),
        ('item = "9", from = 1', 'item = "11", from = 1', "safety: names no answer of an item"),
        ('item = "9", from = 1', 'item = "9", from = 7', "safety: names no answer of an item"),
        ("verified_on = 2026-06-30", 'verified_on = "2026-06-30"', "verified_on: must be a date"),
        ('checked = "published"', 'checked = "sure"', "checked: 'sure' is unknown"),
        ("verified_on = 2026-06-30\n", "", "verified_on: must be there"),
        ('checked = "published"', 'checked = "copies"', "must not where checked is 'copies'"),
        ("format = 1", 'format = 1\nwarns_of = "rain"', "warns_of: 'rain' is unknown"),
        ("format = 1", 'format = 1\nassigned_only = "yes"', "assigned_only: must be true or false"),
        ("format = 1", 'format = 1\nsignals = [{ item = "3", from = 4 }]', "signals: names no answer"),
        ("format = 1", 'format = 1\nrule = { from = 2, words = "So." }', "rule: needs subscales"),
        (
            "format = 1",
            'format = 1\nsubscales = [{ name = "A", items = ["1", "fn"] }]',
            "subscales: needs items that are scored",
        ),
        (
            "format = 1",
            'format = 1\nsubscales = [{ name = "A", items = ["1"], needs = 2 }]',
            "subscales: needs: must be a whole number from 0 to 1",
        ),
        ("Not at all", " Not at all", "options: must be words without blanks"),
        ('words = "Not at all"', 'words = ""', "options: the first and the last option need words"),
        ("format = 1", "format = ", "phq-9.toml: Invalid value"),
    ],
)
def test_it_refuses(refusal, old, new, said):
    assert said in refusal(old, new)


def test_every_one_names_its_licence_its_owner_and_the_day_it_was_verified():
    for one in all_instruments():
        assert one.licence and one.credit and one.source and one.owner, one.slug
        assert one.recall and one.version == "1" and one.language == "en"
        assert (one.verified_on is None) == (one.slug in ("pcl-5", "kessler-6"))  # compared in copies only


def test_none_is_there_whose_text_or_licence_is_not_known():
    """K10, BAM, DAST-10, C-SSRS and ISI: docs/assessments.md says why each is left out."""
    slugs = {"audit-c", "barc-10", "gad-2", "gad-7", "kessler-6", "pcl-5", "phq-2", "phq-8", "phq-9", "who-5"}
    assert {one.slug for one in all_instruments()} == slugs


def test_a_short_form_never_leads_to_one_that_is_for_a_clinician_to_choose(tmp_path):
    (tmp_path / "en").mkdir()
    for file in (FOLDER / "en").glob("*.toml"):
        changed = file.read_text().replace('from = 3, instrument = "phq-9"', 'from = 3, instrument = "pcl-5"')
        (tmp_path / "en" / file.name).write_text(changed)
    with pytest.raises(InstrumentError, match=r"phq-2.toml: longer: pcl-5 is for a clinician to choose"):
        load_library(tmp_path)


def test_the_known_error_of_reproducing_is_not_made():
    for slug in ("phq-9", "phq-8", "phq-2", "gad-7", "gad-2"):
        words = [option.words for option in find_instrument(slug).items[0].options]
        assert words == ["Not at all", "Several days", "More than half the days", "Nearly every day"]


def test_short_forms_are_the_beginning_of_the_long_ones():
    for short, long in (("phq-2", "phq-9"), ("gad-2", "gad-7"), ("phq-8", "phq-9")):
        items = find_instrument(short).items
        assert [one.words for one in items] == [one.words for one in find_instrument(long).items][
            : len(items)
        ]


def test_answers_without_known_words_are_numbers_between_two_words():
    said = [find_instrument("barc-10").items[0].words_for(points) for points in range(1, 7)]
    assert said == ["1 · Strongly disagree", "2", "3", "4", "5", "6 · Strongly agree"]


def test_no_instrument_is_translated_here():
    assert [place.name for place in FOLDER.iterdir()] == ["en"]
    assert find_instrument("phq-9", "es").language == "en"


def test_its_words_stand_in_no_translation_catalogue():
    """A translator must not be asked for them."""
    marked = re.compile(r"_l?\(")
    for file in FOLDER.rglob("*.toml"):
        assert not marked.search(file.read_text())
