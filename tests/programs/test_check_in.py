"""What a check-in asks, and whether listed words are marked: the coordinator of the program chooses."""

import pytest

from webapp import audit
from webapp.people.models import Program


@pytest.fixture
def url(cast):
    return f"/programs/{cast.program.id}/check-in"


def test_it_is_chosen_and_audited(robin, url):
    page = robin.get(url).text
    assert page.count("checked") == 4
    assert "No clinician has looked it through yet" in page
    assert robin.send(url, {"asks": ["sleep", "craving"], "tells_of_risk_words": "y"}).status_code == 303
    program = Program.get()
    assert (program.check_in_asks, program.tells_of_risk_words) == (["craving", "sleep"], True)
    lines = audit.AuditRecord.select().where(audit.AuditRecord.about == program.id)
    assert "chose what a check-in asks" in {line.action for line in lines}


def test_mood_alone_can_be_asked(robin, url, cast, client_of):
    robin.send(url, {})
    assert Program.get().check_in_asks == []
    page = client_of(cast.jo).get("/").text
    assert "How is your mood?" in page
    assert "A little more, if you like" not in page


def test_it_refuses_what_no_check_in_asks(robin, url):
    assert robin.send(url, {"asks": ["weight"]}).status_code == 422
    assert len(Program.get().check_in_asks) == 4


def test_only_the_coordinator_reaches_it(url, cast, client_of):
    for name in ("jo", "kim", "sam"):
        assert client_of(getattr(cast, name)).get(url).status_code == 404
