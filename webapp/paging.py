"""Pages of any list by a place in time, so that a far page costs what the first one costs (keyset paging)."""

import datetime as dt
import re
from dataclasses import dataclass

import peewee

PAGE = 20
_MARK = re.compile(r"([0-9]{1,14})-([0-9a-z]{1,26})", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Page:
    """Some rows, and the mark after which the others follow (None at the end)."""

    rows: list
    next: str | None


def page_of(
    query: peewee.ModelSelect,
    moment: peewee.Field,
    mark: str | None = None,
    newest_first: bool = True,
    size: int = PAGE,
) -> Page | None:
    """The rows of the query that come after the mark, in the order of their `moment`; None if that is no mark."""
    key = moment.model._meta.primary_key
    if mark:
        place = _place(mark, key)
        if place is None:
            return None
        here = peewee.Tuple(moment, key)
        query = query.where(here < place if newest_first else here > place)
    order = (moment.desc(), key.desc()) if newest_first else (moment, key)
    rows = list(query.order_by(*order).limit(size + 1))
    return Page(rows[:size], _mark(rows[size - 1], moment, key) if len(rows) > size else None)


def _place(mark: str, key: peewee.Field):
    found = _MARK.fullmatch(mark)
    if found is None or (isinstance(key, peewee.IntegerField) and not _NUMBER.fullmatch(found[2])):
        return None
    return peewee.Tuple(int(found[1]), key.db_value(found[2]))


def _mark(row, moment: peewee.Field, key: peewee.Field) -> str:
    at = getattr(row, moment.name)
    return f"{(at - _EPOCH) // dt.timedelta(milliseconds=1)}-{getattr(row, key.name)}"
