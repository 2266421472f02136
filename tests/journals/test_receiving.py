"""Words from another app on the phone: they fill the form of a new private entry, and nothing is written by it."""

import html
import re

import pytest
from cast import PASSWORD, address

from webapp import clock
from webapp.accounts.models import SignIn
from webapp.journals.models import JournalEntry

RECEIVED = "/journals/received"
SHARED = {"title": "A poem", "text": "Two roads & a <wood>", "url": "https://example.org/poem"}
WORDS = "A poem\nTwo roads & a <wood>\nhttps://example.org/poem"
BY_THE_PHONE = {"Sec-Fetch-Site": "none"}  # so Chromium says of what the system started


def share(browser, fields=SHARED, headers=BY_THE_PHONE):
    return browser.post(RECEIVED, data=fields, headers=headers)


def box(page: str) -> str:
    found = re.search(r'<textarea[^>]*name="words"[^>]*>\r?\n?([^<]*)</textarea>', page)[1]
    return html.unescape(found)


def hidden(page: str, name: str) -> str:
    tags = [tag for tag in re.findall(r"<input[^>]*>", page) if f'name="{name}"' in tag]
    return html.unescape(re.search(r'value="([^"]*)"', tags[-1])[1]) if tags else ""


def sign_in(browser, page, name="jo"):
    names = ("csrf_token", "once", "held", "handed_over")
    fields = {each: hidden(page, each) for each in names}
    typed = {"email": address(name), "password": PASSWORD, **fields}
    return browser.post("/sign-in", data=typed, headers={"Sec-Fetch-Site": "same-origin"})


def test_they_fill_the_form_of_a_new_private_entry(client_of, cast):
    got = share(client_of(cast.jo))
    assert got.status_code == 200
    assert box(got.text) == WORDS
    assert re.search(r'value="private"[^>]* checked', got.text)
    assert JournalEntry.select().count() == 0


def test_the_form_then_saves_them_once(client_of, cast):
    jo = client_of(cast.jo)
    page = share(jo).text
    fields = {"csrf_token": hidden(page, "csrf_token"), "once": hidden(page, "once")}
    fields |= {"words": box(page), "visibility": "private"}
    for _tap in range(2):
        sent = jo.post("/journals/", data=fields, headers={"Sec-Fetch-Site": "same-origin"})
        assert sent.status_code == 303
    entry = JournalEntry.get()
    assert (entry.words, entry.visibility) == (WORDS, "private")


def test_what_comes_twice_is_put_in_once(client_of, cast):
    page = share(
        client_of(cast.jo), {"title": "", "text": "https://x.example", "url": "https://x.example"}
    ).text
    assert box(page) == "https://x.example"


def test_they_stand_in_no_address_and_are_never_compressed(client_of, cast, client):
    target = client.get("/manifest.webmanifest").get_json(force=True)["share_target"]
    assert (target["action"], target["method"]) == (RECEIVED, "POST")
    jo = client_of(cast.jo)
    assert jo.get(f"{RECEIVED}?text=words").status_code == 405
    accept = {**BY_THE_PHONE, "Accept-Encoding": "br, gzip"}
    assert share(jo, headers=accept).headers["Content-Encoding"] == "identity"
    assert jo.get("/journals/new", headers=accept).headers["Content-Encoding"] == "br"


def test_another_site_cannot_fill_the_form(client_of, cast):
    assert share(client_of(cast.jo), headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_it_is_the_only_form_without_a_token(app):
    marked = [name for name, view in app.view_functions.items() if getattr(view, "from_another_app", False)]
    assert marked == ["journals.receive"]


@pytest.mark.parametrize("name", ["kim", "sam", "robin"])
def test_who_keeps_no_journal_here_has_no_such_page(client_of, cast, name):
    assert share(client_of(getattr(cast, name))).status_code == 404


def test_signed_out_they_wait_in_the_sign_in_page(client, cast):
    page = share(client)
    assert page.status_code == 401
    assert "Your words are kept" in page.text
    again = sign_in(client, page.text)
    assert again.status_code == 200
    assert hidden(again.text, "text").replace("\r\n", "\n") == WORDS
    assert f'action="{RECEIVED}"' in again.text
    assert box(share(client, {"text": hidden(again.text, "text")}).text) == WORDS


def test_they_survive_a_mistyped_password(client, cast):
    page = share(client).text
    wrong = client.send(
        "/sign-in", {"email": address("jo"), "password": "oops", "handed_over": hidden(page, "handed_over")}
    )
    assert wrong.status_code == 422
    assert hidden(sign_in(client, wrong.text).text, "text").replace("\r\n", "\n") == WORDS


def test_after_a_sign_in_ended_they_open_for_that_person_alone(client_of, cast, client):
    jo = client_of(cast.jo)
    SignIn.update(expires_at=clock.now()).where(SignIn.user == cast.jo).execute()
    page = share(jo).text
    assert "Two roads" not in page
    typed = {"email": address("ana"), "password": PASSWORD, "held": hidden(page, "held")}
    assert client.send("/sign-in", typed).status_code == 303
    assert "Two roads" in sign_in(jo, page, "jo").text
