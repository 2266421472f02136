"""Today and the week in a large program, as a ratio to the same pages in a small one (aim 1.3 or less).

Jo's own weeks are the same in both: what grows is everything around them.
"""

import datetime as dt
import statistics
import subprocess
import sys

from tests.bench.load import measure
from tests.bench.rounds import unless_short
from tests.bench.site import data_folder, serving, sign_in
from webapp import clock, create_app, database
from webapp.attendance.models import PRESENT, Attendance
from webapp.database import new_id
from webapp.people.models import Enrollment, Level, Placement, Program, User
from webapp.timetables.models import ProgramSession, Series
from webapp.timetables.timetable import ensure_sessions

SMALL = {"participants": 20, "series": 0}
OF_THE_DEMO = 5  # series
LARGE = unless_short({"participants": 2000, "series": 195}, {"participants": 40, "series": 5})
HISTORY = dt.timedelta(weeks=unless_short(104, 8))
MARKED = 50  # of each participant
ROWS_AT_ONCE = 500
ROUNDS = unless_short(5, 1)
SECONDS = unless_short(3, 0.2)
AIM = 1.3
PAGES = {"today": "/", "week": "/schedule/"}


def run() -> None:
    """Print how long each page takes in both, and the ratio (median of alternating rounds)."""
    with data_folder() as (_a, small), data_folder() as (_b, large):
        for environment, size in ((small, SMALL), (large, LARGE)):
            grown = f"from tests.bench import growth; growth.grow_app(**{size!r})"
            subprocess.run([sys.executable, "-c", grown], env=environment, check=True)
        with (
            serving("gunicorn", "webapp", small) as small_port,
            serving("gunicorn", "webapp", large) as large_port,
        ):
            ports = (small_port, large_port)
            cookies = [sign_in(port) for port in ports]
            print(
                f"{LARGE['participants']} participants, {LARGE['series'] + OF_THE_DEMO} series, two years,"
                f" against 20 participants; aim {AIM}"
            )
            for name, path in PAGES.items():
                rounds = [
                    [
                        measure(port, path, cookie, SECONDS)
                        for port, cookie in zip(ports, cookies, strict=True)
                    ]
                    for _ in range(ROUNDS)
                ]
                ours = [
                    statistics.median(1000 / figures[side].per_second for figures in rounds)
                    for side in (0, 1)
                ]
                print(
                    f"  {name:9} small {ours[0]:6.1f} ms   large {ours[1]:6.1f} ms   ratio {ours[1] / ours[0]:.2f}",
                    flush=True,
                )


def grow_app(participants: int, series: int) -> None:
    """Grow the demo of this environment."""
    with create_app().app_context(), database.connection(), database.writing():
        grow(Program.get(), participants, series)


def grow(program: Program, participants: int, series: int) -> None:
    """More participants, more series for a level of their own, two years of both."""
    today = clock.today(program.time_zone)
    level = Level.create(program=program, code="other", name="Other", weekly_hours=9, position=99)
    pattern = Series.select().where(Series.program == program, Series.kind == "group").first()
    copied = {
        name: value
        for name, value in pattern.__data__.items()
        if name not in ("id", "position", "title", "place", "levels", "anchor_on", "weeks")
    }
    for number in range(series):
        Series.create(
            **copied,
            position=100 + number,
            title=f"Group {number}",
            levels=["other"],
            weeks=[[1, 200]],
            anchor_on=today - HISTORY,
        )
    ensure_sessions(program, today - HISTORY, today + dt.timedelta(weeks=12))
    past = list(
        ProgramSession.select(ProgramSession.id)
        .where(ProgramSession.enrollment.is_null(), ProgramSession.local_date < today)
        .limit(MARKED)
    )
    for number in range(participants):
        _participant(program, level, today - dt.timedelta(weeks=number % 104), past, number)


def _participant(program, level, admitted_on, past, number) -> None:
    user = User.register(f"grown{number}@example.org", f"Participant {number}")
    stay = Enrollment.begin(participant=user, program=program, admitted_on=admitted_on)
    Placement.create(enrollment=stay, level=level, starts_on=admitted_on)
    rows = [
        {
            "id": new_id(),
            "enrollment": stay.id,
            "program_session": one.id,
            "state": PRESENT,
            "minutes_late": 0,
            "minutes_early": 0,
            "marked_at": clock.now(),
            "version": 1,
        }
        for one in past
    ]
    for start in range(0, len(rows), ROWS_AT_ONCE):
        Attendance.insert_many(rows[start : start + ROWS_AT_ONCE]).execute()


if __name__ == "__main__":
    run()
