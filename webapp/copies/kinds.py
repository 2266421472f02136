"""What a copy holds: each table of the database by its name, with words for people, or the reason why it is left out.

A table that is in neither list is in no copy, and a test fails: what is built next has to be decided here.
"""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from webapp.people.family import ENCOURAGEMENT


@dataclass(frozen=True)
class Kind:
    """One table. `without` are columns that are left out, `hides(row)` those of a single row; `as_table`: a CSV too."""

    title: str
    without: tuple[str, ...] = ()
    as_table: bool = False
    hides: object = lambda row: ()


def _others_words(words) -> tuple[str, ...]:
    """Of a question the participant learns that it was asked; what, is between who asked and the care team."""
    return () if words.kind == ENCOURAGEMENT else ("words", "answer")


# Of a stay, in the order of the readable page.
OF_STAY = {
    "placement": Kind(_l("Levels of care and groups")),
    "care_team_member": Kind(_l("Your care team")),
    "journal_entry": Kind(_l("Journal"), without=("waiting_since",), as_table=True),
    "entry_version": Kind(_l("What entries said before they were changed")),
    "draft": Kind(_l("Typed and not saved")),
    "review": Kind(_l("What your care team answered"), without=("flagged_at", "flagged_by"), as_table=True),
    "practice": Kind(_l("Exercises you did"), as_table=True),
    "assignment": Kind(_l("Exercises you were asked to do")),
    "favourites": Kind(_l("Your favorite exercises")),
    "assigned_instrument": Kind(_l("Questionnaires you were asked to answer")),
    "answering": Kind(
        _l("Questionnaires you answered"), without=("action", "acted_at", "acted_by"), as_table=True
    ),
    "partial_answers": Kind(_l("Questionnaires you began")),
    "study": Kind(_l("Lessons"), as_table=True),
    "attendance": Kind(_l("Attendance"), as_table=True),
    "correction": Kind(_l("Attendance before it was corrected")),
    "notice": Kind(_l("When you said that you can't come, or come late"), as_table=True),
    "seat": Kind(_l("Seats in other groups")),
    "reflection": Kind(_l("Your lines around sessions"), as_table=True),
    "program_session": Kind(_l("Your one-to-one sessions"), without=("series", "version"), as_table=True),
    "commitment": Kind(_l("Your commitments")),
    "routine": Kind(_l("Your own reminders and hard times")),
    "letter": Kind(_l("Attendance letters"), without=("code_digest",)),
    "feed": Kind(_l("Calendar links"), without=("token_digest",)),
    "consent": Kind(_l("What you agreed to share, as you signed it")),
    "consent_item": Kind(_l("The items of each consent")),
    "addressed_entry": Kind(_l("Entries you showed to someone")),
    "how_to_help": Kind(_l("How others can help you")),
    "milestone": Kind(_l("Milestones")),
    "guest_words": Kind(_l("Notes from family and friends"), hides=_others_words),
    "emergency_access": Kind(
        _l("Looks in an emergency"), without=("reason", "finding", "reviewed_at", "reviewed_by")
    ),
}

# Of the account.
OF_PERSON = {
    "reminder_settings": Kind(_l("How you want to be reminded")),
    "kind_settings": Kind(_l("Kinds of reminders")),
    "reminder": Kind(
        _l("Reminders"), without=("wake_at", "claimed_at", "claimed_by", "attempts"), as_table=True
    ),
    "device": Kind(
        _l("Phones with reminders"), without=("endpoint_digest", "sign_in", "endpoint", "p256dh", "auth")
    ),
    "lost_device": Kind(_l("Phones that reminders no longer reach"), without=("endpoint_digest",)),
    "sign_in": Kind(_l("Where you are signed in"), without=("token_digest",)),
    "passkey": Kind(
        _l("Passkeys"), without=("credential_digest", "credential_id", "public_key", "sign_count")
    ),
}

LEFT_OUT = {
    "user_account": "the person themselves: at the head of the record",
    "enrollment": "the stay itself: at the head of its part",
    "entry_note": "clinicians' private notes",
    "signal": "clinicians' working list: reasons to look at something",
    "guest_check": "what somebody writes as a guest of another person's stay, for themselves alone",
    "audit_record": "told as openings: who opened what",
    "erasure": "the ledger: ids and times",
    "answered": "keys by which a form sent twice is written once",
    "membership": "staff's roles",
    "cover": "staff's absences",
    "authenticator": "a secret, worth nothing outside and dangerous in a file",
    "recovery_code": "digests of secrets",
    "known_browser": "digests of secrets",
    "half_sign_in": "digests of secrets, for minutes",
    "sign_in_link": "digests of secrets, for minutes",
    "invitation": "digests of secrets, for days",
    "device_delivery": "how a reminder fared on each phone: the reminder has the outcome",
    "facilitator": "staff's groups",
    "stand_in": "staff's groups",
    "busy_time": "staff's calendars",
    "taught": "what a group held: not about one person",
    "own_exercise": "the program's own",
    "assessment_policy": "the program's own",
}
