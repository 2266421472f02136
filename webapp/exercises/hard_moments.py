"""Three exercises for a hard moment: what has worked for this person, then what the clinical reference tries first."""

from webapp.exercises.catalogue import Exercise
from webapp.exercises.effects import Effect
from webapp.exercises.finding import helps_when

# Ids by what is felt, in the order to try, and the ones to leave out (clinical reference, 3.9).
ANY = ""
TRY = {
    ANY: ("G3", "G1", "B1", "C11", "M1"),
    "craving": ("C2", "C11", "C4", "C1", "C3", "C7"),
    "anxiety": ("G1", "B1", "P3", "B5"),
    "anger": ("T10", "P5", "P1", "M1", "T5"),
    "low_mood": ("T3", "P5", "C11", "T7", "T1", "M5"),
    "sleep": ("S3", "B1", "P2", "P4", "B4"),
    "numbness": ("G2", "G1", "G3", "P7"),
}
AVOID = {
    ANY: {"B3", "B4", "P4", "M2"},
    "craving": {"M3"},
    "anxiety": {"B3", "B4", "P4"},
    "anger": {"M6"},
    "low_mood": {"P4"},
    "sleep": set(),
    "numbness": {"P4", "M2", "M3", "G5"},
}
# Not when things are hard, whoever may choose them on a calm day.
TOO_RISKY = {"HOLD", "PSYCH", "ED", "MANIA", "DANGER", "GRIEF", "PARTNER", "FALLS"}
HOW_MANY = 3
AT_LEAST_FROM_REFERENCE = 1


def suggested(feel: str, effects: list[Effect], library: list[Exercise]) -> list[Exercise]:
    """Three exercises for what is felt (or `ANY`), led by those whose ratings fell for this person."""
    exercises = {one.id: one for one in library if _may_be_offered(one, feel)}
    eased = {one.slug: at for at, one in enumerate(effects) if one.eases}
    fitting = [
        one for one in exercises.values() if one.slug in eased and (feel == ANY or helps_when(one, feel))
    ]
    proven = sorted(fitting, key=lambda one: eased[one.slug])
    usual = [exercises[id] for id in (*TRY[feel], *TRY[ANY]) if id in exercises]
    led = proven[: HOW_MANY - AT_LEAST_FROM_REFERENCE]
    return list(dict.fromkeys([*led, *usual]))[:HOW_MANY]


def _may_be_offered(exercise: Exercise, feel: str) -> bool:
    return (
        not exercise.assigned_only
        and not TOO_RISKY.intersection(exercise.cautions)
        and exercise.id not in AVOID[feel]
    )
