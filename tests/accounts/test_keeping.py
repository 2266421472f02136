"""Nothing typed is lost: a form that arrives too late comes back, for the person who wrote it alone."""

import datetime as dt
import html
import re

import pytest
from cast import PASSWORD, address

from webapp import clock
from webapp.accounts.models import SignIn
from webapp.people.models import User

WORDS = "I wrote this for an hour & I do not want to lose it.\nSecond line."
ENTRY = {"words": WORDS, "mood": "2", "visibility": "private"}


def hidden_fields(page: str) -> dict[str, str]:
    """The hidden inputs of the page's forms, as a browser would send them."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        attributes = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if attributes.get("type") == "hidden":
            found[attributes["name"]] = html.unescape(attributes.get("value", ""))
    return found


def expire(user) -> None:
    SignIn.update(expires_at=clock.now() - dt.timedelta(seconds=1)).where(SignIn.user == user).execute()


def sign_in_with(browser, page, name):
    typed = {"email": address(name), "password": PASSWORD, **hidden_fields(page)}
    return browser.post("/sign-in", data=typed, headers={"Sec-Fetch-Site": "same-origin"})


def test_words_sent_after_the_sign_in_ended_come_back_to_their_writer(client_of, cast):
    browser = client_of(cast.jo)
    expire(cast.jo)
    late = browser.send("/accounts/", {"name": WORDS[:40], "time_zone": ""})
    assert late.status_code == 401
    assert "Your words are kept" in late.text and WORDS[:40] not in html.unescape(
        late.text
    )  # sealed until then
    back = sign_in_with(browser, late.text, "jo")
    assert back.status_code == 200 and WORDS[:40] in html.unescape(back.text)
    fields = hidden_fields(back.text)
    again = browser.post("/accounts/", data=fields, headers={"Sec-Fetch-Site": "same-origin"})
    assert again.status_code == 303
    assert User.by_email(address("jo")).name == WORDS[:40]


def test_a_journal_entry_survives_an_expired_sign_in(client_of, cast):
    browser = client_of(cast.jo)
    expire(cast.jo)
    late = browser.send("/journals/", ENTRY)
    back = sign_in_with(browser, late.text, "jo")
    fields = hidden_fields(back.text)
    assert {name: fields[name].replace("\r\n", "\n") for name in ENTRY} == ENTRY
    assert 'action="/journals/"' in back.text
    answer = browser.post("/journals/", data=fields, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303
    assert WORDS in html.unescape(browser.get("/journals/").text)


def test_words_do_not_open_for_somebody_else(client_of, cast):
    browser = client_of(cast.jo)
    expire(cast.jo)
    late = browser.send("/journals/", ENTRY)
    other = sign_in_with(browser, late.text, "ana")
    assert (other.status_code, other.location) == (303, "/")
    assert "for an hour" not in browser.get("/accounts/").text


def test_words_are_kept_through_a_mistyped_password(client_of, cast):
    browser = client_of(cast.jo)
    expire(cast.jo)
    late = browser.send("/journals/", ENTRY)
    wrong = browser.post(
        "/sign-in",
        data={**hidden_fields(late.text), "email": address("jo"), "password": "oops"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert wrong.status_code == 422 and "Your words are kept" in wrong.text
    assert "for an hour" in sign_in_with(browser, wrong.text, "jo").text


def test_an_old_form_token_gives_the_words_back_at_once(client_of, cast):
    browser = client_of(cast.jo)
    answer = browser.post(
        "/journals/", data={"csrf_token": "old", **ENTRY}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code == 400
    assert WORDS in html.unescape(answer.text)
    fields = hidden_fields(answer.text)
    assert len(fields["once"]) == 26 and fields["words"].replace("\r\n", "\n") == WORDS


def test_sending_again_twice_writes_once(client_of, cast):
    browser = client_of(cast.jo)
    fields = {"csrf_token": "old", "name": "Joey", "time_zone": ""}
    answer = browser.post("/accounts/", data=fields, headers={"Sec-Fetch-Site": "same-origin"})
    fields = hidden_fields(answer.text)
    for _tap in range(2):
        browser.post("/accounts/", data=fields, headers={"Sec-Fetch-Site": "same-origin"})
    assert User.by_email(address("jo")).name == "Joey"


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "none"}, {"Origin": "https://evil.example"}, {}])
def test_what_another_site_sent_is_not_shown(client_of, cast, headers):
    answer = client_of(cast.jo).post("/journals/", data=ENTRY, headers=headers)
    assert answer.status_code == 400 and "for an hour" not in answer.text


def test_another_sites_form_is_refused_before_anything(client_of, cast):
    browser = client_of(cast.jo)
    answer = browser.send(
        "/accounts/", {"name": "Mallory", "time_zone": ""}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert User.by_email(address("jo")).name == "Jo Rivera"


def test_passwords_are_never_handed_back(client_of, cast):
    browser = client_of(cast.jo)
    expire(cast.jo)
    fields = {"csrf_token": "old", "email": address("jo"), "password": PASSWORD}
    late = browser.post("/sign-in", data=fields, headers={"Sec-Fetch-Site": "same-origin"})
    assert late.status_code == 401 and PASSWORD not in late.text
    assert PASSWORD not in sign_in_with(browser, late.text, "jo").text


def test_nothing_is_kept_for_somebody_who_never_signed_in(client, cast):
    answer = client.send("/journals/", ENTRY)
    assert answer.status_code == 401 and "Your words are kept" not in answer.text
