"""What a guest sends: a note of encouragement, a question to the care team. Only while something is shared."""

import datetime as dt

from webapp import audit, clock
from webapp.guests.shared import consents_in_force
from webapp.people.family import QUESTION, GuestWords
from webapp.people.models import Enrollment, User
from webapp.signals.models import Signal

A_DAY = dt.timedelta(days=1)
MOST_A_DAY = 3  # of each kind
SAID = {True: "asked the care team", False: "wrote a note of encouragement"}


def may_send(guest: User, stay: Enrollment, kind: str) -> bool:
    lately = _of(guest, stay).where(GuestWords.kind == kind, GuestWords.sent_at > clock.now() - A_DAY)
    return lately.count() < MOST_A_DAY


def send(guest: User, stay: Enrollment, kind: str, words: str) -> None:
    """Kept even when the participant wants none of their notes: the guest does not learn that."""
    consent = consents_in_force(guest, stay)[0]
    sent = GuestWords.create(enrollment=stay.id, consent=consent.id, guest=guest.id, kind=kind, words=words)
    audit.record(SAID[kind == QUESTION], stay, sent)
    if kind == QUESTION:
        Signal.show(stay, sent.id, {"guest_question": {}})


def questions_of(guest: User, stay: Enrollment) -> list[GuestWords]:
    """The guest's own questions about this stay, the newest first."""
    asked = _of(guest, stay).where(GuestWords.kind == QUESTION)
    return list(asked.order_by(GuestWords.sent_at.desc()).limit(5))


def _of(guest: User, stay: Enrollment):
    return GuestWords.select().where(GuestWords.guest == guest.id, GuestWords.enrollment == stay.id)
