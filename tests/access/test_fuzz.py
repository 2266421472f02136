"""Whatever is sent, by whomever: no failure, no hang, nothing told, nothing broken."""

import functools
import os
import random
import time

import hypothesis
import pytest
from flask import make_response, request
from fuzzing import MOST_SECONDS, Ask, Fuzzed, asks, integrity
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from matrix import Matrix

from webapp import database
from webapp.audit import AuditRecord
from webapp.database import new_id
from webapp.guests.models import Milestone
from webapp.people.models import CareTeamMember, Enrollment, User

IN_CI = 5000  # about a minute of one core; `make torture` sends ten times as many
REQUESTS = int(os.environ.get("FUZZ_REQUESTS", str(IN_CI)))
SEED = os.environ.get("FUZZ_SEED")
MEAN = 5.5  # of 1 to 10 asks in an example


# Of an upload that is refused half way werkzeug leaves its temporary file to be closed by itself.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def backend(backends):
    return backends("sqlite")


@pytest.fixture
def fuzzed(app, cast, monkeypatch):
    monkeypatch.setitem(app.config, "PROPAGATE", False)
    return Fuzzed(app, Matrix(app, cast))


def fuzz(fuzzed, requests: int, seed: int = 1, phases=tuple(Phase)) -> None:
    @hypothesis.seed(seed)
    @settings(
        max_examples=round(requests / MEAN),
        suppress_health_check=list(HealthCheck),
        database=None,
        print_blob=True,
        phases=phases,
    )
    @given(st.lists(asks(fuzzed), min_size=1, max_size=10))
    def nothing_breaks(asked):
        fuzzed.go(asked)

    nothing_breaks()


@pytest.mark.rounds
def test_nothing_that_is_sent_breaks_anything(fuzzed):
    seed = int(SEED) if SEED else (1 if REQUESTS == IN_CI else random.randrange(2**32))
    print(f"FUZZ_SEED={seed} FUZZ_REQUESTS={REQUESTS}; {len(fuzzed.forms)} forms")
    fuzz(fuzzed, REQUESTS, seed)
    integrity(fuzzed)
    print(f"{fuzzed.statuses.total()} requests: {dict(sorted(fuzzed.statuses.items()))}")
    assert fuzzed.statuses.total() > REQUESTS * 0.8


def _failing(app, monkeypatch):
    """A view that answers 500 for one value."""

    def fails(view, arguments):
        if any("\u202e" in value for value in request.values.values()):
            raise ZeroDivisionError
        return view(**arguments)

    _instead(app, monkeypatch, "journals.entries", fails)
    return "answered 500", ask(app, "participant", "journals.entries", query=(("words", "right to left"),))


def _telling_of_its_code(app, monkeypatch):
    def tells(view, arguments):
        return "Traceback (most recent call last):" if "before" in request.args else view(**arguments)

    _instead(app, monkeypatch, "", tells)
    return "told of its own code", ask(app, "participant", "journals.entries", query=(("before", "emoji"),))


def _hanging(app, monkeypatch):
    def hangs(view, arguments):
        if "NaN" in request.values.values():
            time.sleep(MOST_SECONDS + 0.1)
        return view(**arguments)

    _instead(app, monkeypatch, "", hangs)
    return "took 2.", ask(app, "participant", "journals.entries", query=(("words", "NaN"),))


def _leaking(app, monkeypatch):
    def leaks(view, arguments):
        return view(**arguments) if request.method != "GET" else "mark-private-other"

    _instead(app, monkeypatch, "guests.shared", leaks)
    return "told mark-private-other", ask(app, "guest, family_sessions", "guests.shared")


def _without_a_header(app, monkeypatch):
    inner = app.wsgi_app

    def without(environ, start_response):
        def start(status, headers, *rest):
            if environ["REQUEST_METHOD"] == "TRACE":
                headers = [one for one in headers if one[0] != "X-Content-Type-Options"]
            return start_response(status, headers, *rest)

        return inner(environ, start)

    monkeypatch.setattr(app, "wsgi_app", without)
    return "went out without X-Content-Type-Options", ask(
        app, "participant", "journals.entries", method="TRACE"
    )


