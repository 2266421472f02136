"""Forms that were begun and not sent: gone after a day, because what they asked about has moved."""

import datetime as dt

from webapp import clock
from webapp.assessments.models import PARTIAL_FOR, PartialAnswers


def purge_partials(now: dt.datetime | None = None) -> int:
    """Remove what expired; how many forms that were."""
    return (
        PartialAnswers.delete().where(PartialAnswers.begun_at <= (now or clock.now()) - PARTIAL_FOR).execute()
    )
