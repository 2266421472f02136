"""What each line of the audit trail says to a coordinator, and the kinds that they can search for.

A line that is not named here is told in general words, so that none stays untold because it is new: the name of a page
is something opened, a verb is something changed.
"""

import peewee
from flask_babel import lazy_gettext as _l

from webapp.audit import AuditRecord

OPENED, CHANGED, SIGN_INS, CONSENTS, EMERGENCIES = "opened", "changed", "sign-ins", "consents", "emergencies"
KINDS = {
    OPENED: _l("Opened a page"),
    CHANGED: _l("Changed something"),
    SIGN_INS: _l("Signing in"),
    CONSENTS: _l("Consents and guests"),
    EMERGENCIES: _l("Looks in an emergency"),
}

_WORDS = {
    OPENED: {
        "caseload.home": _l("Opened their caseload"),
        "caseload.signals": _l("Saw a line about a participant on the list of what to look at"),
        "caseload.participant": _l("Opened the page of a participant"),
        "caseload.entry": _l("Opened a shared entry"),
        "census.home": _l("Opened the census"),
        "census.participant": _l("Opened a participant’s page in the census"),
        "census.invitation": _l("Opened the invitation of a participant"),
        "attendance.home": _l("Opened the groups of a day"),
        "attendance.sheet": _l("Opened the attendance list of a session"),
        "attendance.seats": _l("Opened the list of seats asked for"),
        "programs.home": _l("Opened the timetable"),
        "programs.series": _l("Opened a group of the timetable"),
        "programs.program_session": _l("Opened a session of the timetable"),
        "letters.of_stay": _l("Opened the attendance letters"),
        "trends.overview_of": _l("Opened the charts of what is shared"),
        "trends.together_of": _l("Opened the charts of what is shared"),
        "trends.year_of": _l("Opened the charts of what is shared"),
        "assessments.of_stay": _l("Opened the questionnaires"),
        "assessments.of_answering": _l("Opened answers to a questionnaire"),
        "programs.stays": _l("Opened who is in the program"),
        "erasures.told": _l("Saw that a stay was erased"),
        "caseload.question": _l("Opened a question from a family"),
        "caseload.practices": _l("Opened what a participant practiced"),
        "caseload.practice": _l("Opened a practice that was shared"),
        "caseload.flagged": _l("Opened the entries flagged for supervision"),
        "caseload.waiting": _l("Opened the list of entries that wait"),
        "caseload.raised": _l("Opened the list of what to talk about"),
        "caseload.new_assignment": _l("Opened the form to assign an exercise"),
        "caseload.assignment_ending": _l("Opened the form to end an exercise"),
        "assessments.assign": _l("Opened the form to ask for a questionnaire"),
        "assessments.ending": _l("Opened the form to end a questionnaire"),
        "assessments.policy": _l("Opened how questionnaires are asked"),
        "attendance.group": _l("Opened the attendance list of a session"),
        "attendance.individual": _l("Opened the attendance list of a session"),
        "attendance.barriers": _l("Opened why people could not come"),
        "letters.letter": _l("Opened an attendance letter"),
        "letters.withdrawal": _l("Opened the form to take back a letter"),
        "covers.home": _l("Opened who covers for whom"),
        "programs.week": _l("Opened the timetable"),
        "programs.placement": _l("Opened the level and track of a person"),
        "audits.home": _l("Read this trail"),
    },
    CHANGED: {
        "caseload.answer": _l("Answered a shared entry"),
        "caseload.review": _l("Marked a shared entry as reviewed"),
        "caseload.settle": _l("Took a line off the list of what to look at"),
        "caseload.talked": _l("Worked on a shared entry"),
        "caseload.new_note": _l("Worked on a shared entry"),
        "caseload.supervision": _l("Worked on a shared entry"),
        "talked about it": _l("Marked an entry as talked about"),
        "flagged for supervision": _l("Flagged an entry for supervision"),
        "took off the supervision flag": _l("Took off the flag for supervision"),
        "arranged cover": _l("Arranged cover for a colleague"),
        "ended cover": _l("Ended the cover for a colleague"),
        "shared lesson thoughts": _l("Shared thoughts about a lesson"),
        "withdrew lesson thoughts": _l("Took back thoughts about a lesson"),
        "make-up given": _l("Gave a seat in another group"),
        "make-up declined": _l("Declined a seat in another group"),
        "chose what a check-in asks": _l("Chose what a check-in asks"),
        "program.directions written": _l("Wrote the way to the program"),
        "printed journal": _l("Printed their own entries"),
        "exported journal": _l("Took along their own entries"),
        "took everything along": _l("Took along everything that is kept of them"),
        "asked to erase a stay": _l("Asked for a stay to be erased"),
        "brought back a stay": _l("Brought back a stay that waited to be erased"),
        "erased a stay": _l("Erased a stay, as was asked"),
        "froze a stay": _l("Closed a stay and erased what is private of it, as was asked"),
        "thawed a stay": _l("Opened a closed stay again"),
        "closed an account": _l("Closed an account"),
        "chose whether records are kept": _l("Chose whether records are kept"),
        "wrote an exercise of the program": _l("Wrote an exercise of the program"),
        "published an exercise of the program": _l("Published an exercise of the program"),
        "changed an exercise of the program": _l("Changed an exercise of the program"),
        "unpublished an exercise of the program": _l("Took an exercise of the program back to work on"),
        "retired an exercise of the program": _l("Retired an exercise of the program"),
        "restored an exercise of the program": _l("Brought back an exercise of the program"),
        "program session.cancelled": _l("Cancelled a session"),
        "program session.moved": _l("Moved a session"),
        "program session.restored": _l("Brought back a session"),
        "program session.stand-ins changed": _l("Changed who stands in for a session"),
        "assigned an exercise": _l("Assigned an exercise"),
        "ended an assigned exercise": _l("Ended an assigned exercise"),
        "assigned a questionnaire": _l("Assigned a questionnaire"),
        "ended an assigned questionnaire": _l("Ended an assigned questionnaire"),
        "assessments.act": _l("Wrote down what was done about an answer"),
        "attendance.marked": _l("Marked attendance"),
        "attendance.taught": _l("Noted what a session was about"),
        "shared reflection": _l("Shared a line about a session"),
        "withdrew reflection": _l("Took back a line about a session"),
        "shared entry": _l("Shared an entry"),
        "withdrew entry": _l("Took back an entry"),
        "issued letter": _l("Made an attendance letter"),
        "withdrew letter": _l("Withdrew an attendance letter"),
        "made calendar link": _l("Made a calendar link"),
        "made calendar link anew": _l("Made a calendar link anew"),
        "chose calendar titles": _l("Chose the titles of a calendar link"),
        "ended calendar link": _l("Ended a calendar link"),
        "admitted": _l("Began a stay"),
        "add clinician": _l("Added a clinician"),
        "add coordinator": _l("Added a coordinator"),
        "program session.arranged": _l("Arranged a session"),
        "series.begun": _l("Began a group"),
        "series.facts changed": _l("Changed a group"),
        "series.changed from a day on": _l("Changed a group from a day on"),
        "series.ended": _l("Ended a group"),
        "busy times.imported": _l("Read in busy times"),
        "busy times.removed": _l("Removed busy times"),
        "program.day closed": _l("Closed a day of the program"),
        "program.day opened": _l("Opened a closed day of the program"),
        "program.imported again": _l("Changed the program from a file"),
        "restored a backup": _l("Brought back a backup"),
        "wrapped data keys anew": _l("Put another master key to use"),
    },
    SIGN_INS: {
        "signed in": _l("Signed in"),
        "signed out": _l("Signed out"),
        "signed out elsewhere": _l("Signed out their other browsers"),
        "refused sign-in": _l("A try to sign in was refused"),
        "proved it is them": _l("Showed again that it is them"),
        "asked for a sign-in link": _l("Asked for a link to sign in"),
        "changed the password": _l("Changed their password"),
        "set a new password at the desk": _l("Chose a new password with a link of the desk"),
        "added a passkey": _l("Added a passkey"),
        "removed a passkey": _l("Removed a passkey"),
        "used a recovery code": _l("Used a recovery code"),
        "set up an authenticator": _l("Set up a code app"),
        "removed the authenticator": _l("Removed their code app"),
        "made a new password link": _l("Made a link for a new password"),
        "withdrew invitation": _l("Took back a link of the desk"),
        "was signed out by an operator": _l("Was signed out everywhere"),
        "locked an account": _l("Locked an account"),
        "unlocked an account": _l("Unlocked an account"),
    },
    CONSENTS: {
        "signed consent": _l("Signed a consent"),
        "made invitation": _l("Made an invitation"),
        "accepted invitation": _l("Accepted an invitation"),
        "confirmed consent": _l("Confirmed a consent"),
        "revoked consent": _l("Stopped a consent"),
        "asked to confirm consent again": _l("Was asked to confirm a consent again"),
        "wrote how to help": _l("Wrote how family can help"),
        "showed an entry": _l("Showed an entry to a guest"),
        "took an entry back": _l("Took an entry back from a guest"),
        "sent encouragement": _l("Sent a note of encouragement"),
        "asked a question": _l("Asked the care team a question"),
        "answered a guest's question": _l("Answered a guest’s question"),
        "guests.home": _l("Opened what is shared with them"),
        "guests.encouragement": _l("Opened the form for a few kind words"),
        "guests.question": _l("Opened the form for a question"),
        "guests.shared": _l("Opened what is shared with them"),
    },
    EMERGENCIES: {
        "emergencies.home": _l("Opened the list for a look in an emergency"),
        "emergencies.opening": _l("Opened the form for a look in an emergency"),
        "opened in an emergency": _l("Began a look in an emergency"),
        "emergencies.participant": _l("Read a record in an emergency"),
        "emergencies.ending": _l("Ended a look in an emergency"),
        "ended a look in an emergency": _l("Ended a look in an emergency"),
        "emergencies.reviews": _l("Opened the looks that want a review"),
        "emergencies.review": _l("Opened the review of a look"),
        "reviewed a look in an emergency": _l("Reviewed a look in an emergency"),
    },
}
NAMED = {action: kind for kind, words in _WORDS.items() for action in words}
SIGNING_IN = tuple(_WORDS[SIGN_INS])


def kind_of(action: str) -> str:
    return NAMED.get(action, OPENED if "." in action else CHANGED)


def words_of(action: str):
    """The words for an action; those of its kind for one that has none of its own."""
    kind = kind_of(action)
    return _WORDS[kind].get(action, KINDS[kind])


def is_of(kind: str) -> peewee.Expression:
    """The lines of a kind: the same answer as `kind_of`, for the database."""
    named = AuditRecord.action.in_(list(_WORDS[kind]))
    if kind not in (OPENED, CHANGED):
        return named
    is_page = AuditRecord.action.contains(".")
    return named | (AuditRecord.action.not_in(list(NAMED)) & (is_page if kind == OPENED else ~is_page))
