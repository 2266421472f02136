"""What a participant practised and shared, as their care team reads it; what is private counts nowhere."""

import pytest
from pictures import png

from webapp import clock
from webapp.audit import AuditRecord
from webapp.exercises.models import Practice


def practise(stay, before, after, visibility="shared", slug="longer-out-breathing", **words):
    return Practice.create(
        enrollment=stay,
        slug=slug,
        started_at=clock.now(),
        visibility=visibility,
        before=before,
        after=after,
        **words,
    )


def test_it_says_what_eased_things_from_what_was_shared_alone(kim, stay):
    for _time in range(3):
        practise(stay, 8, 4)
        practise(stay, 9, 1, "private", slug="box-breathing", note="canary")
    practise(stay, 5, 4, slug="five-senses")
    page = kim.get(f"/caseload/{stay.id}/practices").text

    assert "It eased by 4.0 points on average" in page
    assert "Rated 1 of 3 times" in page and "Not enough yet" in page
    assert "Box breathing" not in page and "canary" not in page


def test_a_shared_practice_is_read_and_the_reading_is_on_record(kim, stay, cast):
    shared = practise(
        stay, 8, 3, slug="reasons-card", note="It was late.", answers={"reason_one": "Mia"}, drawing=png()
    )
    page = kim.get(f"/caseload/practices/{shared.id}").text

    assert all(words in page for words in ("It was late.", "My first reason", "Mia", png()))
    assert AuditRecord.get(AuditRecord.about == shared.id).actor == cast.kim.id


@pytest.mark.parametrize(
    ("visibility", "reader", "status"),
    [("shared", "kim", 200), ("private", "kim", 404), ("shared", "lee", 404), ("shared", "robin", 404)],
)
def test_only_the_care_team_reads_and_only_what_is_shared(cast, client_of, stay, visibility, reader, status):
    practice = practise(stay, 8, 3, visibility)
    answer = client_of(getattr(cast, reader)).get(f"/caseload/practices/{practice.id}")
    assert answer.status_code == status
