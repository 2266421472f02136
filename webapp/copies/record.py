"""The record as plain values, just as record.json has it: each row by its columns and by what is sealed in it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

import peewee

from webapp import clock
from webapp.audit import AuditRecord
from webapp.copies import kinds, tables
from webapp.copies.kinds import Kind
from webapp.database import DayField, InstantField, JsonField
from webapp.encryption import Sealed, SealedModel, preload_keys
from webapp.people.models import Enrollment, User
from webapp.timetables.calendar import sessions_of
from webapp.timetables.models import ProgramSession

FORMAT, VERSION = "waymark-record", 1
DRAWING = "drawing"
AHEAD = dt.timedelta(weeks=2)  # of the timetable, so much that lies ahead


@dataclass
class Record:
    """One person, and in which zone their moments are written. Rows are read as they are asked for."""

    person: User
    stays: list[Enrollment]
    zone: str
    made_at: dt.datetime = field(default_factory=clock.now)
    _names: dict[str, str] = field(default_factory=dict)
    _sessions: dict[str, ProgramSession] = field(default_factory=dict)

    def whole(self) -> dict:
        """All of record.json."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "made_at": self.moment(self.made_at),
            "time_zone": self.zone,
            "person": self.head(),
            "account": {name: list(self.of_person(name)) for name in kinds.OF_PERSON},
            "stays": [self.stay(stay) for stay in self.stays],
        }

    def head(self) -> dict:
        person = self.person
        return {
            "id": person.id,
            "name": person.name,
            "email": person.email,
            "locale": person.locale,
            "time_zone": person.time_zone,
            "created_at": self.moment(person.created_at),
            "usual_dial": person.usual_dial,
            "wants_help_card": person.wants_help_card,
        }

    def stay(self, stay: Enrollment) -> dict:
        return {
            **self.head_of(stay),
            **{name: list(self.of_stay(stay, name)) for name in kinds.OF_STAY},
            "sessions": list(self.sessions(stay)),
            "openings": list(self.openings(stay)),
        }

    def head_of(self, stay: Enrollment) -> dict:
        return {
            "id": stay.id,
            "program": stay.program.name,
            "admitted_on": stay.admitted_on.isoformat(),
            "ended_on": stay.ended_on.isoformat() if stay.ended_on else None,
            "folder": self.folder(stay),
        }

    def folder(self, stay: Enrollment) -> str:
        return f"stay-{self.stays.index(stay) + 1}-{stay.admitted_on.isoformat()}"

    def of_stay(self, stay: Enrollment, name: str) -> Iterator[dict]:
        for row in self.rows(stay, name):
            yield self.told(row, kinds.OF_STAY[name], self.folder(stay))

    def of_person(self, name: str) -> Iterator[dict]:
        model, condition = tables.of_person()[name]
        for row in tables.rows_of(model, condition(self.person.id)):
            yield self.told(row, kinds.OF_PERSON[name], "")

    def rows(self, stay: Enrollment, name: str) -> Iterator[peewee.Model]:
        model, condition = tables.of_stay()[name]
        return tables.rows_of(model, condition(stay.id))

    def told(self, row: peewee.Model, kind: Kind, folder: str) -> dict:
        """The row's values by name. What is hidden of this one is null."""
        hidden = kind.hides(row)
        values = {
            name: None if name in hidden else self._plain(row, name, folder)
            for name in names_of(type(row), kind)
        }
        return {"id": row.id, **values}

    def sessions(self, stay: Enrollment) -> Iterator[dict]:
        """What the timetable had for the stay, groups too: never who else was there."""
        today = clock.today(stay.program.time_zone)
        for one in sessions_of(stay, stay.admitted_on, min(stay.ended_on or dt.date.max, today + AHEAD)):
            yield self._session(one)

    def openings(self, stay: Enrollment) -> Iterator[dict]:
        """Who opened or changed what, and when."""
        lines = AuditRecord.select().where(
            AuditRecord.enrollment == stay.id,
            AuditRecord.actor.is_null(False),
            AuditRecord.actor != stay.participant_id,
        )
        for line in list(lines.order_by(AuditRecord.at, AuditRecord.id)):
            about = {"about_kind": line.about_kind, "about": line.about}
            yield {"at": self.moment(line.at), "who": self.name(line.actor), "action": line.action, **about}

    def moment(self, instant: dt.datetime | None) -> str | None:
        """Wall time with its distance from UTC."""
        return clock.local(instant, self.zone).isoformat(timespec="seconds") if instant else None

    def name(self, user_id: str | None) -> str | None:
        if user_id is None:
            return None
        if user_id not in self._names:
            user = User.get_or_none(User.id == user_id)
            preload_keys({user_id})
            self._names[user_id] = user.name if user else ""
        return self._names[user_id]

    def _plain(self, row: peewee.Model, name: str, folder: str):
        if name == DRAWING:
            return f"{folder}/drawings/{row.id}.png" if row.drawing else None
        column = row._meta.fields.get(name)
        if isinstance(column, peewee.ForeignKeyField):
            return self._referred(column, getattr(row, f"{name}_id"))
        value = getattr(row, name)
        if isinstance(column, InstantField):
            return self.moment(value)
        return value.isoformat() if isinstance(value, dt.date) else value

    def _referred(self, column: peewee.ForeignKeyField, key: str | None):
        """A person by name, a session by when and what it was, a level by its name; any other row by its id."""
        if key is None:
            return None
        if column.rel_model is User:
            return self.name(key)
        if column.rel_model is ProgramSession:
            if key not in self._sessions:
                self._sessions[key] = ProgramSession.get_by_id(key)
            return self._session(self._sessions[key])
        return column.rel_model.get_by_id(key).name if column.name == "level" else key

    def _session(self, one: ProgramSession) -> dict:
        return {
            "id": one.id,
            "title": one.title,
            "kind": one.kind,
            "topic": one.topic,
            "starts_at": self.moment(one.starts_at),
            "ends_at": self.moment(one.ends_at),
            "status": one.status,
            "place": one.place,
        }


def names_of(model: type[peewee.Model], kind: Kind) -> list[str]:
    """The columns and sealed values of a table that a copy has, in their order."""
    columns = [
        one.name
        for one in model._meta.sorted_fields
        if one.name not in ("id", "sealed", "revision", "enrollment", "user")
    ]
    return [name for name in (*columns, *sealed_of(model)) if name not in kind.without]


def sealed_of(model: type[peewee.Model]) -> dict[str, Sealed]:
    """The sealed values of a table by name, in the order in which they are written down."""
    if not issubclass(model, SealedModel):
        return {}
    bases = reversed(model.__mro__)
    return {name: value for base in bases for name, value in vars(base).items() if isinstance(value, Sealed)}


def shape_of(model: type[peewee.Model], name: str):
    """Of which kind a value is, for the schema: "moment", "day", "session", a Python type, or None for anything."""
    column = model._meta.fields.get(name)
    if isinstance(column, InstantField):
        return "moment"
    if isinstance(column, DayField):
        return "day"
    if isinstance(column, peewee.ForeignKeyField):
        return "session" if column.rel_model is ProgramSession else str
    if isinstance(column, JsonField) or name == DRAWING:
        return str if name == DRAWING else None
    for kind, shape in ((peewee.BooleanField, bool), (peewee.IntegerField, int), (peewee.FloatField, float)):
        if isinstance(column, kind):
            return shape
    if column is not None:
        return str
    default = sealed_of(model)[name].default
    return list if isinstance(default, tuple) else None if default is None else type(default)
