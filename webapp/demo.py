"""Demo data: a real program's timetable and invented people, with some weeks of plausible history.

For an empty database only. All of it is invented; today is never empty whatever the date.
"""

import datetime as dt
import secrets

from webapp import clock
from webapp.accounts.passwords import hash_password
from webapp.accounts.second_steps import Authenticator, new_secret
from webapp.assessments.answering import take
from webapp.assessments.instruments import find_instrument
from webapp.assessments.models import AssignedInstrument
from webapp.attendance.models import ABSENT, EXCUSED, LATE, PRESENT, Attendance
from webapp.attendance.notices import say_cannot_come
from webapp.attendance.offers import offers_for
from webapp.audit import AuditRecord
from webapp.audit.chain import append
from webapp.calendars.models import Feed
from webapp.commitments.models import Commitment
from webapp.database import new_id, writing
from webapp.demo_journal import checked_in
from webapp.exercises.models import Assignment, Practice
from webapp.exercises.own import DRAFT, PUBLISHED, OwnExercise
from webapp.guests.models import HowToHelp, Milestone
from webapp.guests.sharing import sign
from webapp.journals.drafts import Draft
from webapp.journals.models import JournalEntry, Review
from webapp.journals.notes import EntryNote
from webapp.journals.versions import EntryVersion
from webapp.letters.models import Letter
from webapp.people.consents import (
    CONFIRMED,
    FAMILY_SESSIONS,
    HOW_TO_HELP,
    LEARNING,
    MILESTONES,
    USUAL,
    Consent,
)
from webapp.people.erasures import Erasure
from webapp.people.family import ENCOURAGEMENT, QUESTION, GuestWords
from webapp.people.models import CareTeamMember, Cover, Enrollment, Membership, Program, User
from webapp.push.models import Device, LostDevice
from webapp.reminders.models import (
    MISSED,
    ON_WAY,
    OPENED,
    SENT,
    SESSION,
    WITHDRAWN,
    DeviceDelivery,
    KindSettings,
    Reminder,
)
from webapp.routines.models import HARD_TIME, MONTHLY, ONCE, OWN, WEEKLY, Routine
from webapp.signals.models import Signal
from webapp.timetables.admitting import admit
from webapp.timetables.calendar import sessions_of
from webapp.timetables.importing import MATRIX, import_program
from webapp.timetables.models import Directions, Facilitator, ProgramSession, Series
from webapp.workshops.models import PRIVATE, SHARED, Content, Study

# account, name, what it shows
ACCOUNTS = (
    ("participant", "Jo Rivera", "a participant in week 6"),
    ("guest", "Sam Rivera", "Jo's brother, who sees the family sessions"),
    ("clinician", "Kim Osei", "Jo's therapist"),
    ("coordinator", "Robin Hale", "coordinates the program"),
    ("participant2", "Ana Lindqvist", "a participant in week 3, on another caseload"),
    ("clinician2", "Lee Brandt", "Ana's therapist"),
)
WEEKS_OF_STAY = {"participant": 6, "participant2": 3}
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
CHECK_IN_DAYS = 26 * 7

