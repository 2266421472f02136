"""What must be true after any end at any moment. Each check is shown a planted fault first (test_planted_faults.py)."""

from collections import Counter

from phones import Write

from webapp import database
from webapp.audit import AuditRecord, chain
from webapp.database import db, is_sqlite
from webapp.idempotency import Answered
from webapp.journals.models import PRIVATE, JournalEntry

TURNED = ("shared entry", "withdrew entry")


class Broken(AssertionError):
    """Something was lost, doubled, half done or damaged."""


def demand(condition, said: str) -> None:
    if not condition:
        raise Broken(said)


def check_whole() -> None:
    """The file and its keys are in order, and the trail is as it was written."""
    if is_sqlite():
        said = [row[0] for row in db.execute_sql("PRAGMA integrity_check").fetchall()]
        demand(said == ["ok"], f"integrity_check: {said[:3]}")
        demand(not db.execute_sql("PRAGMA foreign_key_check").fetchall(), "a key leads nowhere")
    fault = chain.verify().fault
    demand(fault is None, f"the audit trail: {fault}")


def check_writes(stay, writes: list[Write], before: int = 0) -> None:
    """Each acknowledged write is there once with its words; entry, key and audit line are there together or not at all.

    `before` is the number of entries that were there at first.
    """
    found = Counter(entry.words for entry in JournalEntry.of(stay))
    keys = {answered.key for answered in Answered.select(Answered.key)}
    new = [write for write in writes if write.entry is None]
    for write in writes:
        demand(write.key in keys or not write.is_acknowledged, f"an acknowledged write is lost: {write}")
    for write in new:
        times = found.pop(write.words, 0)
        demand(times == (write.key in keys), f"{times} entries, and key {write.key in keys}: {write}")
    demand(sum(found.values()) == before, "there are entries that nobody wrote")
    _check_dials(writes, keys)
    _check_halves(stay)


def _check_dials(writes: list[Write], keys: set[str]) -> None:
    """Each turn of a dial that was carried out has its line, and the last one holds."""
    turned = {}
    for write in writes:
        if write.entry and write.key in keys:
            turned.setdefault(write.entry, []).append(write)
    for entry_id, turns in turned.items():
        lines = AuditRecord.select().where(AuditRecord.about == entry_id, AuditRecord.action.in_(TURNED))
        demand(lines.count() == len(turns), f"{len(turns)} turns, {lines.count()} lines: {turns[-1]}")
        entry = JournalEntry.get_by_id(entry_id)
        demand(entry.dial == turns[-1].dial, f"the dial is at {entry.dial}: {turns[-1]}")


def _check_halves(stay) -> None:
    for entry in JournalEntry.of(stay):
        is_private = entry.visibility == PRIVATE
        demand((entry.shared_at is None) == is_private, f"entry {entry.id} is half shared")
        demand((entry.waiting_since is None) == is_private, f"entry {entry.id} waits by half")


def checked(check, *arguments) -> None:
    """Run a check on a connection of its own."""
    with database.connection():
        check_whole()
        check(*arguments)
