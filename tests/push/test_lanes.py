"""A lane for each push service: how many at once, what waits, what is handed back."""

import pytest

from webapp.push.lanes import FEWEST_AT_ONCE, LONGEST_PUT_OFF, MOST_AT_ONCE, PATIENCE, Lane


@pytest.fixture
def lane():
    lane = Lane()
    lane.is_connected = True
    return lane


def run(lane, count, now=0.0, seconds=0.03, answered=True, closed_for=None):
    """Send that many, each of which comes back after so long; the time after that."""
    for number in range(count):
        lane.begin(number, now)
        now += seconds
        lane.end(number, now, answered, closed_for)
        lane.is_connected = True
    return now


def put_off(lane, count, now):
    """What becomes of so many more messages: the seconds for which each of the surplus is put off."""
    lane.waiting.extend(range(count))
    return [seconds for _message, seconds in lane.surplus(now)]


def test_each_failure_halves_it_and_each_answer_widens_it_by_one(lane):
    now = run(lane, 3, answered=False)
    assert lane.at_once == MOST_AT_ONCE // 8
    run(lane, 5, now)
    assert lane.at_once == MOST_AT_ONCE // 8 + 5


def test_it_is_never_closed_and_never_wider_than_the_most(lane):
    now = run(lane, 50, answered=False)
    assert lane.at_once == FEWEST_AT_ONCE and lane.takes_more(now)
    run(lane, 1000, now)
    assert lane.at_once == MOST_AT_ONCE


def test_it_takes_no_more_than_it_is_wide(lane):
    for number in range(MOST_AT_ONCE):
        assert lane.takes_more(0)
        lane.begin(number, 0)
    assert not lane.takes_more(0)


def test_one_goes_ahead_until_it_is_connected_and_again_when_nothing_was_under_way():
    lane = Lane()
    assert lane.takes_more(0)
    lane.begin("first", 0)
    assert not lane.takes_more(0)
    lane.is_connected = True
    assert lane.takes_more(0)
    lane.begin("second", 0)
    lane.end("first", 1, True, None)
    assert lane.takes_more(1)
    lane.end("second", 1, True, None)
    lane.begin("third", 600)
    assert not lane.takes_more(600)


def test_what_a_quick_service_will_soon_take_may_wait(lane):
    now = run(lane, 100, seconds=0.03)
    assert put_off(lane, 256, now) == []


def test_what_a_hanging_service_will_not_take_is_handed_back(lane):
    for number in range(MOST_AT_ONCE):
        lane.begin(number, 0.0)
    assert put_off(lane, 256, now=0.03) == []
    seconds = put_off(lane, 0, now=5.0)
    assert len(lane.waiting) == int(PATIENCE / (5.0 / MOST_AT_ONCE))
    assert len(seconds) == 256 - len(lane.waiting)


def test_they_come_again_one_after_the_other_as_the_service_can_take_them(lane):
    now = run(lane, 100, seconds=2.0)
    seconds = put_off(lane, 400, now)
    assert seconds == sorted(seconds)
    apart = [after - before for before, after in zip(seconds, seconds[1:], strict=False)]
    assert apart == pytest.approx([2.0 / MOST_AT_ONCE] * len(apart), rel=0.1)
    assert min(seconds) > PATIENCE


def test_nothing_is_put_off_for_longer_than_a_minute(lane):
    now = run(lane, 20, seconds=10.0, answered=False)
    assert max(put_off(lane, 10_000, now)) == LONGEST_PUT_OFF
    assert max(put_off(lane, 10_000, now + 30)) == LONGEST_PUT_OFF


def test_one_phone_that_asks_to_be_left_alone_closes_nothing(lane):
    now = run(lane, 1, answered=False, closed_for=600)
    assert lane.takes_more(now)


def test_a_service_that_asks_everyone_to_wait_is_left_alone_for_a_minute_at_most(lane):
    now = run(lane, 10, answered=False, closed_for=600)
    assert not lane.takes_more(now + LONGEST_PUT_OFF - 1)
    assert all(seconds > LONGEST_PUT_OFF - 5 for seconds in put_off(lane, 10, now))
    assert lane.takes_more(now + LONGEST_PUT_OFF)
