"""Finds which series of a program a changed template means, and what differs. Pure comparison, no database."""

import dataclasses

from webapp.timetables.program_template import SeriesTemplate

# From the surest sign that two are the same series to the weakest.
SIGNS = (
    ("title", "track", "kind", "levels", "weekdays", "starts"),
    ("title", "track", "levels"),
    ("title", "track"),
    ("title",),
)


def match(live, wanted):
    """(series, facts) pairs, the series that the template no longer has, and the facts that are new."""
    pairs, live, wanted = [], list(live), list(wanted)
    for sign in SIGNS:
        for facts in list(wanted):
            series = next((one for one in live if _read(one, sign) == _read(facts, sign)), None)
            if series is not None:
                pairs.append((series, facts))
                live.remove(series)
                wanted.remove(facts)
    return pairs, live, wanted


def differences(before: SeriesTemplate, after: SeriesTemplate) -> list[tuple]:
    """(key, before, after) of each fact that differs."""
    names = [one.name for one in dataclasses.fields(SeriesTemplate)]
    return [
        (name, getattr(before, name), getattr(after, name))
        for name in names
        if getattr(before, name) != getattr(after, name)
    ]


def same_turn(facts: SeriesTemplate, series) -> SeriesTemplate:
    """The facts with the topics where the series has them: the same topics at another turn are no change."""
    topics = list(facts.topics)
    turns = (topics[turn:] + topics[:turn] for turn in range(len(topics)))
    return dataclasses.replace(facts, topics=tuple(series.topics)) if series.topics in turns else facts


def _read(one, sign) -> tuple:
    values = (getattr(one, name) for name in sign)
    return tuple(_plain(value) for value in values)


def _plain(value):
    """Rows keep lists and text where a template has tuples and times."""
    if isinstance(value, list | tuple):
        return tuple(sorted(value))
    return value.isoformat("minutes") if hasattr(value, "isoformat") else value
