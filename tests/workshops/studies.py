"""What a participant sends of a lesson, as its page would."""

from webapp.database import new_id
from webapp.workshops.models import Study

LESSON = "sleep-in-recovery"


def study(visitor, slug=LESSON, **fields):
    return visitor.send(f"/workshops/{slug}/study", {"visibility": "private", "once": new_id(), **fields})


def finish(visitor, slug=LESSON, **fields):
    return study(visitor, slug, done="yes", **fields)


def only() -> Study:
    (one,) = Study.select()
    return one
