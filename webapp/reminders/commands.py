"""Commands about reminders."""

import click
from flask.cli import AppGroup

from webapp import database
from webapp.reminders.models import MISSED, SENT, WITHDRAWN
from webapp.reminders.standing import Standing, standing

reminders = AppGroup("reminders", help="How reminders are doing.")


@reminders.command("status")
def status():
    """Print how reminders stand; exit with 1 when some are late or no worker runs."""
    with database.connection():
        now = standing()
    for label, value in lines(now):
        click.echo(f"{label:<24}{value:>12}")
    for trouble in now.troubles:
        click.echo(trouble)
    raise SystemExit(1 if now.troubles else 0)


def lines(now: Standing) -> list[tuple[str, str]]:
    """The table: what it is, and how much."""
    return [
        ("workers", f"{now.workers:,}"),
        ("devices", f"{now.devices:,}"),
        ("due", f"{now.due:,}"),
        ("late (over a minute)", f"{now.late:,}"),
        ("oldest waits", f"{now.oldest_seconds:.0f} s"),
        ("in the last hour", ""),
        *((f"  {said}", f"{count:,}") for said, count in _outcomes(now)),
        ("  lateness, median", _seconds(now.lateness_median)),
        ("  lateness, worst", _seconds(now.lateness_worst)),
    ]


def _outcomes(now: Standing) -> list[tuple[str, int]]:
    done = {(outcome, ""): 0 for outcome in (SENT, MISSED, WITHDRAWN)} | now.done
    in_order = sorted(done, key=lambda one: ((SENT, MISSED, WITHDRAWN).index(one[0]), one[1]))
    return [
        (outcome + (f": {reason}" if reason else ""), done[outcome, reason]) for outcome, reason in in_order
    ]


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f} s"


COMMANDS = (reminders,)
