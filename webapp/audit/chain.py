"""The chain: each line's code is made of the line and of the code before it, with a key that is not in the clear.

Whoever changes, removes, adds or swaps lines without the key breaks it, and `verify` names the first bad line.
Cutting off the end (with the head) is seen only by what was written down elsewhere: see anchors.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from webapp.audit.models import AuditHead, AuditRecord
from webapp.database import is_sqlite, writing
from webapp.encryption import digest

_THE_HEAD = "head"
_AT_ONCE = 2000  # lines read together


@dataclass(frozen=True)
class Verdict:
    """How many lines hold, where the chain ends, and the first fault (None when all is as it was written)."""

    lines: int
    mac: str
    fault: str | None = None


def prepare() -> None:
    """Begin the chain in a new installation; link the lines of one from before there was a chain."""
    with writing():
        AuditHead.insert(id=_THE_HEAD, seq=0, mac="").on_conflict_ignore().execute()
        head = _take_head()
        for line in AuditRecord.select().where(AuditRecord.seq.is_null()).order_by(AuditRecord.id):
            _link(line, head)
            line.save()
        head.save()


def append(lines: list[AuditRecord]) -> None:
    """Add lines at the end. Call it last in a transaction: everyone who adds one waits until it is over."""
    head = _take_head()
    for line in lines:
        _link(line, head)
    AuditRecord.insert_many([_values_of(line) for line in lines]).execute()
    head.save()


def head() -> AuditHead:
    """Where the chain ends."""
    return AuditHead.get(AuditHead.id == _THE_HEAD)


def verify(anchors: dict[int, str] | None = None, since: Verdict | None = None) -> Verdict:
    """Go through the trail, all of it or from where an earlier verdict found it whole.

    `anchors` are codes by line, written down elsewhere at an earlier time. Lines that are added meanwhile are read too.
    """
    anchors = anchors or {}
    seq, mac = (since.lines, since.mac) if since else (0, "")
    if seq and not _says(seq, mac):
        return Verdict(seq - 1, mac, f"line {seq} is not as it was read before")
    while True:
        before = seq
        for line in _in_order(seq):
            seq += 1
            if line.seq != seq:
                return Verdict(seq - 1, mac, f"line {seq} is missing")
            mac = _code(mac, line)
            if line.mac != mac:
                return Verdict(seq - 1, mac, f"line {seq} is not as it was written")
            if anchors.get(seq, mac) != mac:
                return Verdict(seq - 1, mac, f"line {seq} is not the one that was anchored")
        end = head()
        if end.seq <= seq or seq == before:
            return Verdict(seq, mac, _fault_at_the_end(end, seq, mac, anchors))


def _says(seq: int, mac: str) -> bool:
    return AuditRecord.select().where(AuditRecord.seq == seq, AuditRecord.mac == mac).exists()


def _fault_at_the_end(end: AuditHead, seq: int, mac: str, anchors: dict[int, str]) -> str | None:
    if AuditRecord.select().where(AuditRecord.seq.is_null()).exists():
        return "there are lines that were never linked"
    if (end.seq, end.mac) != (seq, mac):
        return f"the trail ends at line {seq}, but line {end.seq} was the last one written"
    furthest = max(anchors, default=0)
    return f"the trail ends at line {seq}, but line {furthest} was anchored" if furthest > seq else None


def _in_order(after: int) -> Iterator[AuditRecord]:
    while True:
        lines = list(
            AuditRecord.select().where(AuditRecord.seq > after).order_by(AuditRecord.seq).limit(_AT_ONCE)
        )
        yield from lines
        if len(lines) < _AT_ONCE:
            return
        after = lines[-1].seq


def _take_head() -> AuditHead:
    query = AuditHead.select().where(AuditHead.id == _THE_HEAD)
    return (query if is_sqlite() else query.for_update()).get()


def _values_of(line: AuditRecord) -> dict:
    return {name: value for name, value in line.__data__.items() if name != "id"}


def _link(line: AuditRecord, head: AuditHead) -> None:
    line.seq = head.seq = head.seq + 1
    line.mac = head.mac = _code(head.mac, line)


def _code(before: str, line: AuditRecord) -> str:
    return digest("audit", f"{before}\n{line.told()}")
