"""What Jo and Ana wrote, what Kim answered, and what Jo began and did not finish."""

import datetime as dt
from types import MappingProxyType

from webapp.database import new_id
from webapp.demo.days import at
from webapp.journals.drafts import Draft
from webapp.journals.models import JournalEntry, Review
from webapp.journals.versions import EntryVersion
from webapp.people.models import Enrollment, User

NOTHING = MappingProxyType({})
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


def write(
    stay: Enrollment,
    wrote: tuple,
    clinician: User,
    answers: dict[int, str] = NOTHING,
    also: dict[int, dict] = NOTHING,
    changed: dict[int, str] = NOTHING,
) -> None:
    """Entries, with what the clinician answered, what else they hold and what they said first, by days ago."""
    for days_ago, hour, mood, craving, shared, words in wrote:
        written_at = at(stay, days_ago, hour)
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


def begin(stay: Enrollment) -> None:
    """Something that Jo began and did not finish."""
    typed = [("template", "gratitude"), ("mood", "4"), ("answer_first", JO_BEGAN[0])]
    Draft.keep(stay, None, new_id(), "", typed)