# days ago, hour, mood 1-5, craving 0-10, shared?, words ("" is a quick check-in)
JO_WROTE = (
    (33, 21, 2, 7, False, "First week. I did not think I would come back on Friday, but I did."),
    (31, 8, 2, 6, False, ""),
    (
        29,
        20,
        3,
        6,
        True,
        "The group talked about triggers. Mine is the drive home past the old street. I took the bus.",
    ),
    (26, 22, 2, 8, False, "Hard evening. I rang Sam instead. We talked about football for an hour."),
    (24, 8, 3, 5, False, ""),
    (22, 19, 3, 5, True, "I slept six hours two nights in a row. That has not happened in a long time."),
    (19, 21, 4, 3, False, "Made soup. Ate it at a table, like a person."),
    (17, 8, 3, 4, False, ""),
    (15, 20, 2, 7, True, "Payday. I was jumpy all day. The breathing helped a little, the walk helped more."),
    (12, 21, 3, 5, False, "Quiet. I am not used to quiet yet."),
    (10, 9, 3, 4, False, ""),
    (
        8,
        20,
        4,
        3,
        True,
        "Sam came to the family evening. It was strange and good. We both said things we had not said.",
    ),
    (5, 22, 3, 4, False, "Work called about next month. I want to say yes and I am scared of it."),
    (3, 8, 4, 2, False, ""),
    (
        2,
        20,
        3,
        5,
        True,
        "I want to talk about going back to work, and what I tell people when they ask where I was.",
    ),
    (1, 21, 4, 2, True, "Good day. I noticed the craving come and go while I was doing the dishes."),
)
# What some of those entries hold besides, by days ago.
JO_ALSO = {
    29: {"triggers": ["old_neighborhood", "evening"], "skills": {"a different way home": 4}},
    26: {
        "emotions": ["lonely", "restless"],
        "triggers": ["alone"],
        "anxiety": 7,
        "skills": {"urge-surfing": 2},
    },
    22: {"sleep_hours": 6.0, "sleep_quality": 3, "energy": 3, "emotions": ["hopeful"]},
    15: {
        "emotions": ["nervous", "craving"],
        "triggers": ["payday", "cash"],
        "skills": {"longer-out-breathing": 1},
    },
    5: {
        "template": "thoughts",
        "emotions": ["hopeful", "worried"],
        "triggers": ["work"],
        "answers": {
            "situation": "The phone call from work",
            "thought": "They will see through me on the first day.",
            "strength": 8,
            "against": "My boss knows, and she asked me back.",
            "fairer": "I do not have to be the old me by Monday.",
            "after": 4,
        },
    },
    2: {"emotions": ["worried", "proud"], "anxiety": 6, "energy": 3, "raised": True},
    1: {"emotions": ["content", "proud"], "sleep_hours": 7.5, "sleep_quality": 4, "energy": 4, "anxiety": 2},
}
JO_CHANGED = {8: "Sam came to the family evening. It was strange."}  # what an entry said first
JO_BEGAN = ["The bus driver waited for me."]  # and did not finish
KIM_ANSWERED = {
    29: "You saw it coming and you chose the bus. That is the skill, right there.",
    15: "Payday is a hard one. Let us plan the next one together on Friday.",
    8: "Thank you for letting me read this. It sounds like it took courage from both of you.",
}
ANA_WROTE = (
    (12, 20, 3, 4, True, "I liked the body chemistry talk. It made me feel less to blame."),
    (6, 21, 2, 6, False, "Missing my daughter tonight."),
    (1, 19, 3, 3, True, "Could we talk about sleep next time?"),
)
ATTENDED = (PRESENT, PRESENT, LATE, PRESENT, PRESENT, EXCUSED, PRESENT, PRESENT, PRESENT, PRESENT, ABSENT)
LEADS = (
    ("clinician", "Relapse Prevention"),
    ("clinician", "Family Education"),
    ("clinician2", "Early Recovery Skills"),
    ("clinician2", "Social Support"),
)
WAYS = {  # place: how to get there
    "Room 1": "12 Cedar Street, third floor. Ring the bell marked 3.\n"
    "Bus 14 stops at the door; the last one home is at 9:40 PM.\nParking behind the house is free after six.",
    "Large room": "12 Cedar Street, ground floor, through the glass door on the left.",
}
SCHOOL_RUN = "School run"
# purpose, how it repeats, in how many days it begins, weekdays, at, what Jo wrote
JO_PLANS = (
    (OWN, WEEKLY, 0, "0", "17:30", {"words": "Bins out. Then ten minutes outside."}),
    (OWN, ONCE, 4, "", "09:00", {"words": "Ring the landlord about the heating."}),
    (
        HARD_TIME,
        MONTHLY,
        9,
        "",
        "16:00",
        {
            "words": "Pay day. Card stays with Sam. Shop first, then the film night.",
            "skill": "longer-out-breathing",
            "person": "Sam",
            "phone": "555 0142",
        },
    ),
    (HARD_TIME, WEEKLY, 0, "5", "21:00", {"words": "Saturday night, alone at home. Call before nine."}),
)
ANSWER_DAYS = 2  # working days
KIM_NOTED = "Slept well for the first time. Ask what was different, and keep it."
SIGNALLED = {"mood": {"mood_fell": {"from": 3.4, "to": 2.1, "days": 14}}}
# outcome, reason, what was done with it; the newest first
DEVICES = {"Chrome on Android": 30, "Firefox on Windows": 25}  # by days in use
BECAME = (
    (SENT, "", OPENED),
    (SENT, "", ON_WAY),
    (MISSED, "unreachable", ""),
    (SENT, "", ""),
    (WITHDRAWN, "moved", ""),
    (SENT, "", OPENED),
)
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
    ("gad-2", 7, {}),
)
OURS = {"assigned_only": False, "cautions": [], "source": "Our Tuesday group"}
RIVER_WALK = OURS | {
    "kind": "timed",
    "title": "To the bridge and back",
    "category": "body",
    "minutes": 5,
    "helps": ["craving", "stress"],
    "feeling": "craving",
    "body": "The path behind our building. Walk to the *old bridge* and back.\n\nIn a wheelchair? Take the paved side.",
    "steps": [
        {"title": "Step outside", "text": "Stand for a moment. Feel the air on your face.", "seconds": 30},
        {"title": "To the bridge", "text": "Walk at your own pace. Name what you see.", "seconds": 120},
        {"title": "On the bridge", "text": "Look at the water. Let 3 breaths go by.", "seconds": 30},
        {"title": "Back", "text": "Listen for the sound that is furthest away.", "seconds": 120},
    ],
}
EVENING_QUESTIONS = OURS | {
    "kind": "worksheet",
    "title": "Three questions for the evening",
    "category": "cbt",
    "minutes": 5,
    "helps": ["low_mood", "planning"],
    "feeling": "mood",
    "body": "We ask these at the end of each week. You can ask them on any evening.",
    "fields": [
        {"key": "q_good", "type": "words", "label": "What went well today?"},
        {"key": "q_hard", "type": "words", "label": "What was hard, and what did you do?"},
        {"key": "q_next", "type": "line", "label": "What is one thing for tomorrow?"},
    ],
}
# days ago, lesson, what Jo thought, shared?, answers by question, finished?
JO_STUDIED = (
    (30, "how-the-brain-heals", "I sleep a little better. That is new.", False, {"1": "1", "2": "2"}, True),
    (
        23,
        "triggers-and-cravings",
        "The drive home past the old street. The bus helped.",
        True,
        {"1": "2"},
        True,
    ),
    (9, "sleep-in-recovery", "", False, {"1": "2", "2": "2"}, True),
    (2, "work-money-and-law", "The letters in the drawer. Open one.", False, {}, False),
)
JO_PRACTISED = ((20, 7, 5), (14, 8, 5), (9, 6, 3), (4, 5, 3), (2, 6, 4))  # days ago, before, after


