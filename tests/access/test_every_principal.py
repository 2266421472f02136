"""Every route as every principal: their own stay, someone else's, and one that does not exist.

Some thousands of requests, each taken back after its answer, so that none changes what the next one finds. On SQLite
alone, where a transaction lasts over a request; test_matrix.py asks on both databases with the cast.
"""

import contextlib
import os

import pytest
from expectations import ABOUT_STAYS, PAPER, opens, paper, undeclared
from principals import PRINCIPALS, World
from test_matrix import RECORDS, address, ask, record_for, rules
from visitor import Visitor
from werkzeug.routing import Map, Rule

from webapp.accounts.models import SignIn, digest_of
from webapp.database import new_id, writing
from webapp.people.models import Program
from webapp.timetables.models import ProgramSession, Series


@pytest.fixture
def backend(backends):
    return backends("sqlite")


class _TakenBack(Exception):
    pass


@contextlib.contextmanager
def taken_back():
    """What is written inside is gone at its end."""
    with contextlib.suppress(_TakenBack), writing():
        yield
        raise _TakenBack


class Matrix:
    """The world, a signed-in browser of each principal, and the questions."""

    def __init__(self, app, cast):
        self.app, self.world = app, World(cast)
        self.clients = {key: self._client(who) for key, who in PRINCIPALS.items()}

    def _client(self, who) -> Visitor:
        user = who.make(self.world)
        client = Visitor(self.app, user)
        if who.ends_sign_in:
            with client.session_transaction() as session:
                SignIn.delete().where(SignIn.token_digest == digest_of(session["_user_id"])).execute()
        return client

    def wrong(self, only: str | None = None) -> list[tuple]:
        """Each answer that is not the expected one: (method, rule, principal, target, status, expected)."""
        found = [(None, rule, None, None, None, "a guard") for rule in undeclared(self.app)]
        if found:
            return found
        for rule, method, guard in rules(self.app):
            if guard.kind != "public" and only in (None, rule.endpoint):
                with taken_back():
                    found += self._wrong_of(rule, method, guard)
        return found

    def _wrong_of(self, rule, method, guard) -> list[tuple]:
        if guard.kind not in RECORDS:
            return self._wrong_without_record(rule, method, guard)
        found = []
        urls = {key: self._urls(rule, guard, key) for key in ("first", "ended")}
        for key, who in PRINCIPALS.items():
            of = urls["ended" if key in ("discharged", "guest, discharged") else "first"]
            answers = {target: self._ask(key, method, url) for target, url in of.items()}
            for target, (status, body) in answers.items():
                expected = opens(guard, who, target)
                if not self._fits(who, method, status, expected) or (
                    who.signed_in and not expected and body != answers["nothing"][1]
                ):
                    found.append((method, rule.rule, key, target, status, expected))
        return found

    def _wrong_without_record(self, rule, method, guard) -> list[tuple]:
        needs_own_id = bool(set(rule.arguments) - {"slug"})
        url = address(self.app, rule, self._arguments(rule))
        found = []
        for key, who in PRINCIPALS.items():
            expected = opens(guard, who, "none")
            if expected and needs_own_id:
                continue  # an id of nobody: not found for everyone
            status, _body = self._ask(key, method, url)
            if not self._fits(who, method, status, expected):
                found.append((method, rule.rule, key, "none", status, expected))
        return found

    @staticmethod
    def _fits(who, method, status, expected) -> bool:
        if not who.signed_in:
            return status == (303 if method == "GET" else 401)
        return status < 500 and status not in (401, 403) and (status != 404) == expected

    def _ask(self, key, method, url):
        client = self.clients[key]
        cookies = dict(client._cookies)
        with taken_back():
            answer = ask(client, method, url)
        client._cookies = cookies  # signing out and proving who one is change them
        return answer.status_code, answer.data

    @staticmethod
    def _arguments(rule) -> dict:
        slugs = {"workshops": "sleep-in-recovery", "guests": "boundaries"}
        slug = slugs.get(rule.endpoint.split(".")[0], "longer-out-breathing")
        return {name: slug if name == "slug" else new_id() for name in rule.arguments}

    def _urls(self, rule, guard, key) -> dict:
        """The same address of a record of this stay (or program), of another, and of none."""
        first = record_for(rule, guard, self.world.ended if key == "ended" else self.world.first)
        is_about_stays = guard.kind == ABOUT_STAYS
        other = record_for(rule, guard, self.world.other) if is_about_stays else self._record_elsewhere(first)
        ids = {"first": first.id, "other": other.id, "nothing": new_id()}
        return {
            target: address(self.app, rule, {**self._arguments(rule), "record_id": one})
            for target, one in ids.items()
        }

    def _record_elsewhere(self, ours):
        """One of the same kind that belongs to the other program."""
        if isinstance(ours, Program):
            return self.world.elsewhere
        model = type(ours)
        there = model.get_or_none(model.program == self.world.elsewhere)
        if there is not None:
            return there
        values = {**ours.__data__, "id": new_id(), "program": self.world.elsewhere.id}
        if model is ProgramSession:
            values["series"] = self._record_elsewhere(Series.get(Series.program == self.world.program)).id
        return model.create(**values)


@pytest.fixture
def matrix(app, cast):
    return Matrix(app, cast)


def test_every_route_answers_every_principal_as_the_paper_says(matrix):
    wrong = matrix.wrong()
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(str(one) for one in wrong[:60])


def test_the_paper_is_current(app):
    """`make access` writes it."""
    if os.environ.get("WRITE_ACCESS"):
        PAPER.write_text(paper(app))
    assert PAPER.read_text() == paper(app)


@pytest.mark.parametrize(
    "endpoint", ["caseload.participant", "guests.shared", "census.home", "programs.series", "today.home"]
)
def test_it_notices_a_route_whose_guard_is_gone(matrix, monkeypatch, endpoint):
    guarded = matrix.app.view_functions[endpoint]

    def unguarded(**arguments):
        return "in"

    unguarded.guard = guarded.guard
    monkeypatch.setitem(matrix.app.view_functions, endpoint, unguarded)
    assert matrix.wrong(only=endpoint)


def test_it_notices_a_route_that_says_nothing_of_who_may_reach_it(matrix, monkeypatch):
    app = matrix.app
    rules_of_all = [*(rule.empty() for rule in app.url_map.iter_rules()), Rule("/new", endpoint="new")]
    monkeypatch.setattr(app, "url_map", Map(rules_of_all, converters=app.url_map.converters))
    monkeypatch.setitem(app.view_functions, "new", lambda: "in")
    assert matrix.clients["coordinator"].get("/new").status_code == 404
    assert [one[1] for one in matrix.wrong()] == ["/new"]
