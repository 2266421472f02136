"""What Jo agreed to share with Sam, wrote for Sam, and what Sam sent."""

import datetime as dt

from webapp import clock
from webapp.demo.days import day_of
from webapp.guests.models import HowToHelp, Milestone
from webapp.guests.sharing import sign
from webapp.people.consents import (
    CONFIRMED,
    FAMILY_SESSIONS,
    HOW_TO_HELP,
    LEARNING,
    MILESTONES,
    USUAL,
    Consent,
)
from webapp.people.family import ENCOURAGEMENT, QUESTION, GuestWords
from webapp.people.models import Enrollment, User
from webapp.signals.models import Signal

JO_SHARES = [FAMILY_SESSIONS, MILESTONES, HOW_TO_HELP, LEARNING]
JO_SAYS_HOW_TO_HELP = {
    "signs": "I go quiet and stop answering messages.",
    "helps": "Come by and walk with me. You need not say much.",
    "not_helpful": "Asking me how many days it has been.",
    "whom_to_call": "Kim at the program, in office hours.",
}
JO_IS_GLAD_OF = ((30, "I came back on the second day."), (8, "Sam and I talked at the family evening."))
SAM_SENT = (
    (ENCOURAGEMENT, "I saw you get on the bus this morning. That takes something."),
    (QUESTION, "Is it all right to have a beer myself when he is here for dinner?"),
)


def agree(stay: Enrollment, guest: User) -> None:
    signed_at = clock.now() - dt.timedelta(days=20)
    until = clock.today(stay.program.time_zone) + USUAL
    purpose = "So that Sam knows when he can come along."
    consent = sign(stay, guest.name, guest.email, "Brother", JO_SHARES, purpose, until, stay.participant.name)
    consent.guest, consent.state = guest, CONFIRMED
    consent.signed_at = consent.accepted_at = consent.confirmed_at = signed_at
    consent.save()


def exchange_words(stay: Enrollment, guest: User) -> None:
    """What Jo wrote for Sam, and what Sam sent."""
    HowToHelp.write(stay, JO_SAYS_HOW_TO_HELP)
    for days_ago, words in JO_IS_GLAD_OF:
        Milestone.create(enrollment=stay.id, on_day=day_of(stay, -days_ago), words=words)
    consent = Consent.get(Consent.enrollment == stay.id)
    for kind, words in SAM_SENT:
        sent = GuestWords.create(
            enrollment=stay.id, consent=consent.id, guest=guest.id, kind=kind, words=words
        )
        if sent.is_question:
            Signal.show(stay, sent.id, {"guest_question": {}})
