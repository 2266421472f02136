"""The page that always answers."""

import re

import pytest
from flask.testing import FlaskClient

from webapp import database
from webapp.helplines.directory import COUNTRIES


def first_country(page: str) -> str | None:
    found = re.search(r'<h2 id="here">([^<]+)</h2>', page)
    return found and found[1]


def main_part(page: str) -> str:
    return page.split("<main")[1].split("<details")[0]


def test_it_is_open_to_everybody_and_starts_with_the_installations_country(app, client):
    page = client.get("/help-now").text

    assert first_country(page) == "United States"
    assert page.index('href="tel:911"') < page.index('href="tel:988"') < page.index('href="sms:988"')
    assert "Call 911" in page and "Call 988" in page and "Text 988" in page
    assert "Last checked: June 30, 2026." in page
    assert "does not watch and does not alert anyone" in page
    assert "Put both feet on the floor" in page


def test_a_country_can_be_chosen_by_a_plain_link(client):
    assert first_country(client.get("/help-now?country=GB").text) == "United Kingdom"


@pytest.mark.parametrize("code", ["ZZ", "us", "", "%00", "<script>"])
def test_an_unknown_country_gets_the_choice_and_never_a_guess(client, code):
    answer = client.get("/help-now", query_string={"country": code})

    assert answer.status_code == 200
    assert first_country(answer.text) is None
    assert "Where are you?" in answer.text
    assert "tel:" not in main_part(answer.text)


def test_an_installation_without_a_country_gets_the_choice(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "HELP_COUNTRY", "")

    assert "Where are you?" in client.get("/help-now").text


def test_every_country_is_in_the_one_page(client):
    page = client.get("/help-now").text

    for country in COUNTRIES.values():
        for line in country.lines:
            if line.call:
                assert f'href="{line.call_link}"' in page
    assert "findahelpline.com" in page


def test_every_phone_link_is_well_formed(client):
    links = re.findall(r'href="((?:tel|sms):[^"]*)"', client.get("/help-now").text)

    assert links
    assert all(re.fullmatch(r"tel:\+?[0-9]+|sms:[0-9]+(\?&amp;body=[A-Za-z0-9%]+)?", link) for link in links)


def test_it_is_the_same_for_everyone_and_carries_no_token_or_script(client, client_of, cast):
    for_nobody, for_jo = client.get("/help-now"), client_of(cast.jo).get("/help-now")

    assert for_nobody.text == for_jo.text
    assert "csrf" not in for_nobody.text
    assert "<script" not in for_nobody.text and "style=" not in for_nobody.text
    assert "Set-Cookie" not in for_nobody.headers
    assert "Jo" not in for_jo.text


def test_it_answers_while_the_database_is_away(app, client_of, cast):
    jo, here = client_of(cast.jo), database.db.obj
    database.open_database("sqlite:////nowhere/at/all.db")
    try:
        answer = FlaskClient.open(jo, "/help-now")  # a Visitor would look at the database afterwards
    finally:
        database.db.initialize(here)

    assert answer.status_code == 200
    assert 'href="tel:911"' in answer.text


def test_one_can_leave_quickly_without_a_script(app, client):
    answer = client.get("/help-now/leaving")
    assert (answer.status_code, answer.location) == (303, app.config["QUICK_EXIT_URL"])
    assert 'class="leave"' in client.get("/sign-in").text
