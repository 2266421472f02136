"""What a change does to program sessions still ahead, whom it touches, and why a change is refused."""

from dataclasses import dataclass, field

from webapp.people.models import Program
from webapp.timetables.models import ProgramSession
from webapp.timetables.rosters import rosters_of


class Refusal(ValueError):
    """A change that cannot be made; `field` names what needs another look, the message says why."""

    def __init__(self, field: str, reason: str):
        self.field = field
        super().__init__(reason)


class Stale(Exception):
    """Somebody else changed it since it was read; nothing was written."""


@dataclass
class Effect:
    """Program sessions that a change makes, moves, cancels, brings back or removes; `touched` are stay ids."""

    made: list[ProgramSession] = field(default_factory=list)
    moved: list[ProgramSession] = field(default_factory=list)
    cancelled: list[ProgramSession] = field(default_factory=list)
    restored: list[ProgramSession] = field(default_factory=list)
    removed: list[ProgramSession] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)

    @property
    def held(self) -> list[ProgramSession]:
        """Those that take a room and a leader because of the change."""
        return [*self.made, *self.moved, *self.restored]

    @property
    def count(self) -> int:
        return len(self.held) + len(self.cancelled) + len(self.removed)

    def touch(self, program_sessions) -> None:
        """Note who is expected at them now; asked before and after a change."""
        for expected in rosters_of(program_sessions).values():
            self.touched.update(one.stay.id for one in expected)

    def add(self, other: "Effect") -> None:
        for name in ("made", "moved", "cancelled", "restored", "removed"):
            getattr(self, name).extend(getattr(other, name))
        self.touched |= other.touched


def hold(program: Program) -> Program:
    """The program as it is now, held until the transaction ends: changes of one timetable come one by one."""
    Program.update(name=Program.name).where(Program.id == program.id).execute()
    return Program.get_by_id(program.id)
