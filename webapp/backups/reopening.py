"""What must happen to a restored database before anyone gets in: it knows nothing of what came after the backup."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from webapp import audit, clock
from webapp.accounts.models import HalfSignIn, SignIn, SignInLink
from webapp.accounts.passkeys import PasskeyChallenge
from webapp.audit.models import AuditCheck
from webapp.calendars.models import Feed
from webapp.people import endings, erasures
from webapp.people.consents import ACCEPTED, CONFIRMED, REVOKED, Consent, Invitation
from webapp.people.endings import Ending
from webapp.people.models import Enrollment, User
from webapp.reminders.models import MISSED, SENT, Reminder, WorkerBeat

# What may have been undone again counts only if it came after the backup. So much before it is still after: a line is
# written before the transaction it belongs to.
_AT_ONE_MOMENT = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Reopened:
    """What was done, in numbers."""

    repeated: Counter  # endings, by kind
    unknown: Counter  # kinds that this version does not know
    asked_again: int  # consents
    sign_ins: int
    invitations: int
    reminders: int


def reopen(ended: Iterable[Ending] | None, made_at: dt.datetime) -> Reopened:
    """Repeat what ended since the backup, end all sign-ins and links to get in, expire old reminders.

    Without a list of endings (None) nobody knows which consents were revoked, so each participant is asked again.
    """
    repeated, unknown = Counter(), Counter()
    for ending in ended or ():
        repeat = _REPEATS.get(ending.kind)
        if repeat is None and ending.kind not in _OF_ERASURES:
            unknown[ending.kind] += 1
        elif repeat and repeat(ending, made_at):
            repeated[ending.kind] += 1
    if erased := _erase(ended, made_at):
        repeated[endings.ERASURE] = erased
    asked_again = _ask_again() if ended is None else 0
    done = Reopened(
        repeated, unknown, asked_again, _end_sign_ins(), _withdraw_invitations(), _expire_reminders()
    )
    WorkerBeat.delete().execute()
    AuditCheck.delete().execute()
    return done


def _revoke(ending: Ending, _made_at: dt.datetime) -> bool:
    consent = Consent.get_or_none(Consent.id == ending.id, Consent.state != REVOKED)
    if consent is None:
        return False
    Consent.update(state=REVOKED, revoked_at=ending.at).where(Consent.id == consent.id).execute()
    audit.record("revoked consent", consent.enrollment, consent)
    return True


def _end_link(ending: Ending, _made_at: dt.datetime) -> bool:
    feed = Feed.get_or_none(Feed.id == ending.id, Feed.revoked_at.is_null())
    if feed is None:
        return False
    Feed.update(revoked_at=ending.at).where(Feed.id == feed.id).execute()
    audit.record("ended calendar link", feed.enrollment, feed)
    return True


def _end_renewed_link(ending: Ending, made_at: dt.datetime) -> bool:
    """What was put in place of the old secret is not in the backup, but the old one is."""
    return ending.at > made_at - _AT_ONE_MOMENT and _end_link(ending, made_at)


def _lock_account(ending: Ending, made_at: dt.datetime) -> bool:
    return _set_active(ending, made_at, False)


def _unlock_account(ending: Ending, made_at: dt.datetime) -> bool:
    return _set_active(ending, made_at, True)


def _set_active(ending: Ending, made_at: dt.datetime, active: bool) -> bool:
    """As it was left last: of what came before the backup, the backup knows."""
    if ending.at <= made_at - _AT_ONE_MOMENT:
        return False
    return bool(User.update(active=active).where(User.id == ending.id, User.active != active).execute())


def _erase(ended: Iterable[Ending] | None, made_at: dt.datetime) -> int:
    """Carry out again what was erased or frozen, as the ledger has it by now; how many the backup did not know."""
    known = {line["id"] for line in erasures.lines() if line["erased_at"]}
    erasures.replay(None if ended is None else list(_ledger(ended, made_at).values()))
    return len({line["id"] for line in erasures.lines() if line["erased_at"]} - known)


def _ledger(ended: Iterable[Ending], made_at: dt.datetime) -> dict[str, dict]:
    """The erasures of the backup, and what became of them since. One that was carried out stays so, however old."""
    ledger = {line["id"]: line for line in erasures.lines()}
    for ending in ended:
        is_newer = ending.at > made_at - _AT_ONE_MOMENT
        if ending.kind == endings.ERASURE and (is_newer or ending.row["erased_at"]):
            ledger[ending.id] = ending.row
        elif ending.kind == endings.TAKEN_BACK and is_newer:
            ledger.pop(ending.id, None)
    return ledger


_REPEATS = {
    endings.REVOKED_CONSENT: _revoke,
    endings.ENDED_LINK: _end_link,
    endings.RENEWED_LINK: _end_renewed_link,
    endings.LOCKED_ACCOUNT: _lock_account,
    endings.UNLOCKED_ACCOUNT: _unlock_account,
}


_OF_ERASURES = (endings.ERASURE, endings.TAKEN_BACK)


def _ask_again() -> int:
    """Consents in force wait for their participant to confirm once more; until then they open nothing."""
    in_force = (Consent.state == CONFIRMED) & (Consent.expires_at > clock.now())
    consents = list(Consent.select(Consent, Enrollment).join(Enrollment).where(in_force))
    for consent in consents:
        audit.record("asked to confirm consent again", consent.enrollment, consent)
    return Consent.update(state=ACCEPTED, confirmed_at=None).where(in_force).execute()


def _end_sign_ins() -> int:
    """Nobody is signed in, or half, or by a link on its way."""
    for model in (HalfSignIn, SignInLink, PasskeyChallenge):
        model.delete().execute()
    return SignIn.delete().execute()


def _withdraw_invitations() -> int:
    """Those to make an account and those to choose a new password: whether they were used since, nobody knows."""
    return Invitation.delete().where(Invitation.used_at.is_null()).execute()


def _expire_reminders() -> int:
    """What was due before now was sent, or is too late."""
    due = Reminder.open() & (Reminder.due_at <= clock.now())
    Reminder.update(outcome=SENT).where(due, Reminder.sent_at.is_null(False)).execute()
    return Reminder.update(outcome=MISSED, reason="too_late").where(due).execute()
