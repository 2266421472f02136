"""Queries whose SQL is written once: for the few that every page asks.

peewee writes a query's SQL anew each time, which costs more than running it (about 0.1 ms each).
A prepared query is built once with slots in place of its values:

    live = prepared(lambda digest: SignIn.select().where(SignIn.token_digest == digest))
    rows = live("abc")
"""

import inspect

import peewee

from webapp.database import IdField, db

# What a strict table holds of these is at once what Python has of them.
_AS_STORED = (peewee.TextField, IdField, peewee.IntegerField, peewee.ForeignKeyField)


class _Slot(peewee.ColumnBase):
    """The place of a value in a query; learns which field converts it when the SQL is written."""

    def __init__(self, position: int):
        self.position = position

    def __sql__(self, ctx):
        return ctx.value(_Fill(self.position, ctx.state.converter), converter=False)

    def filled_by(self, convert) -> "_Fill":
        """Its value as a bare parameter (see `database.among`)."""
        return _Fill(self.position, convert)


class _Fill:
    def __init__(self, position: int, convert):
        self.position = position
        self.convert = convert or (lambda value: value)


class _Reader:
    """Makes objects of rows by peewee's own plan in fewer steps: values go straight into what the objects hold.

    For models and their joins, and for tuples; for anything else (counted columns) `of` is peewee's own way.
    """

    def __init__(self, plan, makers: dict, columns: list, joins: list):
        self.root, self.joins = plan.model, joins
        self.parts = [
            (key, make, [one[1:] for one in columns if one[0] == key]) for key, make in makers.items()
        ]

    @classmethod
    def of(cls, plan):
        if type(plan) is peewee.ModelTupleCursorWrapper:
            return _tuple_reader([_conversion(plan, at) for at in range(plan.ncols)])
        if type(plan) is peewee.ModelObjectCursorWrapper and plan.is_model:
            makers, keys, joins = {plan.model: plan.constructor}, [plan.model] * plan.ncols, []
        elif type(plan) is peewee.ModelCursorWrapper:
            makers, keys = {key: make for key, make, _is_model in plan._constructor_list}, plan.column_keys
            joins = [(*join, plan._dest_reachable.get(join[2], ())) for join in plan.src_to_dest]
        else:
            return plan.process_row
        columns = [(key, at, plan.columns[at], _conversion(plan, at)) for at, key in enumerate(keys)]
        is_plain = all(key in makers and name in _fields(makers[key]) for key, _at, name, _convert in columns)
        if not is_plain:
            return plan.process_row
        reader = cls(plan, makers, columns, joins)
        return reader if joins else reader.alone

    def alone(self, row):
        """The object of a row that nothing is joined to."""
        _key, make, columns = self.parts[0]
        one = make(__no_default__=True)
        held = one.__data__
        for at, name, convert in columns:
            value = row[at]
            held[name] = value if convert is None or value is None else convert(value)
        return one

    def __call__(self, row):
        objects, found = {}, set()
        for key, make, columns in self.parts:
            one = objects[key] = make(__no_default__=True)
            held = one.__data__
            for at, name, convert in columns:
                value = row[at]
                if value is not None:
                    found.add(key)
                    if convert is not None:
                        value = convert(value)
                held[name] = value
        for join in self.joins:
            _join(objects, found, *join)
        return objects[self.root]


def _conversion(plan, at: int):
    """What makes of a stored value what Python has of it; None where that is the same."""
    return None if type(plan.fields[at]) in _AS_STORED else plan.converters[at]


def _tuple_reader(conversions: list):
    if not any(conversions):
        return tuple
    return lambda row: tuple(
        [
            value if convert is None or value is None else convert(value)
            for value, convert in zip(row, conversions, strict=True)
        ]
    )


def _fields(make) -> dict:
    return make._meta.fields if peewee.is_model(make) else {}


def _join(objects, found, source, name, joined, _is_dict, is_outer, is_key, beyond) -> None:
    """Hang a joined row onto the one it belongs to, as peewee does: what was not found is None, or stays away."""
    if joined not in objects:
        return
    one, other = objects[source], objects[joined]
    if joined not in found and found.isdisjoint(beyond):
        if not is_outer or source not in found:
            return
        other = None
    if is_key and other is None:
        one.__rel__[name] = None
    else:
        setattr(one, name, other)
        one._dirty.clear()


class _Written:
    """A query's SQL for one kind of database, and peewee's plan for making objects of its rows."""

    def __init__(self, query):
        self.query = query
        self.sql, self.parameters = query.sql()
        self.read = None

    def run(self, values) -> list:
        filled = [
            one.convert(values[one.position]) if isinstance(one, _Fill) else one for one in self.parameters
        ]
        cursor = db.execute_sql(self.sql, filled)
        if self.read is None:
            # Making the plan needs a cursor once; reading a row by it changes nothing, so threads may share it.
            plan = self.query._get_cursor_wrapper(cursor)
            plan.initialize()
            self.read = _Reader.of(plan)
        return [self.read(row) for row in cursor.fetchall()]


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
