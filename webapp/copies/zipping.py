"""The one file: written piece by piece to whoever downloads it, never whole in memory and never on the disk."""

import csv
import io
import json
import zipfile
from base64 import b64decode
from collections.abc import Iterator

from flask_babel import gettext as _

from webapp.copies import kinds
from webapp.copies.reading import html_of, label_of
from webapp.copies.record import DRAWING, Record
from webapp.copies.schema import schema
from webapp.journals.exporting import BYTE_ORDER_MARK, harmless
from webapp.people.models import Enrollment

_AT_ONCE = 65_536  # bytes
WITH_DRAWINGS = ("journal_entry", "entry_version", "practice")


class _Stream(io.RawIOBase):
    """What was written to it since it was last emptied."""

    def __init__(self):
        self._written = []
        self._size = 0

    def writable(self) -> bool:
        return True

    def write(self, piece) -> int:
        self._written.append(bytes(piece))
        self._size += len(piece)
        return len(piece)

    @property
    def is_worth_sending(self) -> bool:
        return self._size >= _AT_ONCE

    def taken(self) -> bytes:
        pieces, self._written, self._size = self._written, [], 0
        return b"".join(pieces)


def zipped(record: Record) -> Iterator[bytes]:
    """The whole zip, a piece at a time."""
    stream = _Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces in _files(record):
            with archive.open(name, "w", force_zip64=True) as file:
                for piece in pieces:
                    file.write(piece)
                    if stream.is_worth_sending:
                        yield stream.taken()
    yield stream.taken()


def _files(record: Record) -> Iterator[tuple[str, Iterator[bytes]]]:
    yield "read-me.txt", _encoded([_read_me()])
    yield "record.html", _encoded(html_of(record))
    yield "record.json", _encoded(json.JSONEncoder(ensure_ascii=False, indent=1).iterencode(record.whole()))
    yield "record.schema.json", _encoded([json.dumps(schema(), indent=1)])
    for name in (one for one, kind in kinds.OF_PERSON.items() if kind.as_table):
        yield f"tables/{name}.csv", _encoded(_table(name, record.of_person(name)))
    for stay in record.stays:
        folder = record.folder(stay)
        for name in (one for one, kind in kinds.OF_STAY.items() if kind.as_table):
            yield f"{folder}/tables/{name}.csv", _encoded(_table(name, record.of_stay(stay, name)))
        yield f"{folder}/tables/sessions.csv", _encoded(_table("sessions", record.sessions(stay)))
        yield f"{folder}/tables/openings.csv", _encoded(_table("openings", record.openings(stay)))
        yield from _drawings(record, stay)


def _drawings(record: Record, stay: Enrollment) -> Iterator[tuple[str, Iterator[bytes]]]:
    for name in WITH_DRAWINGS:
        for row in record.rows(stay, name):
            if getattr(row, DRAWING):
                yield f"{record.folder(stay)}/drawings/{row.id}.png", iter([b64decode(row.drawing)])


def _table(name: str, rows: Iterator[dict]) -> Iterator[str]:
    """One line for each row; what is several stands in one cell."""
    text, yielded = io.StringIO(), BYTE_ORDER_MARK
    table = csv.writer(text, lineterminator="\r\n")
    heads = None
    for row in rows:
        if heads is None:
            heads = list(row)
            table.writerow([label_of(head) for head in heads])
        table.writerow([harmless(_cell(row[head])) for head in heads])
        yield yielded + text.getvalue()
        yielded = ""
        text.seek(0)
        text.truncate()
    if heads is None:
        yield yielded


def _cell(value):
    if isinstance(value, dict) and "starts_at" in value:
        return f"{value['title']}, {value['starts_at']}"
    if isinstance(value, (list, tuple)):
        return "; ".join(str(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {one}" for key, one in value.items())
    return "" if value is None else value


def _encoded(pieces) -> Iterator[bytes]:
    """In pieces that are worth compressing."""
    kept, size = [], 0
    for piece in pieces:
        kept.append(piece)
        size += len(piece)
        if size > _AT_ONCE:
            yield "".join(kept).encode()
            kept, size = [], 0
    yield "".join(kept).encode()


def _read_me() -> str:
    return "\n".join(
        (
            _("This is a copy of everything that Waymark keeps of you."),
            "",
            _("record.html: to read. Open it in a browser; it needs no network."),
            _("record.json: the same for other programs; record.schema.json says how to read it."),
            _("Folders: your drawings as pictures, and tables for spreadsheets."),
            "",
            _("None of it is locked. Anyone who has this file can read it. Keep it where only you get in."),
            "",
        )
    )