def is_empty() -> bool:
    return not User.select().exists()


def load(password: str | None) -> str:
    """Write the demo and return the lines that say how to get in."""
    password = password or "-".join(secrets.token_hex(3) for _ in range(3))
    with writing():
        program = import_program(MATRIX)
        people = _people(password)
        _staff(people, program)
        for place, words in WAYS.items():
            Directions.create(program=program, place=place, words=words)
        _own_exercises(program, people["coordinator"])
        stays = {name: _stay(people[name], program, weeks) for name, weeks in WEEKS_OF_STAY.items()}
        for participant, clinician in (("participant", "clinician"), ("participant2", "clinician2")):
            CareTeamMember.create(enrollment=stays[participant], clinician=people[clinician])
        for stay in stays.values():
            _attendance(stay, people["clinician"])
        _consent(stays["participant"], people["guest"])
        _journal(stays["participant"], JO_WROTE, people["clinician"], KIM_ANSWERED, JO_ALSO, JO_CHANGED)
        _journal(stays["participant2"], ANA_WROTE, people["clinician2"], {}, {}, {})
        checked_in(stays["participant"], people["clinician"])
        _draft(stays["participant"])
        _practices(stays["participant"])
        _studies(stays["participant"])
        _assigned(stays["participant"], people["clinician"])
        _questionnaires(stays["participant"], people["clinician"])
        _cannot_come(stays["participant"], "work")
        _for_others(stays["participant"])
        _school_run(stays["participant"])
        _reminders(stays["participant"])
        _reminded(stays["participant"])
        _family(stays["participant"], people["guest"])
        _morning(stays["participant"], people["clinician"], people["clinician2"])
        _erased(people["participant2"], program, people["clinician"])
    return _how_to_get_in(password)


def address(account: str) -> str:
    return f"{account}@demo.example"


def _people(password: str) -> dict[str, User]:
    password_hash = hash_password(password)
    return {
        account: User.register(address(account), name, password_hash=password_hash)
        for account, name, _what in ACCOUNTS
    }


