"""Whom a command names."""

import click

from webapp.people.models import User


def account(email: str) -> User:
    """The account of that address; where there is none, the command ends and says so."""
    user = User.by_email(email)
    if user is None:
        raise click.ClickException(f"There is no account for {email!r}.")
    return user
