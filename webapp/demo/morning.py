"""Something for each line of the clinician's morning list."""

import datetime as dt

from webapp import clock
from webapp.audit import AuditRecord
from webapp.audit.chain import append
from webapp.demo.timetable import miss_twice
from webapp.journals.models import JournalEntry, Review
from webapp.journals.notes import EntryNote
from webapp.people.consents import Consent
from webapp.people.models import Cover, Enrollment, Program, User
from webapp.signals.models import Signal

ANSWER_DAYS = 2  # working days
KIM_NOTED = "Slept well for the first time. Ask what was different, and keep it."
SIGNALLED = {"mood": {"mood_fell": {"from": 3.4, "to": 2.1, "days": 14}}}


def fill(jos: Enrollment, kim: User, lee: User) -> None:
    """Raised, owed, signals, absences, cover, a note and a flag."""
    today = clock.today(jos.program.time_zone)
    Program.update(answer_days=ANSWER_DAYS).where(Program.id == jos.program_id).execute()
    raised, *others = (
        JournalEntry.waiting()
        .where(JournalEntry.enrollment == jos.id)
        .order_by(JournalEntry.written_at.desc())
    )
    JournalEntry.update(raised_at=raised.written_at).where(JournalEntry.id == raised.id).execute()
    owed = others[-1]
    read_at = owed.written_at + dt.timedelta(hours=15)
    review = Review.create(enrollment=jos, entry=owed, clinician=kim, read_at=read_at)
    review.flag(kim)
    EntryNote.create(enrollment=jos, entry=owed, clinician=kim, written_at=read_at, words=KIM_NOTED)
    about = {"about_kind": "journal_entry", "about": owed.id}
    append([AuditRecord(at=read_at, actor=kim.id, action="caseload.entry", enrollment=jos.id, **about)])
    for about, reasons in SIGNALLED.items():
        Signal.show(jos, about, reasons)
    miss_twice(jos)
    consent = Consent.get(Consent.enrollment == jos)
    consent.expires_at = clock.day_bounds(today + dt.timedelta(days=5), jos.program.time_zone)[1]
    consent.save()
    Cover.arrange(jos.program, lee, kim, today, today + dt.timedelta(days=6))
    Cover.arrange(jos.program, kim, lee, today + dt.timedelta(days=10), today + dt.timedelta(days=16))
