"""Jo's check-ins of five weeks, so that looking back has something to say. All of it is invented."""

import datetime as dt

from webapp.demo.days import at
from webapp.journals.models import CHECK_IN, PRIVATE, SHARED, JournalEntry, Review
from webapp.people.models import Enrollment, User

BREATHING, SURFING, WALK = "longer-out-breathing", "urge-surfing", "mindful-walk"
# days ago, hour, shared?, mood, craving, anxiety, energy, hours of sleep, how good it was, triggers, skills
CHECKED_IN = (
    (34, 21, True, 1, 8, 8, 2, 4, 1, ("argument", "cannot_sleep"), {}),
    (32, 21, False, 2, 8, 7, 2, 4.5, 2, ("alone", "evening"), {BREATHING: 1}),
    (30, 8, True, 2, 6, 7, 2, 5, 2, ("tired",), {}),
    (28, 21, False, 2, 7, 6, 3, 5.5, 2, ("evening", "alone"), {SURFING: 2}),
    (27, 8, True, 3, 5, 6, 3, 6.5, 3, (), {}),
    (25, 20, False, 2, 8, 7, 2, 5, 2, ("weekend", "old_friends"), {BREATHING: 2, SURFING: 2}),
    (23, 21, True, 3, 5, 5, 3, 6.5, 3, (), {}),
    (21, 8, False, 3, 4, 5, 3, 7, 4, ("work",), {WALK: 3}),
    (20, 21, True, 3, 5, 4, 3, 7, 3, ("alone", "evening"), {SURFING: 3}),
    (18, 21, False, 2, 7, 6, 2, 5, 2, ("weekend", "alone"), {BREATHING: 3}),
    (16, 8, True, 3, 6, 6, 3, 6, 3, ("payday",), {}),
    (14, 20, False, 4, 3, 4, 4, 7.5, 4, (), {WALK: 4}),
    (13, 21, True, 4, 3, 4, 3, 7, 4, ("evening",), {SURFING: 3}),
    (11, 8, False, 3, 4, 4, 3, 6.5, 3, (), {}),
    (9, 21, True, 3, 5, 5, 3, 5.5, 3, ("tired", "alone"), {BREATHING: 3}),
    (7, 20, False, 4, 3, 3, 4, 7.5, 4, (), {WALK: 3}),
    (6, 8, True, 4, 2, 3, 4, 8, 4, (), {}),
    (4, 21, False, 4, 3, 3, 4, 7, 4, ("work",), {BREATHING: 4}),
)  # fmt: skip


def check_in(stay: Enrollment, clinician: User) -> None:
    """Write them; those that are shared have been looked at."""
    for days_ago, hour, is_shared, *ratings, triggers, skills in CHECKED_IN:
        mood, craving, anxiety, energy, sleep_hours, sleep_quality = ratings
        written_at = at(stay, days_ago, hour, minute=4)
        entry = JournalEntry.create(
            enrollment=stay,
            kind=CHECK_IN,
            written_at=written_at,
            visibility=SHARED if is_shared else PRIVATE,
            shared_at=written_at if is_shared else None,
            mood=mood,
            craving=craving,
            anxiety=anxiety,
            energy=energy,
            sleep_hours=sleep_hours,
            sleep_quality=sleep_quality,
            triggers=list(triggers),
            skills=skills,
        )
        if is_shared:
            read_at = written_at + dt.timedelta(hours=14)
            Review.create(
                enrollment=stay, entry=entry, clinician=clinician, read_at=read_at, reviewed_at=read_at
            )
