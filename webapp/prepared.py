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


class _Written:
    """A query's SQL for one kind of database, and peewee's plan for making objects of its rows."""

    def __init__(self, query):
        self.query = query
        self.sql, self.parameters = query.sql()
        self.reader = None

    def run(self, values) -> list:
        filled = [
            one.convert(values[one.position]) if isinstance(one, _Fill) else one for one in self.parameters
        ]
        cursor = db.execute_sql(self.sql, filled)
        if self.reader is None:
            # Making the plan needs a cursor once; reading a row by it changes nothing, so threads may share it.
            reader = self.query._get_cursor_wrapper(cursor)
            reader.initialize()
            self.reader = reader
        return [self.reader.process_row(row) for row in cursor.fetchall()]


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
            self.written[kind] = _Written(self.build(*(_Slot(position) for position in range(self.slots))))
        return self.written[kind].run(values)

    def first(self, *values):
        """The first row, or None."""
        rows = self(*values)
        return rows[0] if rows else None
