"""Emergencies: a clinician's look, for an hour, at the record of somebody who is not on their caseload.

Only reading, with a reason, told to the participant and the coordinators at once, reviewed within a week.
"""

from webapp.emergencies.views import blueprint

__all__ = ["blueprint"]
