"""What a view asks beside "who": a repeated form, a recent proof, and records that are left out.

Each is asked of every address that has it, by a person who may come in, and the answer is looked at. On SQLite alone,
as test_every_principal.py is.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from addresses import RECORDS, address, ask
from architecture.test_routes import ASKS_FOR_PROOF, NOT_IDEMPOTENT
from expectations import PUBLIC, WITHDRAWN, Opening, opens
from matrix import Matrix, taken_back
from principals import PRINCIPALS
from records import commitment_of

from webapp import clock, idempotency
from webapp.access import PROOF_LASTS
from webapp.accounts.models import SignIn
from webapp.assessments.models import Answering
from webapp.database import new_id
from webapp.exercises.models import Practice
from webapp.idempotency import Answered
from webapp.journals.models import UNDO_WITHIN, JournalEntry, Review
from webapp.people.consents import Consent
from webapp.people.family import GuestWords
from webapp.people.models import Enrollment

LONG_AGO = UNDO_WITHIN + dt.timedelta(minutes=1)


@pytest.fixture
def backend(backends):
    return backends("sqlite")


def who_comes_in(matrix: Matrix, only, method: str, is_asked) -> Iterator[tuple]:
    """(rule, url, principal) of each of the views with this method: somebody to whom the paper opens it."""
    for rule, of in matrix.addresses():
        if of != method or (only is not None and rule.endpoint not in only) or not is_asked(rule.endpoint):
            continue
        opening = matrix.signed[f"{method} {rule.rule}"]
        if opening.kind == PUBLIC:
            continue
        of_withdrawn = all(name.endswith(WITHDRAWN) for name in opening.names)
        opening = Opening(opening.kind, frozenset(name.removesuffix(WITHDRAWN) for name in opening.names))
        target = "first" if opening.kind in RECORDS else "none"
        key = next(key for key, who in PRINCIPALS.items() if opens(opening, who, target))
        with taken_back():
            url = matrix.urls(rule, matrix.guard_of(rule))[0]
            if of_withdrawn and opening.names:
                Enrollment.update(withdrawn_at=clock.now()).execute()
            yield rule, url, key


def written_twice(matrix: Matrix, only=None) -> Iterator[tuple]:
    """Each address that does not answer a form which it has answered before as it did then."""
    before = "/what-was-answered"
    for rule, url, key in who_comes_in(matrix, only, "POST", lambda name: name not in NOT_IDEMPOTENT):
        user, once = matrix.clients[key].user, new_id()
        with matrix.app.test_request_context(url, method="POST"):
            fingerprint = idempotency._fingerprint()
        Answered.create(user=user.id, key=once, fingerprint=fingerprint, location=before)
        answer = matrix.clients[key].send(url, headers={"Idempotency-Key": once})
        if (answer.status_code, answer.location) != (303, before):
            yield rule.rule, key, answer.status_code


def without_proof(matrix: Matrix, only=None) -> Iterator[tuple]:
    """Each address that asks for a recent proof and goes on without one."""
    for method, told in (("GET", 303), ("POST", 401)):
        for rule, url, key in who_comes_in(matrix, only, method, ASKS_FOR_PROOF.__contains__):
            SignIn.update(proved_at=clock.now() - PROOF_LASTS - dt.timedelta(seconds=1)).execute()
            answer = ask(matrix.clients[key], method, url)
            asked = method == "POST" or answer.location.startswith("/accounts/proof?")
            if answer.status_code != told or not asked:
                yield method, rule.rule, key, answer.status_code


@dataclass(frozen=True)
class LeftOut:
    """A record of Jo's that is there, and that these people find at none of the addresses that begin so."""

    words: str
    make: Callable
    hidden_from: tuple[str, ...]
    begins: tuple[str, ...]
    but_for: tuple[str, ...] = ()


