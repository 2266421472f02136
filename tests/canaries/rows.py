"""A row of every sealed table, about each participant and each person, with a mark in every field that takes words.

The tables are found, not listed: a new one is filled the day it is there. What a field takes that is no words stands
in PLAIN; a new field that is none of those gets a mark, whatever its name.
"""

import datetime as dt

import peewee
from pictures import chunk, png

from webapp import clock, schema
from webapp.database import new_id
from webapp.encryption import Sealed, SealedModel
from webapp.people.consents import Consent
from webapp.people.models import Enrollment, User
from webapp.timetables.models import ProgramSession

# Sealed fields that hold no words but a number, a yes, a time or a key of a list that the program has.
PLAIN = {
    **dict.fromkeys(("mood", "energy", "sleep_quality", "feeling"), 3),
    **dict.fromkeys(("craving", "anxiety", "before", "after", "total"), 4),
    **dict.fromkeys(
        ("is_new", "is_demo", "is_prorated", "waited_on_phone", "came_afterwards", "mutes_notes"), False
    ),
    "wants_help_card": True,
    "usual_dial": "private",
    "sleep_hours": 7.5,
    "template": "thoughts",
    "algorithm": "",
    "filled_by": "self",
    "language": "en",
    "safe_now": None,
    "text_version": "1",
    "every": 1,
    "weekdays": ["mon"],
    "starts": "09:00",
    "ends": "10:00",
    "time_zone": "UTC",
    "first_on": "2026-11-02",
    "last_on": None,
    "days": [["2026-11-02", 90]],
    "reasons": {"mood_fell": {"from": 3.4, "to": 2.1, "days": 14}},
    ("Notice", "reason"): "work",
    ("Answering", "version"): "1",
    ("Answering", "answers"): {"1": 1},
    ("PartialAnswers", "answers"): {"1": 1},
    ("Study", "answers"): {"1": "1"},
    ("Routine", "skill"): "longer-out-breathing",
    ("EmergencyAccess", "kind"): "medical",
    ("Consent", "relation"): "family",
    ("Favourites", "slugs"): ["longer-out-breathing"],
}
# How a mark stands in what is more than one text.
SHAPES = {
    "answers": lambda word: {"situation": word},
    "email": lambda word: f"{word}@example.org",
    "guest_email": lambda word: f"{word}@example.org",
    "secret": lambda word: (word * 2).upper(),  # in base32, as authenticator apps take it
    "typed": lambda word: [["words", word]],
    "emotions": lambda word: [word],
    "triggers": lambda word: [word],
    "skills": lambda word: {word: 3},
    "statement": lambda word: [["What you agree to", word]],
    "drawing": lambda word: _picture(word),
}
VISIBILITIES = ("private", "shared")
DAY = dt.timedelta(days=1)


def _picture(word: str) -> str:
    return png(extra=chunk(b"tEXt", b"Comment\0" + word.encode()))


def sealed_models() -> list[type[SealedModel]]:
    return [model for model in schema.all_models() if issubclass(model, SealedModel)]


def sealed_fields(model) -> list[str]:
    return sorted(
        {name for base in model.__mro__ for name, value in vars(base).items() if isinstance(value, Sealed)}
    )


def takes_words(model, name: str) -> bool:
    return not {name, (model.__name__, name)} & PLAIN.keys()


def fill_tables(cast, marks) -> None:
    """Everybody's marks into rows of their own."""
    for model in sealed_models():
        owners = _owners(model, cast)
        for who, owner in owners.items():
            for visibility in VISIBILITIES if hasattr(model, "visibility") else ("",):
                _Row(model, who, owner, visibility, cast, marks).write()


def unmarked(marks) -> list[str]:
    """Sealed fields that take words and hold a mark in no row."""
    return [
        f"{model.__name__}.{name}"
        for model in sealed_models()
        for name in sealed_fields(model)
        if takes_words(model, name)
        and not any(marks.found_in(str(getattr(row, name)).encode()) for row in model.select())
    ]


def _owners(model, cast) -> dict:
    """By the name of who it belongs to."""
    names = ("jo", "ana") if model.key_owner == "enrollment" else ("jo", "ana", "kim", "lee", "sam", "robin")
    people = {name: getattr(cast, name) for name in names}
    return (
        people if model.key_owner != "enrollment" else {who: cast.stay_of(one) for who, one in people.items()}
    )


