"""Scores, against tables worked out by hand from the instruments' own rules."""

import pytest

from webapp.assessments.instruments import all_instruments, find_instrument
from webapp.assessments.scoring import (
    HIGHER,
    IMPROVED,
    LOWER,
    MAJOR,
    OTHER,
    SAME,
    WORSE,
    all_from_first_item,
    band_of,
    change_between,
    depressive_syndrome,
    meets_rule,
    missing_items,
    score,
    subscale_sums,
    without_passed_over,
)


def answers(*points, keys=None):
    return {
        key: given
        for key, given in zip(keys or map(str, range(1, 99)), points, strict=False)
        if given is not None
    }


def total(slug, *points):
    return score(find_instrument(slug), answers(*points)).total


_ = None  # an item without an answer
TABLE = [
    # all lowest, all highest
    ("phq-9", (0,) * 9, 0),
    ("phq-9", (3,) * 9, 27),
    ("phq-8", (0,) * 8, 0),
    ("phq-8", (3,) * 8, 24),
    ("phq-2", (0, 0), 0),
    ("phq-2", (3, 3), 6),
    ("gad-7", (0,) * 7, 0),
    ("gad-7", (3,) * 7, 21),
    ("gad-2", (0, 0), 0),
    ("gad-2", (3, 3), 6),
    ("who-5", (0,) * 5, 0),
    ("who-5", (5,) * 5, 100),
    ("barc-10", (1,) * 10, 10),
    ("barc-10", (6,) * 10, 60),
    ("audit-c", (0, 0, 0), 0),
    ("audit-c", (4, 4, 4), 12),
    ("pcl-5", (0,) * 20, 0),
    ("pcl-5", (4,) * 20, 80),
    ("kessler-6", (0,) * 6, 0),
    ("kessler-6", (4,) * 6, 24),
    # in between
    ("pcl-5", (1, 2, 3, 4, 0, 4, 3, 2, 1, 0, 1, 2, 3, 4, 0, 0, 1, 1, 0, 1), 33),
    ("pcl-5", (2,) * 10 + (1,) * 10, 30),
    ("kessler-6", (3, 2, 4, 0, 1, 3), 13),
    ("phq-9", (1, 2, 3, 0, 1, 2, 3, 0, 1), 13),
    ("gad-7", (1, 2, 3, 0, 1, 2, 3), 12),
    ("who-5", (3, 3, 2, 2, 3), 52),
    ("who-5", (3, 3, 2, 2, 2), 48),
    ("barc-10", (5, 5, 5, 5, 5, 5, 5, 4, 4, 4), 47),
    # one or two missing: the mean of the others for all, to the nearest whole, halves up
    ("phq-9", (1, 1, 1, 1, 1, 1, 1, 1, _), 9),  # 8 / 8 * 9
    ("phq-9", (2, 2, 2, 2, 2, 2, 2, 1, _), 17),  # 15 / 8 * 9 = 16.875
    ("phq-9", (1, 0, 0, 0, 0, 0, 0, 0, _), 1),  # 1.125
    ("phq-9", (1, 1, 1, 1, 0, 0, 0, 0, _), 5),  # 4.5
    ("phq-9", (3, 3, 3, 3, 3, 3, 3, _, _), 27),
    ("phq-9", (1, 1, 0, 0, 0, 0, 0, _, _), 3),  # 2 / 7 * 9 = 2.57
    ("gad-7", (1, 1, 1, 1, 1, 1, _), 7),
    ("gad-7", (3, 0, 0, 0, 0, 0, _), 4),  # 3.5
    ("gad-7", (2, 1, 1, 1, 1, _, _), 8),  # 6 / 5 * 7 = 8.4
    # three missing, or one where all are required
    ("phq-9", (1, 1, 1, 1, 1, 1, _, _, _), None),
    ("gad-7", (1, 1, 1, 1, _, _, _), None),
    ("phq-8", (1, 1, 1, 1, 1, 1, 1, _), None),
    ("phq-2", (3, _), None),
    ("gad-2", (_, 3), None),
    ("who-5", (5, 5, 5, 5, _), None),
    ("barc-10", (6,) * 9, None),
    ("audit-c", (3, 2, _), None),
    ("pcl-5", (4,) * 19 + (_,), None),
    ("pcl-5", (_,) + (0,) * 19, None),
    ("kessler-6", (4, 4, 4, _, 4, 4), None),
    ("phq-9", (), None),
    # AUDIT-C: "Never" passes over the others, whatever was answered there before
    ("audit-c", (0,), 0),
    ("audit-c", (0, 4, 4), 0),
    ("audit-c", (1, 0, 0), 1),
]


