"""Anchors: the end of the chain, written down outside the database every few minutes.

A file that is only ever appended to, best kept where whoever can write the database can't (AUDIT_ANCHORS).
"""

from pathlib import Path

from webapp import clock
from webapp.audit.chain import head


class NotAnAnchor(ValueError):
    """A line of the file that says something else."""


def write(file: Path) -> bool:
    """Add where the chain ends now; False if that is what the file says already."""
    end = head()
    if last(file) == (end.seq, end.mac):
        return False
    with file.open("a") as lines:
        lines.write(f"{end.seq} {end.mac} {clock.now().isoformat(timespec='seconds')}\n")
    return True


def last(file: Path) -> tuple[int, str] | None:
    anchors = read(file)
    return max(anchors.items(), default=None)


def read(file: Path) -> dict[int, str]:
    """The codes by line; empty when there is no file yet."""
    if not file.exists():
        return {}
    found = {}
    for number, text in enumerate(file.read_text().splitlines(), 1):
        parts = text.split(" ")
        if len(parts) != 3 or not parts[0].isdigit():
            raise NotAnAnchor(f"{file.name}, line {number}: not an anchor")
        found[int(parts[0])] = parts[1]
    return found
