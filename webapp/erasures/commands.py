"""Commands for what was asked for on paper, at the desk, and for a duty to show a frozen record."""

import click

from webapp import audit, database
from webapp.erasures import asking
from webapp.people import named
from webapp.people.erasures import FROZEN, Erasure, sweep
from webapp.people.models import Enrollment


@click.command("erase")
@click.argument("enrollment")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase_command(enrollment, yes):
    """Erase a stay at its participant's request, at once; its id is in its page's address. Cut short, ask again."""
    with database.connection():
        stay = _stay(enrollment)
        frozen = stay.program.keeps_records
        what = "close for good, and erase what is private of," if frozen else "erase"
        if not yes:
            click.confirm(
                f"This will {what} the stay that began on {stay.admitted_on}. There is no way back. Go on?",
                abort=True,
            )
        erasure = asking.ask(stay, at_once=True)
        asking.carry_out(erasure)
        swept = sweep()
    click.echo("Frozen." if erasure.kind == FROZEN else "Erased.")
    if not swept:
        click.echo(
            "Others were reading just now: the worker clears the last traces out of the files in a minute."
        )


@click.command("thaw")
@click.argument("enrollment")
def thaw_command(enrollment):
    """Open a frozen stay again, where the law asks for it. What was erased of it stays erased."""
    with database.connection():
        stay = _stay(enrollment)
        with database.writing():
            if not Erasure.thaw(stay):
                raise click.ClickException("This stay is not frozen.")
            audit.record("thawed a stay", stay)
    click.echo("Open again, as a stay that has ended.")


@click.command("close-account")
@click.argument("email")
def close_account_command(email):
    """Close the account of a guest, or of a participant whose stays are erased, at their request."""
    with database.connection():
        user = named.account(email)
        if asking.close_account(user) is None:
            raise click.ClickException("This person works in a program, or has a stay that is not erased.")
        sweep()
    click.echo("Closed.")


def _stay(enrollment: str) -> Enrollment:
    stay = Enrollment.get_or_none(Enrollment.id == enrollment)
    if stay is None:
        raise click.ClickException(f"There is no stay {enrollment!r}.")
    return stay


COMMANDS = (erase_command, thaw_command, close_account_command)
