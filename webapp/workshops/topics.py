"""What lessons are about, and the words by which a program's timetable names it.

A file may use these codes only. A timetable's topics are a program's own words, so they are found by the phrases in
them; where several fit, the longest one says most.
"""

import re
from functools import lru_cache

PHRASES = {
    "brain": (
        "brain", "body chemistry", "alcohol", "marijuana", "cannabis", "stages of recovery", "recovery i",
        "recovery ii", "addiction and recovery",
    ),
    "triggers": ("trigger", "craving", "urge", "stop the cycle"),
    "high-risk": (
        "high-risk", "high risk", "refusal", "saying no", "be smart, not strong", "common challenges", "peer pressure",
    ),
    "relapse": ("relapse", "relapse drift", "preventing relapse", "relapse prevention"),
    "emotions": ("emotion", "feeling", "emotional trigger"),
    "distress": ("distress tolerance", "hard moment", "crisis skill", "acceptance", "serenity prayer", "dbt"),
    "thoughts": (
        "thought", "thinking", "thinking trap", "thinking, feeling", "relapse justification", "cbt",
    ),
    "routine": (
        "staying busy", "routine", "behavioural activation", "behavioral activation", "depression", "low mood",
        "coping with feelings and depression",
    ),
    "sleep": ("sleep", "insomnia"),
    "stress": ("stress", "relaxation", "reducing stress", "anxiety", "worry"),
    "mindfulness": ("mindfulness", "meditation", "one day at a time"),
    "anger": ("anger", "managing anger", "conflict", "anger and conflict"),
    "shame": ("guilt", "shame", "self-compassion", "guilt and shame", "self-esteem"),
    "communication": (
        "communication", "boundaries", "boundary", "truthfulness", "honesty", "repairing relationships",
        "assertiveness",
    ),
    "grief": ("grief", "loss", "grief and loss"),
    "trauma": ("trauma", "ptsd", "trauma and safety", "trauma and feeling safe", "trauma, addiction and recovery"),
    "health": (
        "nutrition", "movement", "physical activity", "medical health", "medical effects", "hiv", "hepatitis",
        "illness", "taking care of yourself", "physical health", "self-care",
    ),
    "medicines": ("medicine", "medication", "moud", "medicines for addiction"),
    "overdose": (
        "overdose", "naloxone", "narcan", "opioid", "opioids and club drugs", "fentanyl", "overdose prevention",
    ),
    "work-and-money": (
        "work and recovery", "money", "managing money", "legal", "job", "employment", "housing", "work and money",
    ),
    "leisure": (
        "leisure", "boredom", "fun", "downtime", "sober friend", "new friends", "mutual help", "mutual-help", "12-step",
    ),
    "values": ("values", "meaning", "spirituality", "motivation", "purpose", "goals"),
    "other-habits": (
        "technology", "gambling", "cross-addiction", "compulsive behavior", "total abstinence", "gaming",
    ),
    "family": (
        "family", "families", "families in recovery", "trust", "rebuilding trust", "living with addiction", "parenting",
    ),
    "discharge": (
        "discharge", "aftercare", "continuing care", "step-down", "planning for discharge", "what comes after",
    ),
}  # fmt: skip

_LONGEST_FIRST = sorted(
    ((phrase, code) for code, phrases in PHRASES.items() for phrase in phrases), key=lambda one: -len(one[0])
)


@lru_cache(maxsize=1024)
def code_of(topic: str) -> str | None:
    """The code of what a timetable calls a topic, or None if it names nothing that is known here."""
    words = " ".join(topic.casefold().split())
    return next((code for phrase, code in _LONGEST_FIRST if _stands_in(phrase, words)), None)


def _stands_in(phrase: str, words: str) -> bool:
    """As whole words, in the plural too."""
    return re.search(rf"(?<!\w){re.escape(phrase)}(?:e?s)?(?!\w)", words) is not None
