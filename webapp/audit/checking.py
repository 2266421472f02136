"""Going through the trail every hour: from the last line found whole, and once a day from the first one."""

import datetime as dt
import logging
from pathlib import Path

from webapp import clock
from webapp.audit import anchors, chain
from webapp.audit.models import AuditCheck
from webapp.database import writing

WHOLE_EVERY = dt.timedelta(days=1)
_THE_CHECK = "check"

log = logging.getLogger(__name__)


class Checker:
    """Where the last check ended stays in memory: in the database, whoever changes the trail could change it."""

    def __init__(self, anchored: Path):
        self._anchored = anchored
        self._good: chain.Verdict | None = None
        self._whole_at: dt.datetime | None = None

    def check(self) -> chain.Verdict:
        """Verify what is new, say and write down what was found."""
        verdict = self._verdict()
        if verdict.fault:
            log.error("audit trail: %s; %s lines before that hold", verdict.fault, verdict.lines)
            self._good = None  # the next one begins at the first line
        else:
            self._good = verdict
        with writing():
            AuditCheck.delete().execute()
            AuditCheck.insert(
                id=_THE_CHECK, at=clock.now(), lines=verdict.lines, fault=verdict.fault or ""
            ).execute()
        return verdict

    def _verdict(self) -> chain.Verdict:
        now = clock.now()
        if self._whole_at is None or now - self._whole_at >= WHOLE_EVERY:
            self._good, self._whole_at = None, now
        try:
            anchored = anchors.read(self._anchored)
        except anchors.NotAnAnchor as error:
            return chain.Verdict(0, "", str(error))
        return chain.verify(anchored, since=self._good)


def last_check() -> AuditCheck | None:
    """What was found last, and when; None before the first time."""
    return AuditCheck.get_or_none(AuditCheck.id == _THE_CHECK)
