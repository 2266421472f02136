"""Commands for accounts."""

import click
from flask import current_app

from webapp import audit, database
from webapp.accounts import locking
from webapp.database import writing
from webapp.people import named
from webapp.people.consents import BOTH_STEPS, Invitation
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


@click.command("sign-out")
@click.argument("email")
@click.option("--new-link", is_flag=True, help="Print a link to choose a new password and second step.")
def sign_out(email, new_link):
    """End all sign-ins of a person, at once: a lost phone, a password that somebody knows."""
    with database.connection():
        user = named.account(email)
        ended = locking.sign_out(user)
        link = _address(user, BOTH_STEPS if user.password_hash else "") if new_link else None
    click.echo(f"{email} was signed out: {ended} sign-ins ended.")
    if link:
        click.echo(f"Works once for 72 hours; passkeys and code app are made anew with it: {link}")


@click.command("lock-account")
@click.argument("email")
@click.option("--unlock", is_flag=True, help="Let them in again.")
def lock_account(email, unlock):
    """Lock an account, from its next request on. Nothing of it is deleted."""
    with database.connection():
        user = named.account(email)
        if unlock and not locking.unlock(user):
            raise click.ClickException("That account was closed for good, at its person's wish.")
        if not unlock:
            locking.lock(user)
    click.echo(f"The account of {email} is {'unlocked' if unlock else 'locked'}.")


def _link(user: User) -> str | None:
    return None if user.password_hash else _address(user, "")


def _address(user: User, resets: str) -> str:
    with writing():
        invitation, token = Invitation.make(user=user, resets=resets)
        if resets:
            audit.record("made a new password link", about=invitation)
    return f"{current_app.config['PUBLIC_URL']}/invitations/{token}"


COMMANDS = (add_staff, sign_out, lock_account)
