"""Queries whose SQL is written once: for the few that every page asks.

peewee writes a query's SQL anew each time, which costs more than running it (about 0.1 ms each).
A prepared query is built once with slots in place of its values:

    live = prepared(lambda digest: SignIn.select().where(SignIn.token_digest == digest))
    rows = live("abc")
"""

import inspect

import peewee

from webapp.database import db


class _Slot(peewee.ColumnBase):
    """The place of a value in a query; learns which field converts it when the SQL is written."""

    def __init__(self, position: int):
        self.position = position

    def __sql__(self, ctx):
        return ctx.value(_Fill(self.position, ctx.state.converter), converter=False)


class _Fill:
    def __init__(self, position: int, convert):
        self.position = position
        self.convert = convert or (lambda value: value)


class prepared:  # noqa: N801 - used as a decorator
    """Wraps a function that builds a query from its arguments; calling it runs the query and lists the rows.

    `slots` gives the number of arguments when the function takes `*values`.
    """

    def __init__(self, build, slots: int | None = None):
        self.build = build
        self.slots = len(inspect.signature(build).parameters) if slots is None else slots
        self.written = {}  # by kind of database

    def __call__(self, *values) -> list:
        kind = type(db.obj)
        if kind not in self.written:
            query = self.build(*(_Slot(position) for position in range(self.slots)))
            self.written[kind] = (query, *query.sql())
        query, sql, parameters = self.written[kind]
        filled = [one.convert(values[one.position]) if isinstance(one, _Fill) else one for one in parameters]
        # peewee's own reader of rows, which it gives no public name.
        return list(query._get_cursor_wrapper(db.execute_sql(sql, filled)))

    def first(self, *values):
        """The first row, or None."""
        rows = self(*values)
        return rows[0] if rows else None
