"""The life of a consent on the participant's side: signed, invited, confirmed, stopped; and who opened it."""

import datetime as dt

import peewee
from flask_babel import gettext as _

from webapp import audit, clock
from webapp.access import Permission, enrollments
from webapp.audit import AuditRecord
from webapp.guests.statement import VERSION, statement
from webapp.people.consents import CONFIRMED, REVOKED, Consent, ConsentItem, Invitation
from webapp.people.models import Enrollment, Program, User, normal_email

# The endpoints at which a guest is shown something of a participant.
VISITS = ("guests.home", "guests.shared")


def consents_of(user: User) -> list[Consent]:
    """All consents that the person gave, in all their stays, newest first, with their items."""
    stays = enrollments(user, Permission.MANAGE_CONSENTS).select(Enrollment.id).order_by()
    given = (
        Consent.select(Consent, Enrollment, Program)
        .join(Enrollment)
        .join(Program)
        .where(Consent.enrollment.in_(stays))
        .order_by(Consent.signed_at.desc(), Consent.id)
    )
    return peewee.prefetch(given, ConsentItem)


def live_with(stay: Enrollment, email: str) -> Consent | None:
    """The consent for that address that is neither over nor stopped."""
    live = Consent.select().where(
        Consent.enrollment == stay.id, Consent.state != REVOKED, Consent.expires_at > clock.now()
    )
    address = normal_email(email)
    for consent in live:
        guest = consent.guest.email if consent.guest_id else ""
        if address in (normal_email(consent.guest_email), normal_email(guest)):
            return consent
    return None


def sign(stay: Enrollment, name, email, relation, items, purpose, until: dt.date, signature) -> Consent:
    """A new consent with its text as signed now; it ends with the day `until` in the program's zone."""
    consent = Consent.create(
        enrollment=stay,
        expires_at=clock.day_bounds(until, stay.program.time_zone)[1],
        guest_name=name,
        guest_email=email,
        relation=relation,
        purpose=purpose,
        signature=signature,
        text_version=VERSION,
        statement=statement(
            stay.program, stay.participant.name, name, email, relation, items, purpose, until
        ),
    )
    for item in items:
        ConsentItem.create(consent=consent, item=item)
    audit.record("signed consent", stay, consent)
    return consent


def invite(consent: Consent) -> tuple[str, str]:
    """The secret of a new invitation and its short code; an older one that was not used stops working."""
    Invitation.withdraw(consent)
    invitation, token = Invitation.make(consent=consent)
    audit.record("made invitation", consent.enrollment, invitation)
    return token, invitation.code


def confirm(consent: Consent) -> bool:
    """Open the items to the guest who accepted; False if too late, or another is open to them."""
    if _other_live(consent) or not consent.confirm():
        return False
    audit.record("confirmed consent", consent.enrollment, consent)
    return True


def stop(consent: Consent) -> None:
    if consent.revoke():
        audit.record("revoked consent", consent.enrollment, consent)


def last_day(consent: Consent) -> dt.date:
    """The last day on which the consent opens anything, in the program's zone."""
    stay = consent.enrollment
    last = clock.local(consent.expires_at - dt.timedelta(milliseconds=1), stay.program.time_zone).date()
    return min(last, stay.ended_on or last)


def visits(consent: Consent):
    """The guest's visits under this consent, newest first, from the audit trail."""
    since = consent.confirmed_at or consent.signed_at
    until = consent.revoked_at or consent.expires_at
    return (
        AuditRecord.select()
        .where(
            AuditRecord.enrollment == consent.enrollment_id,
            AuditRecord.actor == consent.guest_id,
            AuditRecord.action.in_(VISITS),
            AuditRecord.at.between(since, until),
        )
        .order_by(AuditRecord.at.desc())
    )


def opened(consent: Consent) -> tuple[int, dt.datetime | None]:
    """How often the guest opened what is shared, and when last."""
    if consent.guest_id is None:
        return 0, None
    found = visits(consent).order_by()
    count, last = found.select(peewee.fn.COUNT(AuditRecord.at), peewee.fn.MAX(AuditRecord.at)).scalar(
        as_tuple=True
    )
    return count, last


def state_in_words(consent: Consent) -> tuple[str, str]:
    """What the participant reads about the state, and the tone of its badge."""
    return {
        "invited": (_("Waiting for them to accept"), "quiet"),
        "accepted": (_("Please check who accepted"), "amber"),
        "confirmed": (_("Sharing"), "moss"),
        "expired": (_("Ended"), "quiet"),
        "revoked": (_("Stopped"), "quiet"),
    }[consent.standing()]


def _other_live(consent: Consent) -> bool:
    """Two consents for one person would leave one open when the other is stopped."""
    return (
        Consent.select()
        .where(
            Consent.enrollment == consent.enrollment_id,
            Consent.guest == consent.guest_id,
            Consent.id != consent.id,
            Consent.state == CONFIRMED,
            Consent.expires_at > clock.now(),
        )
        .exists()
    )