def _staff(people: dict[str, User], program: Program) -> None:
    for account, role in (
        ("clinician", "clinician"),
        ("clinician2", "clinician"),
        ("coordinator", "coordinator"),
    ):
        Membership.create(user=people[account], program=program, role=role)
        Authenticator.create(
            user=people[account].id, secret=new_secret(), is_demo=True, confirmed_at=clock.now()
        )
    for account, title in LEADS:
        series = Series.get(Series.program == program, Series.title == title)
        Facilitator.create(series=series, clinician=people[account])


def _own_exercises(program: Program, coordinator: User) -> None:
    """One that participants have, and one that is still being written."""
    for content, state in ((RIVER_WALK, PUBLISHED), (EVENING_QUESTIONS, DRAFT)):
        published = content if state == PUBLISHED else None
        OwnExercise.create(
            program=program, content=content, published=published, state=state, changed_by=coordinator
        )


def _stay(participant: User, program: Program, weeks: int) -> Enrollment:
    today = clock.today(program.time_zone)
    admitted_on = today - dt.timedelta(days=today.weekday(), weeks=weeks - 1)
    stay = admit(participant.email, program.name, admitted_on, "2.1").enrollment
    _check_ins(stay, program)
    return stay


def _check_ins(stay: Enrollment, program: Program) -> None:
    """A short call on every day for half a year, so that a demo has something to show on any day."""
    today = clock.today(program.time_zone)
    for day in (today + dt.timedelta(days=number) for number in range(CHECK_IN_DAYS)):
        starts_at = clock.at_wall(day, dt.time(16, 30), program.time_zone)
        ProgramSession.create(
            program=program,
            enrollment=stay,
            title="Holiday check-in call" if program.is_closed(day) else "Check-in call",
            kind="individual",
            local_date=day,
            starts_at=starts_at,
            ends_at=starts_at + dt.timedelta(minutes=15),
            place="By phone",
        )


def _attendance(stay: Enrollment, clinician: User) -> None:
    """All that is over is marked, but for the newest group: mostly there, now and then late, excused or away."""
    over = [
        one for one in sessions_of(stay, stay.admitted_on, clock.today(stay.program.time_zone)) if one.is_past
    ]
    newest_group = next((one for one in reversed(over) if one.series_id and not one.enrollment_id), None)
    for number, one in enumerate(one for one in over if one != newest_group):
        state = ATTENDED[number % len(ATTENDED)]
        Attendance.create(
            enrollment=stay,
            program_session=one,
            state=state,
            minutes_late=10 if state == LATE else 0,
            marked_by=clinician,
            marked_at=one.ends_at,
        )


def _consent(stay: Enrollment, guest: User) -> None:
    signed_at = clock.now() - dt.timedelta(days=20)
    until = clock.today(stay.program.time_zone) + USUAL
    purpose = "So that Sam knows when he can come along."
    consent = sign(stay, guest.name, guest.email, "Brother", JO_SHARES, purpose, until, stay.participant.name)
    consent.guest, consent.state = guest, CONFIRMED
    consent.signed_at = consent.accepted_at = consent.confirmed_at = signed_at
    consent.save()


def _journal(stay: Enrollment, wrote, clinician: User, answers: dict[int, str], also, changed) -> None:
    for days_ago, hour, mood, craving, shared, words in wrote:
        written_at = _at(stay, days_ago, hour)
        entry = JournalEntry.create(
            enrollment=stay,
            kind="entry" if words else "check_in",
            written_at=written_at,
            visibility="shared" if shared else "private",
            shared_at=written_at if shared else None,
            waiting_since=written_at if shared and days_ago not in answers else None,
            mood=mood,
            craving=craving,
            words=words,
        )
        _also(entry, also.get(days_ago, {}), changed.get(days_ago))
        if days_ago in answers:
            read_at = written_at + dt.timedelta(hours=14)
            Review.create(
                enrollment=stay,
                entry=entry,
                clinician=clinician,
                read_at=read_at,
                reviewed_at=read_at,
                answer=answers[days_ago],
                answered_by=clinician,
                answered_at=read_at,
                seen_at=read_at + dt.timedelta(hours=6) if days_ago > min(answers) else None,
            )


def _also(entry: JournalEntry, content: dict, first_words: str | None) -> None:
    """What else is in it, and what it said before it was changed."""
    content = dict(content)
    entry.raised_at = entry.shared_at if content.pop("raised", False) else None
    entry.put(content)
    entry.save()
    if first_words:
        entry.edited_at = entry.written_at + dt.timedelta(minutes=20)
        EntryVersion.keep(entry, {"mood": entry.mood, "words": first_words}, entry.edited_at)
        entry.save()


