"""Records that several tests of access need."""

from webapp.commitments.models import Commitment
from webapp.people.models import Enrollment


def commitment_of(stay: Enrollment, **values) -> Commitment:
    """Work on Mondays."""
    weekly = {"weekdays": ["mon"], "starts": "09:00", "ends": "17:00", "time_zone": "UTC"}
    return Commitment.create(enrollment=stay, title="Work", first_on="2026-01-05", **weekly, **values)