@pytest.mark.parametrize(("slug", "points", "expected"), TABLE)
def test_the_total(slug, points, expected):
    assert total(slug, *points) == expected


BANDS = {
    "phq-9": {
        "minimal": (0, 4), "mild": (5, 9), "moderate": (10, 14), "moderately severe": (15, 19), "severe": (20, 27),
    },
    "gad-7": {"minimal": (0, 4), "mild": (5, 9), "moderate": (10, 14), "severe": (15, 21)},
}  # fmt: skip


@pytest.mark.parametrize("slug", BANDS)
def test_every_total_has_the_band_of_the_table(slug):
    instrument = find_instrument(slug)
    named = {
        number: words for words, (first, last) in BANDS[slug].items() for number in range(first, last + 1)
    }
    assert {number: band_of(instrument, number).words for number in range(instrument.highest + 1)} == named


def test_others_have_no_bands():
    assert {one.slug for one in all_instruments() if one.bands} == set(BANDS)


CUTOFFS = {
    "phq-9": {9: 0, 10: 1},
    "gad-7": {9: 0, 10: 1},
    "phq-2": {2: 0, 3: 1},
    "gad-2": {2: 0, 3: 1},
    "phq-8": {9: 0, 10: 1},
    "audit-c": {2: 0, 3: 1, 4: 2, 5: 3},
    "barc-10": {46: 0, 47: 1},
    "who-5": {48: 1, 52: 0},
    "kessler-6": {4: 0, 5: 1, 12: 1, 13: 2},
    "pcl-5": {28: 1, 29: 0, 30: 0, 31: 1, 33: 1, 80: 1},  # the one below 29 is another than the one from 31
}


@pytest.mark.parametrize("slug", CUTOFFS)
def test_a_clinician_is_told_of_each_cut_off_at_its_number(slug):
    cutoffs = find_instrument(slug).cutoffs
    assert {number: sum(one.holds(number) for one in cutoffs) for number in CUTOFFS[slug]} == CUTOFFS[slug]


def test_the_item_about_difficulty_is_not_scored():
    instrument = find_instrument("phq-9")
    assert score(instrument, answers(*(1,) * 9) | {"fn": 3}).total == 9
    assert missing_items(instrument, answers(*(1,) * 9)) == ["fn"]


def test_what_never_passes_over_is_not_kept():
    instrument = find_instrument("audit-c")
    assert without_passed_over(instrument, answers(0, 3, 4)) == {"1": 0}
    assert missing_items(instrument, answers(0)) == []
    assert missing_items(instrument, answers(1)) == ["2", "3"]


@pytest.mark.parametrize(
    "given", [{"1": 4}, {"1": -1}, {"10": 1}, {"0": 1}, {"1": "1"}, {"1": None}, {"fn": 4}, {"": 0}]
)
def test_an_answer_that_the_form_does_not_have_is_refused(given):
    with pytest.raises(ValueError, match="phq-9 has no answer"):
        score(find_instrument("phq-9"), given)


CHANGES = [
    ("phq-9", 15, 10, SAME), ("phq-9", 15, 9, IMPROVED), ("phq-9", 9, 14, SAME), ("phq-9", 9, 15, WORSE),
    ("gad-7", 12, 9, SAME), ("gad-7", 12, 8, IMPROVED), ("gad-7", 8, 12, WORSE), ("gad-7", 8, 11, SAME),
    ("who-5", 40, 48, SAME), ("who-5", 40, 52, IMPROVED), ("who-5", 52, 40, WORSE),
    ("barc-10", 30, 31, HIGHER), ("barc-10", 60, 10, LOWER), ("barc-10", 30, 30, SAME),
    ("pcl-5", 50, 36, SAME), ("pcl-5", 50, 35, IMPROVED), ("pcl-5", 20, 34, SAME), ("pcl-5", 20, 35, WORSE),
    ("kessler-6", 20, 3, LOWER), ("audit-c", 8, 3, LOWER), ("phq-2", 1, 6, HIGHER),
]  # fmt: skip


