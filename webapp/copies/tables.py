"""The tables that hang from a stay or a person, found by following foreign keys, and their rows a few at a time."""

from collections.abc import Iterator

import peewee

from webapp.database import among
from webapp.people.models import Enrollment, User

AT_ONCE = 50  # rows with drawings are large; more in memory at a time would make no difference in speed


def of_stay() -> dict[str, tuple[type[peewee.Model], object]]:
    """Model and condition (given the stay's id) of each table that hangs from a stay, or by one row between."""
    found = {}
    for field, model in Enrollment._meta.backrefs.items():
        found[model._meta.table_name] = (model, field.__eq__)
        for next_field, further in model._meta.backrefs.items():
            found.setdefault(further._meta.table_name, (further, _through(next_field, model, field)))
    return found


def of_person() -> dict[str, tuple[type[peewee.Model], object]]:
    """The same for the tables that hang from an account by "user"."""
    return {
        model._meta.table_name: (model, field.__eq__)
        for field, model in User._meta.backrefs.items()
        if field.name == "user"
    }


def _through(field, between, its_field):
    return lambda owner_id: field.in_(between.select(between.id).where(its_field == owner_id))


def rows_of(model: type[peewee.Model], condition: peewee.Expression) -> Iterator[peewee.Model]:
    """The rows that are not deleted, in the order of their first time, opened and let go a few at a time."""
    kept = model.select(model.id).where(condition).order_by(_first_time(model), model.id)
    if "deleted_at" in model._meta.fields:
        kept = kept.where(model.deleted_at.is_null())
    ids = [key for (key,) in kept.tuples()]
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        by_id = {row.id: row for row in model.select().where(among(model.id, some))}
        yield from (by_id[key] for key in some if key in by_id)


def _first_time(model):
    times = [
        field
        for field in model._meta.sorted_fields
        if field.name.endswith(("_at", "_on", "_day")) or field.name == "at"
    ]
    return times[0] if times else model.id
