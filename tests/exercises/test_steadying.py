"""Exercises for everybody: open to all, the same for all, with nowhere to write."""

import re

import pytest

from webapp.exercises.catalogue import find_exercise
from webapp.exercises.hard_moments import TOO_RISKY
from webapp.exercises.vocabulary import FEELS
from webapp.pwa import shell

ADDRESS = re.compile(r'href="/steady/([^"]+)"')


@pytest.fixture
def slugs(client) -> list[str]:
    return list(dict.fromkeys(ADDRESS.findall(client.get("/steady").text)))


def test_they_are_for_any_moment_and_for_each_feeling(client):
    page = client.get("/steady").text

    sections = page.split("<section")[1:]
    assert len(sections) == 1 + len(FEELS)
    assert all(len(ADDRESS.findall(section)) == 3 for section in sections)
    assert 'href="/help-now"' in page


def test_each_opens_without_a_sign_in_and_offers_nowhere_to_write(client, slugs):
    assert len(slugs) > 8
    for slug in slugs:
        page = client.get(f"/steady/{slug}")
        assert page.status_code == 200 and find_exercise(slug).title in page.text
        assert not re.search(
            r"<(form|textarea)|\sname=(?!\"(viewport|color-scheme|theme-color|format-detection)\")", page.text
        ), slug
        assert "You can stop at any moment." in page.text and 'href="/help-now"' in page.text


def test_none_is_risky_or_kept_for_who_was_given_it(slugs):
    chosen = [find_exercise(slug) for slug in slugs]

    assert not any(one.assigned_only or TOO_RISKY.intersection(one.cautions) for one in chosen)


def test_all_others_want_a_sign_in(client, slugs):
    assert client.get("/steady/urge-surfing").status_code == 404
    assert client.get("/exercises/urge-surfing").status_code == 303


def test_whoever_asks_gets_the_same(client, slugs, jo, sam):
    for path in ("/steady", *(f"/steady/{slug}" for slug in slugs)):
        assert client.get(path).get_data() == jo.get(path).get_data() == sam.get(path).get_data()
        assert "Set-Cookie" not in client.get(path).headers


def test_every_phone_keeps_all_of_them(app, slugs):
    with app.test_request_context():
        kept = shell()

    assert {"/steady", *(f"/steady/{slug}" for slug in slugs)} <= set(kept)