@pytest.mark.parametrize(("slug", "before", "now", "expected"), CHANGES)
def test_only_a_reliable_change_is_called_better_or_worse(slug, before, now, expected):
    assert change_between(find_instrument(slug), before, now) == expected


SYNDROMES = [
    ((2, 2, 2, 2, 2, 0, 0, 0, 0), MAJOR),
    ((2, 0, 2, 2, 2, 0, 0, 0, 1), MAJOR),  # the ninth counts at "several days"
    ((2, 0, 2, 2, 1, 0, 0, 0, 1), OTHER),
    ((0, 2, 0, 0, 0, 0, 0, 0, 1), OTHER),
    ((2, 0, 0, 0, 0, 0, 0, 0, 0), None),
    ((1, 1, 3, 3, 3, 3, 3, 3, 3), None),  # neither of the first two
    ((0,) * 9, None),
    ((3,) * 9, MAJOR),
]


@pytest.mark.parametrize(("points", "expected"), SYNDROMES)
def test_the_algorithm_of_the_phq(points, expected):
    assert depressive_syndrome(answers(*points)) == expected


# B: items 1 to 5, C: 6 and 7, D: 8 to 14, E: 15 to 20
GROUPS = [
    ((4,) * 20, (20, 8, 28, 24)),
    ((0,) * 20, (0, 0, 0, 0)),
    ((1, 2, 3, 4, 0, 4, 3, 2, 1, 0, 1, 2, 3, 4, 0, 0, 1, 1, 0, 1), (10, 7, 13, 3)),
    ((0, 0, 0, 0, 4, 4, 0, 1, 0, 0, 0, 0, 0, 2, 3, 0, 0, 0, 0, 1), (4, 4, 3, 4)),
    ((1,) * 5 + (_, 1) + (1,) * 13, (5, None, 7, 6)),
]


@pytest.mark.parametrize(("points", "expected"), GROUPS)
def test_each_group_of_the_pcl_has_its_sum(points, expected):
    sums = subscale_sums(find_instrument("pcl-5"), answers(*points))
    assert tuple(total for _one, total, _highest in sums) == expected
    assert [highest for _one, _total, highest in sums] == [20, 8, 28, 24]


def rated(*keys):
    """A PCL-5 with these items at 2 and all others at 1."""
    return tuple(2 if number in keys else 1 for number in range(1, 21))


RULE = [
    (rated(1, 6, 8, 9, 15, 16), True),  # one of B, one of C, two of D, two of E
    (rated(5, 7, 13, 14, 19, 20), True),
    (rated(6, 8, 9, 15, 16), False),  # none of B
    (rated(1, 8, 9, 15, 16), False),  # none of C
    (rated(1, 6, 8, 15, 16), False),  # one of D
    (rated(1, 6, 8, 9, 20), False),  # one of E
    ((4, 0, 0, 0, 0, 4, 0, 4, 0, 0, 0, 0, 0, 4, 4, 0, 0, 0, 0, 4), True),  # with 24 points
    ((1,) * 20, False),
    ((4,) * 20, True),
    ((2,) * 7 + (_,) * 5 + (2,) * 8, True),  # what is there is enough
    ((), False),
]


@pytest.mark.parametrize(("points", "expected"), RULE)
def test_the_rule_of_the_pcl(points, expected):
    assert meets_rule(find_instrument("pcl-5"), answers(*points)) == expected


def test_the_others_have_no_rule_of_groups():
    assert not any(meets_rule(one, {"1": 3}) for one in all_instruments())


@pytest.mark.parametrize("points", range(5))
def test_risks_are_to_be_looked_at_from_quite_a_bit_on(points):
    given = answers(*(4,) * 20) | {"16": points}
    assert find_instrument("pcl-5").to_look_at(given) == (["16"] if points >= 3 else [])


def test_audit_points_from_how_often_alone_are_noticed():
    assert all_from_first_item(answers(4, 0, 0))
    assert not all_from_first_item(answers(4, 1, 0))
    assert not all_from_first_item(answers(0))
