"""House rules that give a clinician a reason to look: from shared ratings alone, and gone when those are taken back."""

import datetime as dt

import pytest

from webapp import clock
from webapp.journals.models import JournalEntry
from webapp.journals.noticing import RATINGS, ratings_worth_a_look
from webapp.journals.writing import delete, restore, turn_dial, write
from webapp.signals.models import Signal

DAY = dt.timedelta(days=1)


@pytest.fixture
def stay(cast):
    """Jo's, in its eighth week."""
    stay = cast.stay_of(cast.jo)
    stay.admitted_on -= dt.timedelta(weeks=5)
    stay.save()
    return stay


def rated(stay, days_ago, dial="shared", **ratings):
    return write(stay, "check_in", {"mood": 3, **ratings}, dial, clock.now() - days_ago * DAY)


def reasons(stay):
    return ratings_worth_a_look(stay, clock.now())


@pytest.mark.parametrize(
    ("by_days_ago", "holds"),
    [
        ({0: 8, 1: 9, 2: 10}, True),
        ({1: 8, 2: 8, 3: 8}, True),
        ({0: 8, 1: 7, 2: 9}, False),
        ({0: 8, 1: 9}, False),
        ({0: 8, 2: 9, 3: 9}, False),
        ({2: 8, 3: 8, 4: 8}, False),
        ({0: None, 1: 9, 2: 9}, False),
    ],
)
def test_high_craving_is_three_days_in_a_row_of_eight_or_more(stay, by_days_ago, holds):
    for days_ago, craving in by_days_ago.items():
        rated(stay, days_ago, craving=craving)
    assert ("craving_high" in reasons(stay)) is holds


def test_the_peak_of_a_day_counts(stay):
    for days_ago in range(3):
        rated(stay, days_ago, craving=9)
        rated(stay, days_ago, craving=1)
    assert reasons(stay)["craving_high"] == {"days": 3, "least": 9}


def moods(stay, before, recent, dial="shared"):
    for number, mood in enumerate(before):
        rated(stay, 8 + number, dial, mood=mood)
    for number, mood in enumerate(recent):
        rated(stay, number, dial, mood=mood)


@pytest.mark.parametrize(
    ("before", "recent", "holds"),
    [
        ([4, 4, 4, 3, 5], [2, 3, 2], True),
        ([4, 4, 4, 4, 4], [3, 3, 3, 5], True),
        ([4, 4, 3, 3, 4], [3, 4, 3, 4], False),
        ([4, 4, 4, 4], [1, 1, 1], False),
        ([4, 4, 4, 4, 4], [1, 1], False),
        ([2, 2, 2, 2, 2], [5, 5, 5], False),
    ],
)
def test_mood_fell_is_a_whole_step_between_medians(stay, before, recent, holds):
    moods(stay, before, recent)
    assert ("mood_fell" in reasons(stay)) is holds


def test_of_a_young_stay_the_first_two_weeks_count(cast):
    stay = cast.stay_of(cast.jo)
    moods(stay, [5, 5, 4, 4, 4], [2, 2, 2])
    assert reasons(stay)["mood_fell"] == {"from": 4, "to": 2, "days": 7}


def test_private_ratings_count_for_nothing(stay):
    for days_ago in range(3):
        rated(stay, days_ago, "private", craving=10)
    moods(stay, [5] * 6, [1] * 4, "private")
    assert reasons(stay) == {}
    assert not Signal.select().exists()


def test_it_is_gone_when_one_day_is_taken_back_or_deleted(stay):
    entries = [rated(stay, days_ago, craving=9) for days_ago in (2, 1, 0)]
    signal = Signal.get(Signal.about == RATINGS)
    assert signal.reasons == {"craving_high": {"days": 3, "least": 9}}
    entry = JournalEntry.get_by_id(entries[1].id)
    turn_dial(entry, "private")
    assert not Signal.select().exists()
    turn_dial(entry, "shared")
    assert Signal.select().exists()
    delete(entry)
    assert not Signal.select().exists()
    restore(entry)
    assert Signal.select().exists()


def test_what_was_settled_stays_so_while_only_the_numbers_move(stay, cast):
    for days_ago in (2, 1, 0):
        rated(stay, days_ago, craving=9)
    Signal.settle(stay, RATINGS, cast.kim)
    rated(stay, 0, craving=10)
    assert Signal.get().settled_at is not None
    moods(stay, [5] * 5, [1] * 4)
    assert Signal.get().settled_at is None, "another rule is a new reason"
