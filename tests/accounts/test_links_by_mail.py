"""A link in a mail signs in once, is not used up by looking, and tells nobody who has an account."""

import re

import pytest
from cast import address
from mail_server import MailServer

from webapp import clock, mail
from webapp.accounts.models import SignIn, SignInLink


@pytest.fixture
def post(app):
    with MailServer() as server:
        app.config.update(SMTP_URL=server.url, MAIL_FROM="desk@example.org")
        mail.init_app(app)
        yield server
        app.config.update(SMTP_URL=None, MAIL_FROM=None)
        mail.init_app(app)


def ask(client, email):
    return client.send("/sign-in/link", {"email": email})


@pytest.fixture
def link(post, client, cast):
    ask(client, address("jo"))
    (letter,) = post.wait_for(1)
    assert letter["Subject"] == "Waymark"
    return re.search(r"/sign-in/links/[\w-]+", letter.get_content())[0]


def test_it_signs_in_once(link, client, cast):
    for _look in range(3):
        assert client.get(link).status_code == 200
    assert SignIn.select().count() == 0, "looking uses nothing up"
    assert client.send(link).status_code == 303
    assert client.get("/").status_code == 200
    assert client.get("/accounts/password").status_code == 200, "so a new password can be chosen at once"
    assert client.get(link).status_code == 404


def test_it_lasts_half_an_hour(link, client):
    SignInLink.update(expires_at=clock.now()).execute()
    assert client.send(link).status_code == 404


def test_a_newer_one_ends_it(link, post, client):
    ask(client, address("jo"))
    post.wait_for(2)
    assert client.get(link).status_code == 404


def test_it_skips_no_second_step(post, client, cast):
    ask(client, address("kim"))
    (letter,) = post.wait_for(1)
    path = re.search(r"/sign-in/links/[\w-]+", letter.get_content())[0]
    assert client.send(path).location == "/sign-in/authenticator"
    assert SignIn.select().count() == 0


def test_the_answer_is_the_same_for_everybody(post, client, cast):
    def page(email):
        return re.sub(r'(name="(csrf_token|once)"[^>]*value=)"[^"]*"', r"\1", ask(client, email).text)

    assert page(address("jo")) == page("nobody@example.org")
    post.wait_for(1)
    assert len(post.letters) == 1


def test_without_mail_there_is_no_such_page(client, cast):
    assert client.get("/sign-in/link").status_code == 404
    assert "link by e-mail" not in client.get("/sign-in").text
