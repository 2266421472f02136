"""The kinds of reminders, one module each. A further kind is a further module and a line here.

What each says on a lock screen tells nothing of treatment, whichever words a person
chose (tests/reminders/test_words.py).
"""

from webapp.reminders.kinds.answer import ANSWER
from webapp.reminders.kinds.change import CHANGE
from webapp.reminders.kinds.check_in import CHECK_IN
from webapp.reminders.kinds.consent import CONSENT
from webapp.reminders.kinds.exercise import EXERCISE
from webapp.reminders.kinds.hard_time import HARD_TIME
from webapp.reminders.kinds.journal import JOURNAL
from webapp.reminders.kinds.kind import Kind
from webapp.reminders.kinds.own import OWN
from webapp.reminders.kinds.program_session import SESSION
from webapp.reminders.kinds.questionnaire import QUESTIONNAIRE

# In the order in which they are listed.
KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        SESSION,
        CHANGE,
        CHECK_IN,
        EXERCISE,
        QUESTIONNAIRE,
        JOURNAL,
        OWN,
        HARD_TIME,
        ANSWER,
        CONSENT,
    )
}
