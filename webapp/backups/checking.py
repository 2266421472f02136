"""Whether an opened database is what it was: its structure, its references, its audit trail, a sample of its seals."""

import datetime as dt
from dataclasses import dataclass

import peewee

from webapp import database, schema
from webapp.audit import chain
from webapp.backups import sqlite
from webapp.encryption import CannotOpen, Erased, SealedModel

AT_MOST = 50  # seals of each table


class NotWhole(Exception):
    """The database is not what it was; the message says where."""


@dataclass(frozen=True)
class Proof:
    """What was looked at and found right."""

    lines: int  # of the audit trail
    opened: int  # seals
    erased: int  # seals whose key is gone
    at: dt.datetime | None = None


def prove(anchored: dict[int, str] | None = None) -> Proof:
    """Look through the open database; NotWhole at the first fault. Anchors beyond its end are of later."""
    for fault in sqlite.faults() if database.is_sqlite() else ():
        raise NotWhole(fault)
    end = chain.head().seq
    verdict = chain.verify({seq: mac for seq, mac in (anchored or {}).items() if seq <= end})
    if verdict.fault:
        raise NotWhole(f"audit trail: {verdict.fault}")
    opened, erased = _open_some()
    if erased and not opened:
        raise NotWhole("none of what is sealed in it opens")
    return Proof(verdict.lines, opened, erased)


def _open_some() -> tuple[int, int]:
    opened = erased = 0
    for model in schema.all_models():
        if not issubclass(model, SealedModel):
            continue
        chosen = model.select(model.id).order_by(peewee.fn.RANDOM()).limit(AT_MOST)
        for row in model.select(*_fields_there(model)).where(model.id.in_([one.id for one in chosen])):
            try:
                SealedModel.contents(row)  # a journal entry would say itself that it is damaged
                opened += 1
            except Erased:
                erased += 1
            except CannotOpen as error:
                raise NotWhole(f"a row of {model._meta.table_name} does not open: {error}") from None
    return opened, erased


def _fields_there(model: type[peewee.Model]) -> list[peewee.Field]:
    """What the database has of the model: it may be of an older schema than this code."""
    there = {column.name for column in database.db.get_columns(model._meta.table_name)}
    return [field for field in model._meta.sorted_fields if field.column_name in there]
