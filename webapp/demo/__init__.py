"""Demo data: a real program's timetable and invented people, with some weeks of plausible history.

For an empty database only. All of it is invented; today is never empty whatever the date.
"""

import secrets

from webapp.database import writing
from webapp.demo import (
    check_ins,
    erased,
    family,
    journal,
    morning,
    people,
    practice,
    questionnaires,
    reminding,
    timetable,
)
from webapp.people.models import Enrollment, User
from webapp.timetables.importing import MATRIX, import_program


def is_empty() -> bool:
    return not User.select().exists()


def load(password: str | None) -> str:
    """Write the demo and return the lines that say how to get in."""
    password = password or "-".join(secrets.token_hex(3) for _ in range(3))
    with writing():
        program = import_program(MATRIX)
        cast = people.register(password)
        kim, lee, sam = cast["clinician"], cast["clinician2"], cast["guest"]
        people.employ(cast, program)
        timetable.tell_the_way(program)
        practice.write_own(program, cast["coordinator"])
        jo, ana = (people.begin_stay(cast[who], program, weeks) for who, weeks in people.WEEKS_OF_STAY)
        for stay, clinician in ((jo, kim), (ana, lee)):
            people.put_on_care_team(stay, clinician)
            timetable.plan_calls(stay, program)
            timetable.mark_attendance(stay, kim)
        journal.write(ana, journal.ANA_WROTE, lee)
        _tell_of(jo, kim, sam)
        morning.fill(jo, kim, lee)
        erased.leave_nothing_of(cast["participant2"], program, kim)
    return people.how_to_get_in(password)


def _tell_of(jo: Enrollment, kim: User, sam: User) -> None:
    """Everything that a demo is to show stands in Jo's stay."""
    family.agree(jo, sam)
    journal.write(jo, journal.JO_WROTE, kim, journal.KIM_ANSWERED, journal.JO_ALSO, journal.JO_CHANGED)
    check_ins.check_in(jo, kim)
    journal.begin(jo)
    practice.practise(jo)
    practice.study(jo)
    practice.ask_to_practise(jo, kim)
    questionnaires.ask_and_answer(jo, kim)
    timetable.cannot_come(jo, "work")
    timetable.give_to_others(jo)
    timetable.plan_school_run(jo)
    reminding.choose(jo)
    reminding.remind(jo)
    family.exchange_words(jo, sam)
