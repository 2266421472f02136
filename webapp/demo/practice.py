"""Exercises of the program's own, what Jo practised and studied, and what Kim asked Jo to practise."""

import datetime as dt

from webapp import clock
from webapp.demo.days import at
from webapp.exercises.models import Assignment, Practice
from webapp.exercises.own import DRAFT, PUBLISHED, OwnExercise
from webapp.people.models import Enrollment, Program, User
from webapp.workshops.models import PRIVATE, SHARED, Content, Study

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


def write_own(program: Program, coordinator: User) -> None:
    """One that participants have, and one that is still being written."""
    for content, state in ((RIVER_WALK, PUBLISHED), (EVENING_QUESTIONS, DRAFT)):
        published = content if state == PUBLISHED else None
        OwnExercise.create(
            program=program, content=content, published=published, state=state, changed_by=coordinator
        )


def practise(stay: Enrollment) -> None:
    for days_ago, before, after in JO_PRACTISED:
        started_at = at(stay, days_ago, 18)
        Practice.create(
            enrollment=stay,
            slug="longer-out-breathing",
            started_at=started_at,
            finished_at=started_at + dt.timedelta(minutes=5),
            before=before,
            after=after,
            visibility=SHARED if days_ago < 10 else PRIVATE,
        )


def study(stay: Enrollment) -> None:
    for days_ago, slug, thoughts, is_shared, answers, is_done in JO_STUDIED:
        content = Content(thoughts, SHARED if is_shared else PRIVATE, answers, is_done)
        Study.write(stay, slug, content, at(stay, days_ago, 21))


def ask_to_practise(stay: Enrollment, clinician: User) -> None:
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
