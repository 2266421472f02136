"""Commands for the audit trail."""

import datetime as dt

import click
from flask import current_app
from flask.cli import AppGroup

from webapp import clock, database
from webapp.audit import anchors, chain
from webapp.audit.models import AuditRecord
from webapp.people import named

audit = AppGroup("audit", help="The audit trail: is it whole, and who opened what.")


@audit.command("verify")
def verify_command():
    """Go through the whole trail and compare it with what was anchored outside the database."""
    file = current_app.config["AUDIT_ANCHORS"]
    try:
        anchored = anchors.read(file)
    except anchors.NotAnAnchor as error:
        raise click.ClickException(str(error)) from None
    with database.connection():
        verdict = chain.verify(anchored)
    if verdict.fault:
        raise click.ClickException(f"{verdict.fault}. {verdict.lines} lines before that hold.")
    click.echo(
        f"The trail is whole: {verdict.lines} lines, {len(anchored)} anchors. It ends with {verdict.mac}."
    )


@audit.command("anchor")
def anchor_command():
    """Write down where the trail ends now (the worker does so every five minutes)."""
    file = current_app.config["AUDIT_ANCHORS"]
    with database.connection():
        anchors.write(file)
        end = chain.head()
    click.echo(f"{end.seq} {end.mac}")


@audit.command("opened")
@click.argument("email")
@click.option(
    "--from", "begin", required=True, help="A time like 2026-11-29T08:00 (UTC unless it has a zone)."
)
@click.option("--to", "end", required=True, help="The same.")
def opened_command(email, begin, end):
    """What an account read or changed of other people's records between two times."""
    begin, end = _instant(begin), _instant(end)
    with database.connection():
        user = named.account(email)
        found = AuditRecord.select().where(AuditRecord.actor == user.id, AuditRecord.at.between(begin, end))
        lines = list(found.order_by(AuditRecord.seq))
        for line in lines:
            what = f"{line.about_kind} {line.about}" if line.about else "-"
            at = line.at.isoformat(timespec="seconds")
            click.echo(
                f"{at}  {line.action}  {what}  stay {line.enrollment or '-'}  request {line.request or '-'}"
            )
    if not lines:
        click.echo("Nothing was read or changed between these times.")


def _instant(text: str) -> dt.datetime:
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        raise click.ClickException(f"{text!r} is not a time like 2026-11-29T08:00.") from None
    return found if found.tzinfo else found.replace(tzinfo=clock.UTC)


COMMANDS = (audit,)
