"""The first run: after an account is made, until it was gone through or skipped, and never by itself again."""

import pytest
from cast import PASSWORD, address

from webapp.people.consents import INVITED, Consent, Invitation
from webapp.people.models import User

NEW = {"name": "Max", "password": "a password of my own", "again": "a password of my own"}
SCREENS = ("/welcome/what-it-is", "/welcome/who-sees-what", "/welcome/what-it-does-not-do")
SKIP, START = "Skip</span>", "Start</span>"


def sign_in(browser, name, password=PASSWORD, **options):
    return browser.send("/sign-in", {"email": address(name), "password": password}, **options)


def make_new(user) -> None:
    user.is_new = True
    user.save()


def test_a_new_account_begins_there(client, cast):
    person = User.register("new@example.org", "New")
    token = Invitation.make(user=person)[1]
    accepted = client.send(f"/invitations/{token}", NEW)
    assert (accepted.status_code, accepted.location) == (303, "/welcome/")
    assert User.by_email("new@example.org").is_new


def test_it_has_three_screens_that_lead_on(client_of, cast):
    make_new(cast.jo)
    jo = client_of(cast.jo)
    assert jo.get("/welcome/").location == SCREENS[0]
    for here, there in zip(SCREENS, SCREENS[1:], strict=False):
        page = jo.get(here).text
        assert f'href="{there}"' in page
        assert SKIP in page
    last = jo.get(SCREENS[-1]).text
    assert START in last
    assert SKIP not in last


def test_signing_in_leads_there_until_it_was_seen_or_skipped(client, cast):
    make_new(cast.jo)
    for _time in range(2):
        assert sign_in(client, "jo").location == "/welcome/"
    done = client.send("/welcome/")
    assert (done.status_code, done.location) == (303, "/")
    assert sign_in(client, "jo").location == "/"


def test_it_does_not_stand_between_a_person_and_the_page_they_asked_for(client, cast):
    make_new(cast.jo)
    asked = client.send("/sign-in?next=/schedule/", {"email": address("jo"), "password": PASSWORD})
    assert asked.location == "/schedule/"


def test_an_account_from_before_is_not_led_there_and_can_read_it(client_of, cast, client):
    assert sign_in(client, "jo").location == "/"
    jo = client_of(cast.jo)
    assert 'href="/welcome/"' in jo.get("/accounts/").text
    page = jo.get(SCREENS[0]).text
    assert SKIP not in page
    assert 'href="/accounts/"' in page
    assert START not in jo.get(SCREENS[2]).text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("sam", "You never see what they write"),
        ("kim", "Private stays private"),
        ("robin", "Private stays private"),
    ],
)
def test_guests_and_staff_have_one_screen_of_their_own(client_of, cast, name, words):
    user = getattr(cast, name)
    make_new(user)
    visitor = client_of(user)
    page = visitor.get("/welcome/")
    assert page.status_code == 200
    assert words in page.text
    assert START in page.text
    assert visitor.get(SCREENS[0]).status_code == 404
    visitor.send("/welcome/")
    assert not User.by_email(address(name)).is_new


def test_a_guest_who_made_an_account_begins_there_too(client, cast):
    consent = Consent.get()
    consent.guest, consent.guest_name, consent.guest_email, consent.state = (
        None,
        "Max",
        "max@example.org",
        INVITED,
    )
    consent.save()
    token = Invitation.make(consent=consent)[1]
    assert client.send(f"/invitations/{token}", NEW).location == "/welcome/"
    assert "You see what they chose" in client.get("/welcome/").text


def test_help_is_named_and_one_tap_away(client_of, cast):
    jo = client_of(cast.jo)
    for path in SCREENS:
        assert 'href="/help-now"' in jo.get(path).text
    assert "Look at Help now" in jo.get(SCREENS[2]).text
