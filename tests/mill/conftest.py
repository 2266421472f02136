"""The mill works on SQLite, where one file is all there is; what concerns PostgreSQL says so itself."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from webapp import database
from webapp.people.models import Enrollment, User


@dataclass
class Installation:
    """What servers are started on. Nothing here holds the database open: its log is left to the next start."""

    app: object
    folder: Path
    jo: User
    kim: User
    stay: Enrollment


@pytest.fixture
def backend(backends):
    return backends("sqlite")


@pytest.fixture
def installation(app, cast, tmp_path):
    one = Installation(app, tmp_path / "data", cast.jo, cast.kim, cast.stay_of(cast.jo))
    database.disconnect()
    return one
