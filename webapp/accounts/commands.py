"""Commands for accounts of staff."""

import click
from flask import current_app

from webapp import audit, database
from webapp.database import writing
from webapp.people.consents import Invitation
from webapp.people.models import ROLES, Membership, Program, User


@click.command("add-staff")
@click.argument("email")
@click.option("--name", required=True, help="What people call them.")
@click.option("--program", "program_name", required=True, help="The program's name, as imported.")
@click.option("--role", required=True, type=click.Choice(ROLES))
def add_staff(email, name, program_name, role):
    """Give a person a role in a program; a new account gets an invitation link, printed."""
    if "@" not in email:
        raise click.ClickException(f"{email!r} is not an e-mail address.")
    with database.connection(), writing():
        program = Program.get_or_none(Program.name == program_name)
        if program is None:
            known = ", ".join(sorted(row.name for row in Program.select())) or "none yet"
            raise click.ClickException(f"There is no program {program_name!r}. Known: {known}.")
        user = User.by_email(email) or User.register(email, name)
        Membership.get_or_create(user=user, program=program, role=role)
        audit.record(f"add {role}", about=user)
        link = _link(user)
    click.echo(f"{name} is a {role} of {program_name}.")
    if link:
        click.echo(f"Invitation, works once for 72 hours: {link}")


def _link(user: User) -> str | None:
    if user.password_hash:
        return None
    token = Invitation.make(user=user)[1]
    return f"{current_app.config['PUBLIC_URL']}/invitations/{token}"


COMMANDS = (add_staff,)
