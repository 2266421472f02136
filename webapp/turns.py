"""Whose turn it is to write, among the threads of one process (decision 33)."""

import contextlib
import threading
import time

import peewee


class Turn:
    """Threads that write to SQLite go one after the other.

    While another process holds the database, one of them waits for it. The others are told soon that it is busy, and
    most of them at once: somebody must be left to show pages.
    """

    IN_LINE = 2  # may wait a little longer
    AT_ONCE, SOON = 0.2, 1.0  # seconds

    def __init__(self, patience: float):
        """`patience`: seconds after which anyone gives up."""
        self._patience = patience
        self._lock = threading.Lock()
        self._waiting = 0
        self._tries_since = None

    @property
    def is_free(self) -> bool:
        return not self._lock.locked()

    @contextlib.contextmanager
    def taken(self):
        self._wait()
        self._tries_since = time.monotonic()
        try:
            yield
        finally:
            self._tries_since = None
            self._lock.release()

    def has_begun(self) -> None:
        """Whoever has the turn has the database, too."""
        self._tries_since = None

    def _wait(self) -> None:
        if self._lock.acquire(blocking=False):
            return
        self._waiting += 1
        try:
            patience = self.SOON if self._waiting < self.IN_LINE else self.AT_ONCE
            deadline = time.monotonic() + self._patience
            while not self._lock.acquire(timeout=self.AT_ONCE / 2):
                now, since = time.monotonic(), self._tries_since
                if now > deadline or (since is not None and now - since > patience):
                    raise peewee.OperationalError("another process holds the database")
        finally:
            self._waiting -= 1
