"""How to get to the places of a program, in its coordinators' words: the address, the bus, the door, the bell."""

from webapp import audit, clock
from webapp.database import writing
from webapp.people.models import Program
from webapp.prepared import prepared
from webapp.timetables.effects import Stale, hold
from webapp.timetables.models import Directions, ProgramSession, Series


def directions_to(one: ProgramSession) -> str:
    """The words for the place of a program session; empty where there are none."""
    if not one.place:
        return ""
    known = {each.place.casefold(): each.words for each in _of(one.program_id)}
    return known.get(one.place.casefold(), "")


def places_of(program: Program) -> list[Directions]:
    """Every place that series or meetings ahead name, with its words if it has any; by name."""
    of_series = Series.select(Series.place).where(Series.program == program.id)
    ahead = ProgramSession.select(ProgramSession.place).where(
        ProgramSession.program == program.id, ProgramSession.starts_at > clock.now()
    )
    known = {each.place.casefold(): each for each in _of(program.id)}
    for (place,) in of_series.union(ahead).tuples():
        if place:
            known.setdefault(place.casefold(), Directions(program=program.id, place=place, version=0))
    return [known[key] for key in sorted(known)]


def write(program: Program, place: str, version: int, words: str) -> None:
    """Keep the words for a place; Stale if somebody else wrote since `version` was read (0: there were none)."""
    with writing():
        hold(program)
        this_one = (Directions.program == program.id) & (Directions.place == place)
        if version == 0 and not Directions.select().where(this_one).exists():
            Directions.create(program=program.id, place=place, words=words)
        else:
            changes = {"words": words, "version": Directions.version + 1}
            if not Directions.update(changes).where(this_one, Directions.version == version).execute():
                raise Stale
        audit.record("program.directions written", about=program)


@prepared
def _of(program_id):
    return Directions.select().where(Directions.program == program_id)