def _kept(app, monkeypatch):
    def keeps(view, arguments):
        answer = make_response(view(**arguments))
        answer.headers["Cache-Control"] = "max-age=60"
        return answer

    _instead(app, monkeypatch, "calendars.", keeps)
    return "may be kept", ask(app, "participant", "calendars.")


def _leaving_orphans(app, monkeypatch):
    def leaves(view, arguments):
        database.db.execute_sql("PRAGMA foreign_keys = 0")
        CareTeamMember.create(enrollment=new_id(), clinician=new_id())
        database.db.execute_sql("PRAGMA foreign_keys = 1")
        return view(**arguments)

    _instead(app, monkeypatch, "journals.check_in", leaves)
    return "left rows that point nowhere", ask(app, "participant", "journals.check_in", method="POST")


def _cutting_the_trail(app, monkeypatch):
    def cuts(view, arguments):
        database.db.execute_sql('DROP TRIGGER "audit_record_stays"')
        AuditRecord.delete().where(AuditRecord.seq == 1).execute()
        return view(**arguments)

    _instead(app, monkeypatch, "accounts.change_account", cuts)
    return "broke the audit trail", ask(app, "participant", "accounts.change_account", method="POST")


def _making_people(app, monkeypatch):
    def makes(view, arguments):
        User.register(f"{new_id()}@example.org", "Nobody")
        return view(**arguments)

    _instead(app, monkeypatch, "caseload.", makes)
    return "made or removed people", ask(app, "on the team", "caseload.home")


def _writing_into_anothers(app, monkeypatch):
    def writes(view, arguments):
        stay = Enrollment.get(Enrollment.participant == User.by_email("ana@example.org"))
        Milestone.create(enrollment=stay, on_day="2026-11-02", words="Not Ana's.")
        return view(**arguments)

    _instead(app, monkeypatch, "schedule.reflect", writes)
    return "changed what another participant wrote", ask(
        app, "participant", "schedule.reflect", method="POST"
    )


FAULTS = [
    _failing,
    _telling_of_its_code,
    _hanging,
    _leaking,
    _without_a_header,
    _kept,
    _leaving_orphans,
    _cutting_the_trail,
    _making_people,
    _writing_into_anothers,
]


def _instead(app, monkeypatch, start_of_name: str, faulty) -> None:
    """`faulty(view, arguments)` answers in the place of the views whose names begin so."""
    for endpoint, view in app.view_functions.items():
        if endpoint.startswith(start_of_name) and view.guard.kind != "public":
            planted = functools.partial(_planted, faulty, view)
            monkeypatch.setitem(app.view_functions, endpoint, functools.update_wrapper(planted, view))


def _planted(faulty, view, **arguments):
    return faulty(view, arguments)


def ask(app, who: str, start_of_name: str, method: str = "GET", **rest) -> Ask:
    """One that meets the fault: drawing finds it sooner or later, and here it is the eyes that are tried."""
    rules = [one for one in app.url_map.iter_rules() if one.endpoint.startswith(start_of_name)]
    wanted = method if method == "POST" else "GET"
    rule = next(
        one
        for one in rules
        if wanted in one.methods and app.view_functions[one.endpoint].guard.kind != "public"
    )
    return Ask(who, rule.rule, method=method, **rest)


@pytest.mark.rounds
def test_it_sees_each_planted_fault(fuzzed, monkeypatch):
    for fault in FAULTS:
        with monkeypatch.context() as planted:
            expected, meeting_it = fault(fuzzed.app, planted)
            with pytest.raises(AssertionError, match=expected):
                fuzzed.go([meeting_it])
        fuzzed.start_again()


@pytest.mark.rounds
def test_drawing_comes_upon_a_fault(fuzzed, monkeypatch):
    expected, _ask = _without_a_header(fuzzed.app, monkeypatch)
    with pytest.raises(AssertionError, match=expected):
        fuzz(fuzzed, REQUESTS, phases=(Phase.generate,))
