"""What the answer of a push service means for us."""

import email.utils
import re
from dataclasses import dataclass

from webapp import clock

MAX_WAIT = 3600
_SECONDS = re.compile(r"[0-9]{1,12}")


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


def read_answer(status: int, retry_after: str | None) -> Outcome:
    """What an HTTP status of a push service means for us."""
    if status in (200, 201, 202, 204):
        return Outcome("sent", str(status))
    if status in (404, 410):
        return Outcome("gone", str(status))
    if status == 413:
        return Outcome("too_large", str(status))
    if status == 429 or status >= 500:
        return Outcome("later", str(status), read_wait(retry_after))
    return Outcome("refused", str(status))  # 400, 401, 403, a redirect: waiting does not mend it


def read_wait(text: str | None) -> int | None:
    """Seconds in a Retry-After (a number or a date), at most an hour; None for garbage and the past."""
    text = (text or "").strip()
    if _SECONDS.fullmatch(text):
        seconds = int(text)
    else:
        try:
            seconds = (email.utils.parsedate_to_datetime(text) - clock.now()).total_seconds()
        except (ValueError, TypeError, OverflowError):  # TypeError: a date without a zone
            return None
    return min(int(seconds), MAX_WAIT) if seconds > 0 else None
