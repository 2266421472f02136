"""Work on a batch at once, or else one by one: what is broken must not hold up the others."""

import logging
from collections.abc import Callable

import peewee

_DATABASE_AWAY = (
    peewee.OperationalError,
    peewee.InterfaceError,
    peewee.InternalError,
    peewee.ProgrammingError,
)

log = logging.getLogger(__name__)


def at_once_or_singly(do: Callable[[list], object], items: list) -> list:
    """Do it for all of them; if that fails, for each alone. Those for which it failed.

    A database that is away is no fault of theirs, so that is raised.
    """
    if len(items) > 1 and _can(do, items, "a batch failed: %s; going one by one"):
        return []
    return [item for item in items if not _can(do, [item], "left for later: %s")]


def _can(do: Callable[[list], object], items: list, otherwise: str) -> bool:
    try:
        do(items)
        return True
    except _DATABASE_AWAY:
        raise
    except Exception as error:
        log.error(otherwise, type(error).__name__)
        return False
