"""Finds series of one template that cannot stand side by side: written twice, or in one room at once."""

from itertools import combinations

from flask_babel import gettext as _

from webapp.timetables.template_values import WEEKDAYS

MINUTES_A_DAY = 24 * 60
MINUTES_A_WEEK = 7 * MINUTES_A_DAY


def find_clashes(placed):
    """Problems among (key path, series) pairs, one line each."""
    problems = []
    for (path_a, a), (path_b, b) in combinations(placed, 2):
        if not weeks_overlap(a.weeks, b.weeks):
            continue  # a program that runs in rounds may follow one series with another at the same hour
        if _is_twice(a, b):
            problems.append(
                _(
                    '%(path)s: "%(title)s" is the same series as %(other)s',
                    path=path_b,
                    title=b.title,
                    other=path_a,
                )
            )
        elif _share_a_room(a, b) and _meet_at_once(a, b):
            problems.append(
                _(
                    '%(path)s.starts: "%(title)s" is in the room of %(where)s, "%(other)s", at the same time',
                    path=path_b,
                    title=b.title,
                    other=a.title,
                    where=path_a,
                )
            )
    return problems


def weeks_overlap(a, b):
    """Whether two lists of (first week, last week) have a week of the stay in common."""
    return any(first <= end and start <= last for first, last in a for start, end in b)


def _is_twice(a, b):
    same = (a.title, a.starts, a.track, set(a.weekdays)) == (b.title, b.starts, b.track, set(b.weekdays))
    return same and not set(a.levels).isdisjoint(b.levels)


def _share_a_room(a, b):
    if "individual" in (a.kind, b.kind):
        return False  # one row stands for a meeting per participant, at each one's own hour in practice
    if a.title == b.title:
        return False  # one group, open to people of two levels or tracks on different days
    if a.telehealth and b.telehealth:
        return a.telehealth == b.telehealth  # "Online" is no room: the link is
    return bool(a.place) and a.place == b.place


def _meet_at_once(a, b):
    return any(
        (start - begin) % MINUTES_A_WEEK < a.minutes or (begin - start) % MINUTES_A_WEEK < b.minutes
        for begin in _minutes_of_week(a)
        for start in _minutes_of_week(b)
    )


def _minutes_of_week(series):
    """When each meeting starts, in minutes since Monday 00:00, so that one past midnight still counts."""
    at = series.starts.hour * 60 + series.starts.minute
    return [WEEKDAYS.index(day) * MINUTES_A_DAY + at for day in series.weekdays]
