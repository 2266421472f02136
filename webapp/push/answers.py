"""What the answer of a push service means for us."""

from collections.abc import Callable
from dataclasses import dataclass

MAX_WAIT = 3600


@dataclass(frozen=True)
class Outcome:
    """How a delivery went: sent, gone (forget the device), later, busy, too_large or refused (by our fault).

    "busy" was not tried: its push service is slow or down and has enough to do. `retry_after` is in seconds.
    """

    result: str
    detail: str
    retry_after: float | None = None

    @property
    def sent(self) -> bool:
        return self.result == "sent"


def read_answer(status: int, wait_asked_for: Callable[[], int] = lambda: 0) -> Outcome:
    """What an HTTP status of a push service means for us; it may ask for a wait of so many seconds, 0 is none."""
    if status in (200, 201, 202, 204):
        return Outcome("sent", str(status))
    if status in (404, 410):
        return Outcome("gone", str(status))
    if status == 413:
        return Outcome("too_large", str(status))
    if status == 429 or status >= 500:
        return Outcome("later", str(status), min(wait_asked_for(), MAX_WAIT) or None)
    return Outcome("refused", str(status))  # 400, 401, 403, a redirect: waiting does not mend it