def _draft(stay: Enrollment) -> None:
    """Something that Jo began and did not finish."""
    typed = [("template", "gratitude"), ("mood", "4"), ("answer_first", JO_BEGAN[0])]
    Draft.keep(stay, None, new_id(), "", typed)


def _practices(stay: Enrollment) -> None:
    for days_ago, before, after in JO_PRACTISED:
        started_at = _at(stay, days_ago, 18)
        Practice.create(
            enrollment=stay,
            slug="longer-out-breathing",
            started_at=started_at,
            finished_at=started_at + dt.timedelta(minutes=5),
            before=before,
            after=after,
            visibility=SHARED if days_ago < 10 else PRIVATE,
        )


def _studies(stay: Enrollment) -> None:
    for days_ago, slug, thoughts, is_shared, answers, is_done in JO_STUDIED:
        content = Content(thoughts, SHARED if is_shared else PRIVATE, answers, is_done)
        Study.write(stay, slug, content, _at(stay, days_ago, 21))


def _assigned(stay: Enrollment, clinician: User) -> None:
    today = clock.today(stay.program.time_zone)
    Assignment.create(
        enrollment=stay,
        slug="longer-out-breathing",
        times_a_week=3,
        starts_on=today - dt.timedelta(days=10),
        ends_on=today + dt.timedelta(days=11),
        assigned_by=clinician.id,
        why="It helped you on payday. Let us make it a habit before the next one.",
    )


def _questionnaires(stay: Enrollment, clinician: User) -> None:
    """What Kim asks of Jo, what Jo answered so far, and one that is open now. What was marked long ago is settled."""
    for slug, every_days, answered in JO_ANSWERED:
        instrument = find_instrument(slug)
        first = max(answered, default=0)
        assigned = AssignedInstrument.create(
            enrollment=stay,
            instrument=slug,
            every_days=every_days,
            starts_on=_day(stay, -first),
            assigned_by=clinician.id,
        )
        for days_ago, points in answered.items():
            answers = {item.key: given for item, given in zip(instrument.items, points, strict=True)}
            answering = take(
                assigned, instrument, answers, instrument.version, "yes", _at(stay, days_ago, 19)
            )
            if days_ago != 7:
                Signal.settle(stay, answering.id, clinician)


def _family(stay: Enrollment, guest: User) -> None:
    """What Jo wrote for Sam, and what Sam sent."""
    HowToHelp.write(stay, JO_SAYS_HOW_TO_HELP)
    for days_ago, words in JO_IS_GLAD_OF:
        Milestone.create(enrollment=stay.id, on_day=_day(stay, -days_ago), words=words)
    consent = Consent.get(Consent.enrollment == stay.id)
    for kind, words in SAM_SENT:
        sent = GuestWords.create(
            enrollment=stay.id, consent=consent.id, guest=guest.id, kind=kind, words=words
        )
        if sent.is_question:
            Signal.show(stay, sent.id, {"guest_question": {}})


def _school_run(stay: Enrollment) -> None:
    """A commitment that meets Jo's individual session."""
    Commitment(
        enrollment=stay,
        title=SCHOOL_RUN,
        weekdays=["tue", "thu"],
        starts="17:00",
        ends="17:45",
        time_zone=stay.program.time_zone,
        first_on=stay.admitted_on.isoformat(),
    ).save(force_insert=True)


def _reminders(stay: Enrollment) -> None:
    """What Jo chose to be reminded of, wrote for himself, and planned for pay day and weekends."""
    KindSettings.keep(stay.participant, "session", leads="1440 60")
    KindSettings.keep(stay.participant, "check_in", times="08:30 20:00", is_plain=True)
    for purpose, repeats, starts_on, weekdays, at, content in JO_PLANS:
        routine = Routine(
            enrollment=stay, purpose=purpose, repeats=repeats, starts_on=_day(stay, starts_on), at=at
        )
        routine.weekdays = weekdays
        routine.take(content)
        routine.save(force_insert=True)


def _day(stay: Enrollment, days_ahead: int) -> dt.date:
    return clock.today(stay.program.time_zone) + dt.timedelta(days=days_ahead)


def _cannot_come(stay: Enrollment, reason: str) -> None:
    """The next group from tomorrow on for which there is a make-up, if any."""
    tomorrow = clock.today(stay.program.time_zone) + dt.timedelta(days=1)
    for one in sessions_of(stay, tomorrow, tomorrow + dt.timedelta(days=7)):
        if one.series_id and not one.enrollment_id and offers_for(stay, one):
            say_cannot_come(stay, one, reason)
            return