class _Row:
    """One row in the making."""

    def __init__(self, model, who, owner, visibility, cast, marks):
        self.model, self.who, self.owner, self.visibility = model, who, owner, visibility
        self.cast, self.marks = cast, marks

    def write(self) -> None:
        row = self._there() or self.model(**self._columns())
        for name in sealed_fields(self.model):
            setattr(row, name, self._sealed(name))
        there = self.model.get_or_none(self.model.id == row.id) is not None
        row.save(force_insert=not there)

    def _there(self):
        """The row that the cast has already, where there can be only one."""
        if self.model is User:
            return self.owner
        if self.model is Consent:
            return Consent.get_or_none(Consent.enrollment == self.owner)
        return None

    def _sealed(self, name: str):
        if not takes_words(self.model, name):
            return PLAIN.get((self.model.__name__, name), PLAIN.get(name))
        where = f"{self.model.__name__}.{name} {self.visibility}".strip()
        mark = self.marks.new(self.who, where)
        return SHAPES[name](mark.word) if name in SHAPES else mark.text

    def _columns(self) -> dict:
        return {
            field.name: self._column(field)
            for field in self.model._meta.sorted_fields
            if field.name not in ("id", "sealed", "revision") and (self._is_needed(field))
        }

    def _is_needed(self, field) -> bool:
        return (not field.null and field.default is None) or field.name in (
            "visibility",
            "shared_at",
            "guest",
        )

    def _column(self, field):
        if isinstance(field, peewee.ForeignKeyField):
            return self._related(field)
        now, today = clock.now(), clock.today("UTC")
        by_name = {
            "visibility": self.visibility,
            "shared_at": now if self.visibility == "shared" else None,
            "instrument": "gad-7",
            "slug": "sleep-in-recovery" if self.visibility != "shared" else "triggers-and-cravings",
            "kind": {"GuestWords": "question", "Notice": "cannot_come"}.get(self.model.__name__, "entry"),
            "purpose": "own",
            "repeats": "once",
            "at": "18:00",
            "times_a_week": 3,
            "minutes": 90,
            "of_revision": 0,
            "until": now,
            "ends_at": now - DAY,
            "expires_at": now + 30 * DAY,
            "starts_on": today,
            "ends_on": today,
            "on_day": today - DAY,
            "first_day": today - DAY,
            "last_day": today,
            "started_at": now,
            "begun_at": now,
            "written_at": now,
        }
        if self.model.__name__ in ("Practice", "Assignment") and field.name == "slug":
            return "longer-out-breathing"
        if isinstance(field, peewee.IntegerField) and field.name not in by_name:
            return 1
        return by_name[field.name] if field.name in by_name else new_id()

    def _related(self, field):
        target, name = field.rel_model, field.name
        if target is Enrollment or name in ("user",):
            return self.owner
        if target is User:
            stay_of_jo = self.who == "jo"
            return {"guest": self.cast.sam}.get(name) or (self.cast.kim if stay_of_jo else self.cast.lee)
        if target is ProgramSession:
            return self._meeting()
        of_stay = target.select().where(target.enrollment == self.owner)
        if hasattr(target, "visibility"):
            of_stay = of_stay.where(target.visibility == "shared")
        return of_stay.first() or self._made(target)

    def _made(self, target):
        """A row of a table that seals nothing."""
        return target.create(
            enrollment=self.owner,
            **{
                field.name: self._column(field)
                for field in target._meta.sorted_fields
                if field.name not in ("id", "enrollment") and not field.null and field.default is None
            },
        )

    def _meeting(self):
        """A group's for word about coming, and one that is over to look back on."""
        ahead = self.model.__name__ == "Notice"
        when = ProgramSession.starts_at > clock.now() if ahead else ProgramSession.starts_at < clock.now()
        groups = ProgramSession.select().where(ProgramSession.enrollment.is_null(), when)
        offset = 1 if self.visibility == "shared" else 0
        return groups.order_by(ProgramSession.starts_at).offset(offset).first()
