"""What each line of the audit trail means to the person it is about.

A line that is not named here is told in general words, so that no page stays untold because it is new.
"""

from flask_babel import lazy_gettext as _l

READ, ANSWERED, WORKED = _l("Read an entry"), _l("Answered an entry"), _l("Worked on an entry")
ATTENDANCE, LETTERS, SHARED = (
    _l("Marked attendance"),
    _l("Attendance letters"),
    _l("What you share with them"),
)

FAMILY_QUESTION = _l("A question that your family asked")
CHARTS = _l("Your charts, of what you share")

KINDS = {
    "caseload.participant": _l("Your page on their list"),
    "caseload.signals": _l("A reason to look, on their list"),
    "caseload.settle": _l("Took a line about you off their list"),
    "caseload.entry": READ,
    "caseload.answer": ANSWERED,
    "caseload.review": _l("Marked an entry as reviewed"),
    "caseload.talked": WORKED,
    "caseload.new_note": WORKED,
    "caseload.question": FAMILY_QUESTION,
    "answered a guest's question": FAMILY_QUESTION,
    "asked the care team": _l("Asked your care team something"),
    "wrote a note of encouragement": _l("Sent you a note"),
    "caseload.supervision": WORKED,
    "flagged for supervision": WORKED,
    "took off the supervision flag": WORKED,
    "talked about it": _l("Marked an entry as talked about"),
    "caseload.new_assignment": _l("Chose an exercise for you"),
    "assigned an exercise": _l("Assigned an exercise"),
    "ended an assigned exercise": _l("Took an exercise off your list"),
    "attendance.home": _l("The list of a session you are in"),
    "attendance.sheet": _l("The attendance list of a session"),
    "attendance.marked": ATTENDANCE,
    "trends.overview_of": CHARTS,
    "trends.together_of": CHARTS,
    "trends.year_of": CHARTS,
    "assessments.of_stay": _l("Your questionnaires"),
    "assessments.of_answering": _l("Answers to a questionnaire"),
    "assessments.act": _l("Wrote down what was done about an answer"),
    "letters.of_stay": LETTERS,
    "issued letter": _l("Made an attendance letter"),
    "withdrew letter": _l("Withdrew an attendance letter"),
    "programs.program_session": _l("The list of a session you are in"),
    "programs.series": _l("The list of a group you are in"),
    "admitted": _l("Began your stay"),
    "opened in an emergency": _l("Opened your record in an emergency"),
    "emergencies.participant": _l("Your page, in an emergency"),
    "guests.home": SHARED,
    "guests.shared": SHARED,
    "accepted invitation": _l("Accepted what you offered to share"),
}
PAGE = _l("A page about you")
CHANGE = _l("Changed something of yours")


def kind_of(action: str):
    """The words for an action: an endpoint is a page, a verb is a change."""
    return KINDS.get(action, PAGE if "." in action else CHANGE)
