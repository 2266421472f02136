"""Records of a stay or of its program, of each kind that an address can ask for."""

from webapp import clock
from webapp.assessments.models import Answering, AssignedInstrument
from webapp.calendars.models import Feed
from webapp.commitments.models import Commitment
from webapp.database import new_id
from webapp.exercises.models import Assignment, Practice
from webapp.exercises.own import OwnExercise
from webapp.guests.models import Milestone
from webapp.journals.drafts import Draft
from webapp.journals.models import JournalEntry
from webapp.letters.models import Letter
from webapp.people.consents import CONFIRMED, Consent
from webapp.people.emergencies import EmergencyAccess
from webapp.people.family import GuestWords
from webapp.people.models import Enrollment, Placement, Program, User
from webapp.routines.models import HARD_TIME, OWN, Routine
from webapp.timetables.models import ProgramSession, Seat, Series


def commitment_of(stay: Enrollment, **values) -> Commitment:
    """Work on Mondays."""
    weekly = {"weekdays": ["mon"], "starts": "09:00", "ends": "17:00", "time_zone": "UTC"}
    return Commitment.create(enrollment=stay, title="Work", first_on="2026-01-05", **weekly, **values)


AN_EXERCISE = {
    "kind": "reading",
    "title": "canary",
    "category": "body",
    "minutes": 1,
    "helps": ["stress"],
    "feeling": "tension",
    "cautions": [],
    "assigned_only": False,
    "source": "Ours",
    "body": "Words.",
    "points": [{"title": "One", "text": "Two."}],
}


def record_for(rule, guard, stay):
    """A record of Jo's that the rule can ask for, while what Jo consented to is in force."""
    sam = User.by_email("sam@example.org")
    Consent.update(state=CONFIRMED).where(Consent.guest == sam).execute()  # one of the routes ends it
    if guard.records is Enrollment:
        return stay
    if guard.records is Program:
        return stay.program
    query = guard.records.select() if isinstance(guard.records, type) else guard.records()
    make = {
        JournalEntry: lambda: JournalEntry.create(
            enrollment=stay, kind="entry", visibility="shared", shared_at=clock.now(), mood=3, words="canary"
        ),
        Draft: lambda: Draft.create(enrollment=stay, page=new_id(), typed=[("words", "canary")]),
        Practice: lambda: Practice.create(
            enrollment=stay,
            slug="longer-out-breathing",
            started_at=clock.now(),
            visibility="shared",
        ),
        Assignment: lambda: Assignment.create(
            enrollment=stay,
            slug="longer-out-breathing",
            times_a_week=3,
            starts_on=stay.admitted_on,
            ends_on=stay.admitted_on,
            why="canary",
        ),
        AssignedInstrument: lambda: AssignedInstrument.create(
            enrollment=stay, instrument="gad-7", every_days=14, starts_on=stay.admitted_on
        ),
        Answering: lambda: Answering.create(
            enrollment=stay, instrument="gad-7", version="1", language="en", answers={"1": 1}
        ),
        Consent: lambda: Consent.get(Consent.enrollment == stay),
        Commitment: lambda: commitment_of(stay),
        Routine: lambda: Routine.create(
            enrollment=stay,
            purpose=OWN if "/own/" in rule.rule else HARD_TIME,
            repeats="once",
            starts_on="2026-12-15",
            at="18:00",
            words="canary",
        ),
        Placement: lambda: Placement.get(Placement.enrollment == stay),
        OwnExercise: lambda: OwnExercise.create(program=stay.program, content=AN_EXERCISE),
        EmergencyAccess: lambda: EmergencyAccess.create(
            enrollment=stay, clinician=User.by_email("lee@example.org"), ends_at=clock.now(), kind="medical"
        ),
        Milestone: lambda: Milestone.create(enrollment=stay, on_day="2026-11-02", words="canary"),
        GuestWords: lambda: GuestWords.create(
            enrollment=stay,
            consent=Consent.get(Consent.enrollment == stay),
            guest=sam,
            kind="question",
            words="canary",
        ),
        Series: lambda: Series.get(Series.program == stay.program),
        ProgramSession: lambda: program_session_for(guard, stay),
        Seat: lambda: Seat.get_or_create(program_session=a_group_ahead(stay), enrollment=stay)[0],
        Feed: lambda: Feed.make(stay, real_titles=True)[0],
        Letter: lambda: Letter.create(
            enrollment=stay, code_digest=new_id(), first_day="2026-11-02", last_day="2026-11-03", minutes=90
        ),
    }[query.model]
    return make()


def program_session_for(guard, stay):
    """A group's for what belongs to a program, Jo's own where a stay is asked for."""
    owner = None if guard.kind == "program record" else stay.id
    return ProgramSession.get(
        ProgramSession.enrollment.is_null() if owner is None else ProgramSession.enrollment == owner
    )


def a_group_ahead(stay):
    ahead = ProgramSession.enrollment.is_null() & (ProgramSession.starts_at > clock.now())
    return ProgramSession.get(ahead, ProgramSession.program == stay.program)
