"""The published schema of record.json (JSON Schema 2020-12), made from the same lists that the record is made from."""

from webapp.copies import kinds, tables
from webapp.copies.record import FORMAT, VERSION, names_of, shape_of

MOMENT = {
    "type": ["string", "null"],
    "format": "date-time",
    "description": "Wall time with its distance from UTC.",
}
DAY = {"type": ["string", "null"], "format": "date"}
TEXT = {"type": ["string", "null"]}
SESSION = {"$ref": "#/$defs/session"}
SHAPES = {
    "moment": MOMENT,
    "day": DAY,
    "session": {"oneOf": [SESSION, {"type": "null"}]},
    str: TEXT,
    bool: {"type": ["boolean", "null"]},
    int: {"type": ["integer", "null"]},
    float: {"type": ["number", "null"]},
    list: {"type": ["array", "null"]},
    dict: {"type": ["object", "null"]},
    None: {},
}


def schema() -> dict:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Everything that Waymark keeps of one participant",
        **_object(
            format={"const": FORMAT},
            version={"const": VERSION},
            made_at=MOMENT,
            time_zone=TEXT,
            person=_object(
                id=TEXT,
                name=TEXT,
                email=TEXT,
                locale=TEXT,
                time_zone=TEXT,
                created_at=MOMENT,
                usual_dial=TEXT,
                wants_help_card=SHAPES[bool],
            ),
            account=_object(**{name: _rows(name) for name in kinds.OF_PERSON}),
            stays={"type": "array", "items": _stay()},
        ),
        "$defs": {
            "session": _object(
                **dict.fromkeys(("id", "title", "kind", "topic"), TEXT),
                **dict.fromkeys(("starts_at", "ends_at"), MOMENT),
                **dict.fromkeys(("status", "place"), TEXT),
            ),
            **{name: _row(name, kind) for name, kind in {**kinds.OF_STAY, **kinds.OF_PERSON}.items()},
        },
    }


def _stay() -> dict:
    opening = _object(at=MOMENT, **dict.fromkeys(("who", "action", "about_kind", "about"), TEXT))
    return _object(
        id=TEXT,
        program=TEXT,
        admitted_on=DAY,
        ended_on=DAY,
        folder=TEXT,
        **{name: _rows(name) for name in kinds.OF_STAY},
        sessions={"type": "array", "items": SESSION},
        openings={"type": "array", "items": opening},
    )


def _rows(name: str) -> dict:
    return {"type": "array", "items": {"$ref": f"#/$defs/{name}"}}


def _row(name: str, kind: kinds.Kind) -> dict:
    model, _condition = {**tables.of_stay(), **tables.of_person()}[name]
    return _object(id=TEXT, **{one: SHAPES[shape_of(model, one)] for one in names_of(model, kind)})


def _object(**properties) -> dict:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
