"""Rate limits of several web servers in one Redis, which may go away at any moment and stop nobody."""

import itertools
import signal
import time

import pytest
from processes import START_WITHIN, Machines, ask, keys_of, wait_until

pytestmark = pytest.mark.real_clock

LIMIT = 60  # in 15 minutes, for the page that opens an invitation
RECOVERS_WITHIN = 60  # the longest pause between two looks at a Redis that was away is 32 s
ADDRESSES = (f"203.0.113.{number}" for number in itertools.count(1))


@pytest.fixture
def backend(backends):
    """The database has no part in this."""
    return backends("sqlite")


@pytest.fixture
def webs(app, redis, tmp_path):
    shared = {"DATABASE_URL": app.config["DATABASE_URL"], "PROXY_HOPS": "1"}
    shared["REDIS_URL"] = redis.url
    with Machines(tmp_path, **keys_of(app.config), **shared) as machines:
        both = [machines.web(), machines.web()]
        for web in both:
            wait_until(web.is_up, START_WITHIN)
        yield both


def opened(web, address: str) -> int:
    return ask(f"{web.url}/invitations/of-nobody", **{"X-Forwarded-For": address})


def is_shared(webs) -> bool:
    """Whether a newcomer who asked both web servers up to the limit together is then refused by both."""
    address = next(ADDRESSES)
    taken = [opened(web, address) for web in webs * (LIMIT // 2)]
    assert set(taken) == {404}
    return [opened(web, address) for web in webs] == [429, 429]


def test_two_web_servers_count_together(webs):
    assert is_shared(webs)
    assert opened(webs[0], next(ADDRESSES)) == 404, "someone else is not limited by it"


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "hanging"])
def test_redis_away_stops_nobody_and_back_again_they_count_together(webs, redis, how):
    assert is_shared(webs)
    redis.process.send_signal(how)
    started = time.monotonic()
    for web in webs:
        assert opened(web, next(ADDRESSES)) == 404
    assert time.monotonic() - started < 5, "they waited for Redis"
    address = next(ADDRESSES)
    alone = [opened(webs[0], address) for _ in range(LIMIT + 1)]
    assert alone[-1] == 429, "each web server still limits by itself"

    redis.kill()
    redis.start()
    wait_until(lambda: is_shared(webs), RECOVERS_WITHIN, "counting together again")
