"""The kinds of interaction an exercise can have: what each one needs in its file.

To add a kind: a class with `read` in a module here, its name in KINDS, a template `exercises/kinds/<name>.html`,
and a custom element if it moves. What a kind asks to be answered are its `questions`.
"""

from webapp.exercises.kinds.answering import Cards, Drawing, Grounding, Question, Worksheet
from webapp.exercises.kinds.breathing import Breath
from webapp.exercises.kinds.stepping import Reading, Steps, Timed, Timer, Wave

KINDS = {
    "breath": Breath,
    "steps": Steps,
    "timed": Timed,
    "grounding": Grounding,
    "wave": Wave,
    "cards": Cards,
    "timer": Timer,
    "worksheet": Worksheet,
    "draw": Drawing,
    "reading": Reading,
}

__all__ = ["KINDS", "Question"]
