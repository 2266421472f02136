"""What Kim asks of Jo, and what Jo answered so far."""

from webapp.assessments.answering import take
from webapp.assessments.instruments import find_instrument
from webapp.assessments.models import AssignedInstrument
from webapp.demo.days import at, day_of
from webapp.people.models import Enrollment, User
from webapp.signals.models import Signal

# instrument, every so many days, and by days ago what Jo answered (in the order of the items)
JO_ANSWERED = (
    (
        "phq-9",
        14,
        {
            35: (2, 2, 3, 2, 1, 2, 2, 1, 1, 2),
            21: (2, 2, 2, 2, 1, 2, 1, 0, 0, 1),
            7: (1, 1, 2, 1, 0, 1, 1, 0, 1, 1),
        },
    ),
    ("gad-7", 14, {34: (2, 3, 2, 2, 1, 1, 2), 20: (2, 2, 2, 2, 1, 1, 1)}),
    ("barc-10", 30, {38: (4, 2, 2, 2, 3, 3, 4, 4, 3, 4), 8: (5, 3, 3, 2, 4, 4, 4, 5, 3, 5)}),
    ("audit-c", 0, {36: (4, 2, 2)}),
    ("pcl-5", 30, {32: (2, 3, 1, 2, 2, 3, 2, 0, 2, 2, 3, 1, 2, 1, 2, 2, 3, 2, 1, 3)}),
    ("gad-2", 7, {}),
)


def ask_and_answer(stay: Enrollment, clinician: User) -> None:
    """What Kim asks of Jo, what Jo answered so far, and one that is open now. What was marked long ago is settled."""
    for slug, every_days, answered in JO_ANSWERED:
        instrument = find_instrument(slug)
        first = max(answered, default=0)
        assigned = AssignedInstrument.create(
            enrollment=stay,
            instrument=slug,
            every_days=every_days,
            starts_on=day_of(stay, -first),
            assigned_by=clinician.id,
        )
        for days_ago, points in answered.items():
            answers = {item.key: given for item, given in zip(instrument.items, points, strict=True)}
            answering = take(assigned, instrument, answers, instrument.version, "yes", at(stay, days_ago, 19))
            if days_ago != 7:
                Signal.settle(stay, answering.id, clinician)
