"""Who besides its writer may read what: every flow of words from one person to another that the app is meant to have.

Jo, whose clinician is Kim and whose guest is Sam, stands for every participant; what Ana (whose clinician is Lee)
writes is read with the names changed. Lee is any clinician of the program who is not on Jo's care team, and has
looked at the record in an emergency. Whatever is not written here is for its writer alone.
"""

import fnmatch

COUNTERPART = {"jo": "ana", "ana": "jo", "kim": "lee", "lee": "kim"}
# who wrote it, where, who reads it
FLOWS = (
    (
        "jo",
        "User.name",
        frozenset({"kim", "lee", "robin", "sam"}),
    ),  # rosters, and the guest who was given the first name
    ("jo", "/accounts/ name", frozenset({"kim", "lee", "robin", "sam"})),
    ("jo", "User.email", frozenset({"robin"})),
    ("kim", "User.name", frozenset({"jo", "ana", "lee", "robin"})),  # who opened what, who leads what
    ("kim", "/accounts/ name", frozenset({"jo", "ana", "lee", "robin"})),
    ("robin", "*name", frozenset({"jo", "ana"})),
    ("sam", "*name", frozenset({"jo", "ana", "robin"})),  # he wrote to both
    # What a participant shares with their therapist; Lee reads entries in an emergency.
    ("jo", "/journals/ * shared", frozenset({"kim", "lee"})),
    ("jo", "/journals/ * raised", frozenset({"kim", "lee"})),
    ("jo", "JournalEntry.* shared", frozenset({"kim", "lee"})),
    ("jo", "/exercises/*/practices *", frozenset({"kim"})),  # the switch "share" was on
    ("jo", "Practice.* shared", frozenset({"kim"})),
    ("jo", "/schedule/<id>/reflection * shared", frozenset({"kim"})),
    ("jo", "Reflection.* shared", frozenset({"kim"})),
    ("jo", "Study.reflection shared", frozenset({"kim"})),
    ("jo", "Letter.*", frozenset({"kim", "robin"})),
    # What a participant agreed to show their guest.
    ("jo", "/guests/sharing/how-to-help *", frozenset({"sam"})),
    ("jo", "/guests/sharing/milestones words", frozenset({"sam"})),
    ("jo", "Milestone.words", frozenset({"sam"})),
    # Rows about Jo's stay that somebody else wrote.
    ("jo", "Review.answer", frozenset({"kim", "lee"})),
    ("jo", "EntryNote.words", frozenset({"kim"})),
    ("jo", "GuestWords.*", frozenset({"sam", "kim"})),
    ("jo", "EmergencyAccess.*", frozenset({"robin", "kim", "lee"})),
    # What a clinician writes to somebody.
    ("kim", "/caseload/<id>/assignments/new why", frozenset({"jo"})),
    ("kim", "/caseload/entries/<id>/answer words", frozenset({"jo", "lee"})),
    ("kim", "/caseload/questions/<id> words", frozenset({"sam"})),
    ("kim", "/emergencies/<id>/opening reason", frozenset({"robin", "ana"})),
    # What a guest writes.
    ("sam", "/guests/<id>/encouragement words", frozenset({"jo"})),
    # The timetable, the ways to it and the house rules are for everybody in the program.
    ("robin", "/programs/*", frozenset({"jo", "ana", "kim", "lee", "sam"})),
    ("robin", "/assessments/policies/<id> looked_at", frozenset({"jo", "ana", "kim", "lee"})),
)
# Flows of pages that are there only at certain moments (a session that may be marked, a question without an answer):
# the walk does not meet them.
SELDOM = (
    ("jo", "/journals/<id>/edit * shared", frozenset({"kim", "lee"})),
    ("jo", "/journals/<id>/edit * raised", frozenset({"kim", "lee"})),
    ("jo", "/workshops/<name>/study reflection shared", frozenset({"kim"})),
    ("jo", "Notice.words", frozenset({"kim", "robin"})),
    ("jo", "/attendance/<id>/absence words", frozenset({"kim", "robin"})),
    ("jo", "HowToHelp.*", frozenset({"sam"})),
    ("jo", "Assignment.why", frozenset({"kim"})),
    ("jo", "Answering.action", frozenset({"kim"})),
    ("kim", "/assessments/of/answers/<id>/action words", frozenset({"lee"})),
    ("sam", "/guests/<id>/question words", frozenset({"kim"})),
)
# What is kept as it was typed: what belongs to a program and to nobody.
IN_THE_CLEAR = (("robin", "/programs/*"), ("robin", "/assessments/policies/<id> looked_at"))


def flow_of(mark, reader: str) -> tuple | None:
    """The flow by which the reader may have it, if there is one."""
    who = mark.who
    if who in ("ana", "lee"):
        who, reader = COUNTERPART[who], COUNTERPART.get(reader, reader)
    return next(
        (
            flow
            for flow in (*FLOWS, *SELDOM)
            if who == flow[0] and fnmatch.fnmatchcase(mark.where, flow[1]) and reader in flow[2]
        ),
        None,
    )


def may_read(mark, reader: str) -> bool:
    return mark.who == reader or flow_of(mark, reader) is not None


def is_in_the_clear(mark) -> bool:
    return any(mark.who == who and fnmatch.fnmatchcase(mark.where, where) for who, where in IN_THE_CLEAR)
