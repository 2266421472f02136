"""A form that the person did not send from our own page changes nothing: every address that takes one, every forgery.

Made from the URL map, as somebody who may send it. On SQLite alone: what is asked here is asked before the database.
"""

import json
import logging

import pytest
from addresses import url_of
from itsdangerous import URLSafeTimedSerializer
from test_matrix import EXPECTED, PEOPLE
from visitor import Visitor
from werkzeug.routing import Map, Rule

OURS = {"Sec-Fetch-Site": "same-origin"}
REFUSED = (400, 401, 403)
# Another app on the same phone hands over words to write down: it can have no token of ours, and nothing is written
# before the person presses a button on our own page (tests/journals/test_receiving.py).
FROM_OTHER_APPS = "journals.receive"
WRITES = ("INSERT", "UPDATE", "DELETE")
# What any request of a signed-in person leaves behind: when they were last seen.
ALWAYS_WRITTEN = 'UPDATE "sign_in"'
# What a look leaves behind beside the trail, by table: a secret or question that the page shows, and that it was read.
SEEN = {
    "authenticator": {"accounts.authenticator"},
    "passkey_challenge": {"accounts.new_passkey"},
    "review": {"caseload.entry"},
}


@pytest.fixture
def backend(backends):
    return backends("sqlite")


class Forger:
    """The cast's browsers, and each way to send a form that is not theirs."""

    def __init__(self, app, cast):
        self.app = app
        self.browsers = {name: Visitor(app, getattr(cast, name)) for name in PEOPLE}
        self.nobody = Visitor(app)
        self.stay = cast.stay_of(cast.jo)
        self.written = []

    def rules(self):
        return [rule for rule in self.app.url_map.iter_rules() if "POST" in rule.methods]

    def sender_of(self, rule) -> Visitor:
        guard = self.app.view_functions[rule.endpoint].guard
        if guard.kind == "public":
            return self.nobody
        who = next(iter(sorted(EXPECTED[guard.permission][1])), "jo") if guard.permission else "jo"
        reached = sorted(EXPECTED[guard.permission][0]) if guard.permission else []
        return self.browsers[reached[0] if reached else who]

    def forgeries(self, rule) -> dict:
        """How each is sent."""
        browser, other = self.sender_of(rule), self.browsers["ana"]
        if browser is other:
            other = self.browsers["sam"]
        url = url_of(self.app, rule, self.app.view_functions[rule.endpoint].guard, self.stay)
        stale = URLSafeTimedSerializer("another key", salt="wtf-csrf-token").dumps("0" * 40)
        before_sign_in = Visitor(self.app).token()
        token = browser.token()
        return {
            "no token": lambda: browser.post(url, headers=OURS),
            "somebody else's token": lambda: browser.post(
                url, data={"csrf_token": other.token()}, headers=OURS
            ),
            "a token from before signing in": lambda: browser.post(
                url, data={"csrf_token": before_sign_in}, headers=OURS
            ),
            "a token signed with another key": lambda: browser.post(
                url, data={"csrf_token": stale}, headers=OURS
            ),
            "the token in the address": lambda: browser.post(f"{url}?csrf_token={token}", headers=OURS),
            "from another site": lambda: browser.post(
                url, data={"csrf_token": token}, headers={"Sec-Fetch-Site": "cross-site"}
            ),
            "from another site of the same owner": lambda: browser.post(
                url, data={"csrf_token": token}, headers={"Sec-Fetch-Site": "same-site"}
            ),
            "JSON that says it is text": lambda: browser.post(
                url, data=json.dumps({"csrf_token": token}), content_type="text/plain", headers=OURS
            ),
        }

    def succeeding(self, only: str | None = None) -> list[tuple]:
        """Forgeries that were not refused, or left a trace in the database."""
        found = []
        for rule in self.rules():
            if rule.endpoint == FROM_OTHER_APPS or only not in (None, rule.endpoint):
                continue
            for name, send in self.forgeries(rule).items():
                self.written.clear()
                status = send().status_code
                if status not in REFUSED or self.written:
                    found.append((rule.rule, name, status, self.written[:1]))
        return found


@pytest.fixture
def forger(app, cast):
    made, log, handler = Forger(app, cast), logging.getLogger("peewee"), logging.Handler()

    def note(record):
        statement = record.msg[0]
        if statement.startswith(WRITES) and not statement.startswith(ALWAYS_WRITTEN):
            made.written.append(statement)

    handler.emit = note
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    yield made
    log.removeHandler(handler)
    log.setLevel(logging.NOTSET)


def test_every_forgery_is_refused_and_changes_nothing(forger):
    assert len(forger.rules()) > 100
    succeeding = forger.succeeding()
    assert not succeeding, "\n".join(map(str, succeeding))


def test_looking_changes_nothing_but_what_is_listed(app, forger):
    """Each page as somebody who may open it: on the trail that they did, and what a person would call seen."""
    changed = {}
    for rule in [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]:
        guard, browser = app.view_functions[rule.endpoint].guard, forger.sender_of(rule)
        url = url_of(app, rule, guard, forger.stay)
        forger.written.clear()
        with browser.get(url):
            pass
        for statement in forger.written:
            changed.setdefault(statement.split('"')[1], set()).add(rule.endpoint)
    assert len(changed.pop("audit_record")) > 20
    changed.pop("audit_head")
    assert changed == SEEN


def test_what_another_app_hands_over_is_written_only_when_it_is_sent_from_our_page(forger):
    jo = forger.browsers["jo"]
    forger.written.clear()
    jo.post("/journals/received", data={"text": "from elsewhere"}, headers={"Sec-Fetch-Site": "none"})
    assert jo.post("/journals/received", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert forger.written == []


def test_it_notices_a_form_without_protection(app, forger, monkeypatch):
    """The checker proves itself: a view that takes anything."""
    rules = [rule.empty() for rule in app.url_map.iter_rules()]
    monkeypatch.setattr(
        app,
        "url_map",
        Map([*rules, Rule("/open", endpoint="open", methods=["POST"])], converters=app.url_map.converters),
    )

    def open_to_all():
        return "done"

    open_to_all.guard = app.view_functions["helplines.help_now"].guard
    monkeypatch.setitem(app.view_functions, "open", open_to_all)
    monkeypatch.setitem(app.config, "WTF_CSRF_CHECK_DEFAULT", False)
    assert {name for _rule, name, _status, _written in forger.succeeding(only="open")} == {
        name for name in forger.forgeries(forger.rules()[-1]) if "another site" not in name
    }