def _for_others(stay: Enrollment) -> None:
    """What leaves the app: a letter over the first weeks, and a calendar link."""
    Letter.issue(stay, stay.admitted_on, stay.admitted_on + dt.timedelta(days=27), by=stay.participant)
    Feed.make(stay, real_titles=False)


def _reminded(stay: Enrollment) -> None:
    """A phone that works, one that does not, one that is lost; and what became of the last reminders."""
    jo, now, today = stay.participant, clock.now(), clock.today(stay.program.time_zone)
    phone, laptop = (_device(jo, name, days) for name, days in DEVICES.items())
    over = [one for one in sessions_of(stay, stay.admitted_on, today) if one.is_past]
    for one, (outcome, reason, answered) in zip(reversed(over), BECAME, strict=False):
        due_at = one.starts_at - dt.timedelta(hours=1)
        sent_at = due_at + dt.timedelta(seconds=2) if outcome == SENT else None
        times = {"due_at": due_at, "wake_at": due_at, "expires_at": one.starts_at, "sent_at": sent_at}
        became = {"outcome": outcome, "reason": reason, "answered": answered, "attempts": 1}
        reminder = Reminder.create(user=jo, kind=SESSION, about=f"{one.id} 60", **times, **became)
        if sent_at:
            DeviceDelivery.create(reminder=reminder, device=phone, result=SENT, at=sent_at)
            phone.last_success_at = max(phone.last_success_at or sent_at, sent_at)
    laptop.last_success_at, laptop.failing_since = now - dt.timedelta(days=4), now - dt.timedelta(days=2)
    laptop.last_failure = "timeout"
    for device in (phone, laptop):
        device.save()
    LostDevice.create(user=jo, label="Safari on iPhone", lost_at=now - dt.timedelta(days=3))


def _morning(jos: Enrollment, kim: User, lee: User) -> None:
    """Something of each line of the morning list: raised, owed, signals, absences, cover, a note and a flag."""
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
    _missed_twice(jos)
    consent = Consent.get(Consent.enrollment == jos)
    consent.expires_at = clock.day_bounds(today + dt.timedelta(days=5), jos.program.time_zone)[1]
    consent.save()
    Cover.arrange(jos.program, lee, kim, today, today + dt.timedelta(days=6))
    Cover.arrange(jos.program, kim, lee, today + dt.timedelta(days=10), today + dt.timedelta(days=16))


def _erased(participant: User, program: Program, clinician: User) -> None:
    """A stay of last year's, of which nothing is left but that it was."""
    today = clock.today(program.time_zone)
    days = {"admitted_on": today - dt.timedelta(days=400), "ended_on": today - dt.timedelta(days=310)}
    stay = Enrollment.begin(participant=participant, program=program, **days)
    CareTeamMember.create(enrollment=stay, clinician=clinician, since=_at(stay, 400, 9))
    Erasure.withdraw(stay, at_once=True).carry_out()


def _missed_twice(stay: Enrollment) -> None:
    over = (
        Attendance.select()
        .join(ProgramSession)
        .where(Attendance.enrollment == stay)
        .order_by(ProgramSession.starts_at.desc())
    )
    for attendance in list(over.limit(2)):
        attendance.state, attendance.minutes_late = ABSENT, 0
        attendance.save()


def _device(user: User, label: str, days: int) -> Device:
    """Its address belongs to no push service, so nobody is ever called."""
    name = secrets.token_hex(8)
    added, address = clock.now() - dt.timedelta(days=days), f"https://{name}.demo.example/"
    return Device.create(user=user, endpoint_digest=name, label=label, created_at=added, endpoint=address)


def _at(stay: Enrollment, days_ago: int, hour: int) -> dt.datetime:
    zone = stay.program.time_zone
    return clock.at_wall(clock.today(zone) - dt.timedelta(days=days_ago), dt.time(hour, 12), zone)


def _how_to_get_in(password: str) -> str:
    lines = ["Demo accounts (all data is invented):"]
    lines += [f"  {address(account):28} {name}, {what}" for account, name, what in ACCOUNTS]
    lines.append(f"Password for all of them: {password}")
    return "\n".join([*lines, "Staff need a code as well: the page that asks for it shows it in this demo."])
