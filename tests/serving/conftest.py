"""What several of these tests need beside the app."""

import shutil

import pytest
from needs import missing
from processes import Redis


@pytest.fixture
def redis():
    running = Redis(shutil.which("redis-server") or missing("Redis (Debian's package redis-server)"))
    yield running
    running.kill()