def _entry(visibility="shared", deleted=None, opened=False):
    def make(world):
        entry = JournalEntry.create(
            enrollment=world.first,
            kind="entry",
            visibility=visibility,
            shared_at=clock.now() if visibility == "shared" else None,
            deleted_at=None if deleted is None else clock.now() - deleted,
            words="canary",
        )
        if opened:
            Review.create(enrollment=world.first, entry=entry, clinician=world.cast.kim)
        return entry

    return make


def _commitment(deleted):
    return lambda world: commitment_of(world.first, deleted_at=clock.now() - deleted)


def _declined(world):
    return Answering.create(
        enrollment=world.first, instrument="gad-7", version="1", language="en", is_declined=True
    )


def _practice(world):
    return Practice.create(
        enrollment=world.first,
        slug="longer-out-breathing",
        started_at=clock.now(),
        visibility="private",
    )


def _encouragement(world):
    return GuestWords.create(
        enrollment=world.first,
        consent=Consent.get(Consent.enrollment == world.first),
        guest=world.cast.sam,
        kind="encouragement",
        words="canary",
    )


NOW, JO, TEAM = dt.timedelta(), ("participant",), ("on the team", "covering")
ENTRIES, OWN_ENTRIES = (
    ("/caseload/entries/",),
    ("/journals/<", "/openings/entries/", "/guests/sharing/entries/"),
)
KNOWN_TO_WHO_OPENED_IT = tuple(
    f"{method} /caseload/entries/<id:record_id>/{what}"
    for method, what in (("POST", "answer"), ("POST", "review"), ("GET", "notes/new"), ("POST", "notes/new"))
)
COMMITMENT = "/commitments/<id:record_id>"
CAN_BE_UNDONE = tuple(
    f"POST {record}/{what}"
    for record in ("/journals/<id:record_id>", COMMITMENT)
    for what in ("deletion", "restoration")
)
LEFT_OUT = (
    LeftOut("a private entry", _entry("private"), TEAM, ENTRIES),
    LeftOut("one taken back", _entry("private", opened=True), TEAM, ENTRIES, KNOWN_TO_WHO_OPENED_IT),
    LeftOut("a deleted entry", _entry(deleted=NOW), TEAM, ENTRIES),
    LeftOut("an entry just deleted", _entry(deleted=NOW), JO, OWN_ENTRIES, CAN_BE_UNDONE),
    LeftOut("an entry deleted long ago", _entry(deleted=LONG_AGO), JO, OWN_ENTRIES),
    LeftOut("a private practice", _practice, TEAM, ("/caseload/practices/",)),
    LeftOut("a declined questionnaire", _declined, JO, ("/assessments/answers/",)),
    LeftOut("a declined questionnaire", _declined, TEAM, ("/assessments/of/answers/",)),
    LeftOut("words of a guest that ask nothing", _encouragement, TEAM, ("/caseload/questions/",)),
    LeftOut("a commitment just deleted", _commitment(NOW), JO, (COMMITMENT,), CAN_BE_UNDONE),
    LeftOut("a commitment deleted long ago", _commitment(LONG_AGO), JO, (COMMITMENT,)),
)


def left_in(matrix: Matrix, only=None) -> Iterator[tuple]:
    """Each address where somebody finds what is left out there."""
    for one in LEFT_OUT:
        addresses = [
            (rule, method)
            for rule, method in matrix.addresses()
            if rule.rule.startswith(one.begins) and f"{method} {rule.rule}" not in one.but_for
        ]
        assert addresses, one.words
        for rule, method in addresses:
            if only is not None and rule.endpoint not in only:
                continue
            with taken_back():
                url = address(matrix.app, rule, {"record_id": one.make(matrix.world).id})
                for key in one.hidden_from:
                    answer = ask(matrix.clients[key], method, url)
                    if answer.status_code != 404:
                        yield one.words, method, rule.rule, key, answer.status_code


def test_a_form_that_was_answered_is_answered_the_same_again(matrix):
    assert not list(written_twice(matrix))


def test_what_asks_for_a_recent_proof_does_nothing_without_one(matrix):
    assert not list(without_proof(matrix))


def test_what_is_left_out_is_found_by_nobody(matrix):
    assert not list(left_in(matrix))
