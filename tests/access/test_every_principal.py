"""Every route as every principal: their own stay, someone else's, and one that does not exist.

What is expected stands in docs/access.md, so that no wrong policy and no wrong guard vouches for itself. Some thousands
of requests, each taken back after its answer, so that none changes what the next one finds. On SQLite alone, where a
transaction lasts over a request; test_matrix.py asks on both databases with the cast.
"""

import os

import pytest
from addresses import rules
from expectations import (
    PAPER,
    paper,
    undeclared,
)
from matrix import MARK, taken_back
from werkzeug.routing import Map, Rule

VERBS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}


@pytest.fixture
def backend(backends):
    return backends("sqlite")


def _answered(app, rule) -> set[str]:
    """The verbs that the rule's address answers, by any of the rules that share it."""
    return set().union(*(other.methods for other in app.url_map.iter_rules() if other.rule == rule.rule))


def _alike(answers) -> bool:
    first, second = ((answer.status_code, answer.data, sorted(answer.headers)) for answer in answers)
    return first == second


def test_every_route_answers_every_principal_as_the_paper_says(matrix):
    wrong = list(matrix.wrong())
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(str(one) for one in wrong[:60])


def test_every_permission_reaches_whom_the_paper_says(matrix):
    assert not list(matrix.wrongly_reached())


def test_a_wrong_verb_is_refused_alike_whatever_it_is_about(matrix):
    """By the address alone: neither who asks nor whether the record exists is looked at."""
    wrong = []
    for rule in matrix.app.url_map.iter_rules():
        guard = matrix.app.view_functions[rule.endpoint].guard
        with taken_back():
            urls = matrix.urls(rule, guard)
            for method in sorted(VERBS - _answered(matrix.app, rule)):
                answers = [matrix.send("participant", method, url) for url in urls]
                answers.append(matrix.send("nobody", method, urls[0]))
                if {answer.status_code for answer in answers} != {405} or not _alike(answers[:2]):
                    wrong.append((method, rule.rule, [answer.status_code for answer in answers]))
                if any("Allow" in answer.headers or MARK.encode() in answer.data for answer in answers):
                    wrong.append((method, rule.rule, "gives something away"))
    assert not wrong, wrong[:60]


def test_a_head_is_answered_as_the_page_is(matrix):
    wrong = []
    for rule, method, guard in rules(matrix.app):
        if method == "GET" and guard.kind != "public":
            with taken_back():
                for url in matrix.urls(rule, guard):
                    for key in ("participant", "on the team", "nobody"):
                        page, head = (matrix.send(key, verb, url) for verb in ("GET", "HEAD"))
                        if head.status_code != page.status_code or head.data:
                            wrong.append((rule.rule, key, page.status_code, head.status_code))
    assert not wrong, wrong[:60]


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
    assert list(matrix.wrong(only={endpoint}))


def test_it_notices_a_route_that_says_nothing_of_who_may_reach_it(matrix, monkeypatch):
    app = matrix.app
    rules_of_all = [*(rule.empty() for rule in app.url_map.iter_rules()), Rule("/new", endpoint="new")]
    monkeypatch.setattr(app, "url_map", Map(rules_of_all, converters=app.url_map.converters))
    monkeypatch.setitem(app.view_functions, "new", lambda: "in")
    assert matrix.clients["coordinator"].get("/new").status_code == 404
    assert undeclared(app) == ["/new"]
