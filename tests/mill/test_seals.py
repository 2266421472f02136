"""Seals that were moved, changed or brought back do not open, and the page that meets one says so."""

import logging
import random

import pytest
import scale
from checks import demand
from journal_entries import write, written

from webapp import encryption
from webapp.encryption import CannotOpen, SealedModel
from webapp.journals.models import JournalEntry, Review
from webapp.people.consents import Consent
from webapp.people.models import User

pytestmark = pytest.mark.rounds

TRIALS = scale.of(2000, least=100)
NONCES = scale.of(10**6, least=10**4)
SAID = "This entry cannot be opened"
MARK = "feldspar"


@pytest.fixture
def rows(cast, client_of) -> list[SealedModel]:
    """Sealed rows of several tables and owners, some with an older revision of the same row beside them."""
    jo, ana = client_of(cast.jo), client_of(cast.ana)
    for visitor, words in ((jo, "mine"), (jo, "mine, too"), (ana, "hers")):
        written(visitor, words=words, visibility="shared")
    return [*JournalEntry.select(), *User.select(), *Consent.select()]


def other_row(row, rows, dice) -> bytes:
    """The seal of another row of the same table, perhaps of the same owner."""
    others = [one for one in rows if type(one) is type(row) and one.id != row.id]
    return bytes(dice.choice(others).sealed) if others else other_table(row, rows, dice)


def other_table(row, rows, dice) -> bytes:
    return bytes(dice.choice([one for one in rows if type(one) is not type(row)]).sealed)


def other_owner(row, rows, dice) -> bytes:
    return bytes(dice.choice([one for one in rows if one._owner_id() != row._owner_id()]).sealed)


def old_revision(row, rows, dice) -> bytes:
    """What the row said before: kept by somebody, put back under the present revision."""
    old = bytes(row.sealed)
    row.contents()["added"] = dice.random()
    row.save()
    return old


def flipped(row, rows, dice) -> bytes:
    changed = bytearray(row.sealed)
    changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def cut(row, rows, dice) -> bytes:
    return bytes(row.sealed)[: dice.randrange(len(row.sealed))]


def lengthened(row, rows, dice) -> bytes:
    return bytes(row.sealed) + dice.randbytes(dice.randint(1, 32))


def own_again(row, rows, dice) -> bytes:
    """The planted fault: a change that is none."""
    return bytes(row.sealed)


WAYS = (other_row, other_table, other_owner, old_revision, flipped, cut, lengthened)


def check_refused(row: SealedModel, blob: bytes) -> None:
    """Whether the row's seal was replaced by something that does not open; the row is as before afterwards."""
    model, good = type(row), bytes(row.sealed)
    model.update(sealed=blob).where(model.id == row.id).execute()
    again = SealedModel.contents.__get__(model.get_by_id(row.id))
    try:
        again()
    except CannotOpen:
        return
    finally:
        model.update(sealed=good).where(model.id == row.id).execute()
    demand(False, f"{model.__name__} opened with another seal")


def test_no_seal_opens_where_it_does_not_belong(rows):
    dice = scale.chance("seals")
    logging.getLogger("waymark.encryption").setLevel(logging.CRITICAL)
    for number in range(TRIALS):
        row = dice.choice(rows)
        check_refused(row, WAYS[number % len(WAYS)](row, rows, dice))
    logging.getLogger("waymark.encryption").setLevel(logging.NOTSET)
    scale.tell("seals", f"{TRIALS} seals moved, flipped, cut or brought back, {TRIALS} refused")


def test_it_sees_a_seal_that_opens(rows):
    with pytest.raises(AssertionError, match="opened with another seal"):
        check_refused(rows[0], own_again(rows[0], rows, random.Random()))


def test_no_nonce_comes_twice(app):
    key, start = b"k" * 32, len(encryption._FORMAT)
    end = start + encryption._NONCE_BYTES
    seen = {encryption._encrypt(key, b"", b"")[start:end] for _number in range(NONCES)}
    assert len(seen) == NONCES
    scale.tell("nonces", f"{NONCES} encryptions, no nonce twice")


@pytest.fixture
def damaged(cast, client_of) -> JournalEntry:
    """One of two shared entries, with a seal that was changed behind our back."""
    written(client_of(cast.jo), words=f"whole {MARK}", visibility="shared")
    entry = written(client_of(cast.jo), words="to be damaged", mood="2", visibility="shared")
    JournalEntry.update(sealed=bytes(entry.sealed)[:-1] + b"x").where(JournalEntry.id == entry.id).execute()
    return entry


def test_pages_that_meet_a_damaged_entry_say_so_and_show_the_others(cast, client_of, damaged, caplog):
    jo, kim = client_of(cast.jo), client_of(cast.kim)
    days = "first_day=2026-11-01&last_day=2026-11-30&which=all"
    for url in ("/journals/", f"/journals/print?{days}", f"/journals/export.json?{days}"):
        page = jo.get(url)
        assert page.status_code == 200 and SAID in page.text and MARK in page.text, url
    for visitor, url in ((jo, f"/journals/{damaged.id}"), (kim, f"/caseload/entries/{damaged.id}")):
        page = visitor.get(url)
        assert page.status_code == 200 and SAID in page.text, url
    for visitor, url in ((jo, "/"), (jo, "/trends/"), (kim, f"/trends/{damaged.enrollment_id}")):
        assert visitor.get(url).status_code == 200, url
    assert f"journal_entry {damaged.id} cannot be opened" in caplog.text, (
        "whoever watches the log hears of it"
    )


def test_a_damaged_entry_can_be_deleted_and_not_overwritten(app, cast, client_of, damaged):
    jo = client_of(cast.jo)
    page = jo.get(f"/journals/{damaged.id}").text
    assert f"/journals/{damaged.id}/deletion" in page and f"/journals/{damaged.id}/edit" not in page
    app.config["PROPAGATE"] = False
    page = write_over(jo, damaged)
    app.config["PROPAGATE"] = True
    assert page.status_code == 500 and "This cannot be opened" in page.text
    assert jo.send(f"/journals/{damaged.id}/sharing", {"visibility": "private"}).status_code == 303
    assert bytes(JournalEntry.get_by_id(damaged.id).sealed)[-1:] == b"x"
    assert jo.send(f"/journals/{damaged.id}/deletion").status_code == 303


def write_over(visitor, entry):
    fields = {"words": "over it", "visibility": "shared", "revision": str(entry.revision)}
    return visitor.send(f"/journals/{entry.id}/edit", fields)


def test_a_page_that_rests_on_a_damaged_row_says_so(app, cast, client_of):
    """An answer of a clinician, in the middle of the page."""
    entry = written(client_of(cast.jo), words="answered", visibility="shared")
    Review.open(entry, cast.kim).give_answer("thank you", cast.kim)
    Review.update(sealed=b"x" * 300).where(Review.entry == entry.id).execute()
    app.config["PROPAGATE"] = False
    page = client_of(cast.jo).get(f"/journals/{entry.id}")
    app.config["PROPAGATE"] = True
    assert "This cannot be opened" in page.text and "thank you" not in page.text
    assert write(client_of(cast.jo), words="and all else works").status_code == 303
