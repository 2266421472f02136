"""Commands for whoever runs Waymark: import a program, admit a participant, print their calendar."""

import contextlib
import datetime as dt
import json
import re
import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import gettext as _

from webapp import clock, encryption
from webapp.database import connection, migrate
from webapp.people.models import Enrollment, Program, User
from webapp.timetables import reimporting
from webapp.timetables.admitting import AdmissionError, admit
from webapp.timetables.calendar import sessions_of
from webapp.timetables.effects import Refusal, Stale
from webapp.timetables.importing import import_template
from webapp.timetables.program_template import TemplateError, read_template


class DayType(click.ParamType):
    """A day written exactly as YYYY-MM-DD (Python alone would also take week dates)."""

    name = "YYYY-MM-DD"

    def convert(self, value, param, ctx):
        try:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
                raise ValueError
            return dt.date.fromisoformat(value)
        except ValueError:
            return self.fail(_('"%(value)s" is not a day; write it as 2026-11-26', value=value), param, ctx)


DAY = DayType()


@contextlib.contextmanager
def _database():
    """An open database that is up to date: these commands may be the first that a new installation runs."""
    migrate()
    with connection():
        encryption.prepare()
        yield


@click.command("import-program")
@click.argument("file", type=click.Path())
@click.option(
    "--from", "first_day", type=DAY, help="Day from which a changed template holds; tomorrow if not given."
)
@click.option("--yes", "agreed", is_flag=True, help="Apply what a changed template changes without asking.")
@with_appcontext
def import_program_command(file, first_day, agreed):
    """Make a program from its template FILE, or change it when the template has changed."""
    try:
        with _database():
            template = read_template(file)
            known = Program.get_or_none(Program.name == template.name)
            if known is not None and known.source_digest != template.digest:
                _import_again(known, template, file, first_day, agreed)
                return
            program, is_new = import_template(template, file)
    except (TemplateError, Refusal, Stale) as error:
        problems = getattr(error, "problems", None) or [
            str(error) or _("somebody else changed the timetable")
        ]
        raise click.ClickException("\n".join([_("nothing was imported:"), *problems])) from None
    if is_new:
        click.echo(_('Imported the program "%(name)s".', name=program.name))
    else:
        click.echo(_('The program "%(name)s" is already here; nothing has changed.', name=program.name))


def _import_again(program, template, file, first_day, agreed):
    """Show what the template would change, and do just that after a yes. Who cannot be asked gives `--yes`."""
    first_day = first_day or reimporting.earliest_day(program)
    found = reimporting.preview(program, template, first_day)
    lines = [f"  {line}" for line in reimporting.in_lines(found)]
    if not agreed and not sys.stdin.isatty():
        reason = _("it is here in another form; with --yes this would change from %(day)s on:", day=first_day)
        raise TemplateError([f"{Path(file).name}: program.name: {reason}", *lines])
    click.echo(_("From %(day)s on, in the program %(name)s:", day=first_day.isoformat(), name=program.name))
    click.echo("\n".join(lines))
    if not agreed:
        click.confirm(_("Apply this?"), abort=True)
    reimporting.apply(program, template, first_day, found.digest)
    click.echo(_('Changed the program "%(name)s".', name=program.name))


@click.command("enroll")
@click.argument("email")
@click.option("--program", "program_name", required=True, help="Name of the program.")
@click.option("--admitted-on", type=DAY, required=True, help="First day of the stay.")
@click.option("--level", "level_code", required=True, help="Code of the level of care.")
@click.option("--track", help="Track, for a program that has tracks.")
@with_appcontext
def enroll_command(email, program_name, admitted_on, level_code, track):
    """Admit EMAIL to a program; prints an invitation link for a new account."""
    try:
        with _database():
            admission = admit(email, program_name, admitted_on, level_code, track)
    except AdmissionError as error:
        raise click.ClickException(str(error)) from None
    click.echo(_("Admitted %(email)s to %(program)s.", email=email, program=program_name))
    if admission.invitation_token:
        link = _link("accounts.accept_invitation", token=admission.invitation_token)
        click.echo(_("Invitation link, good for one use within 72 hours: %(link)s", link=link))


@click.command("schedule")
@click.argument("email")
@click.option("--from", "first_day", type=DAY, required=True, help="First day.")
@click.option("--to", "last_day", type=DAY, required=True, help="Last day, included.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@with_appcontext
def schedule_command(email, first_day, last_day, form):
    """Print the program sessions of EMAIL."""
    if first_day > last_day:
        raise click.UsageError(_("--from is after --to"))
    with _database():
        found = [one for stay in _stays_of(email) for one in sessions_of(stay, first_day, last_day)]
        for one in sorted(found, key=lambda one: one.starts_at):
            click.echo(json.dumps(_as_json(one), ensure_ascii=False) if form == "json" else _as_text(one))


def _stays_of(email):
    user = User.by_email(email)
    stays = user and list(
        Enrollment.select(Enrollment, Program)
        .join(Program)
        .where(Enrollment.participant == user)
        .order_by(Enrollment.admitted_on)
    )
    if not stays:
        raise click.ClickException(_("%(email)s is in no program", email=email))
    return stays


def _as_json(one):
    return {
        "title": one.title,
        "kind": one.kind,
        "topic": one.topic,
        "starts_at": one.starts_at.isoformat(),
        "ends_at": one.ends_at.isoformat(),
        "local_start": one.local_start.isoformat(),
        "status": one.status,
    }


def _as_text(one):
    ends = clock.local(one.ends_at, one.program.time_zone)
    parts = [f"{one.local_start:%a %Y-%m-%d %H:%M}-{ends:%H:%M}", one.title, one.topic, one.place]
    if one.status != "scheduled":
        parts.append(one.status)
    return "  ".join(part for part in parts if part)


def _link(endpoint, **values):
    """The full address of a page, made outside any request."""
    return current_app.config["PUBLIC_URL"] + current_app.url_map.bind("").build(endpoint, values)


COMMANDS = (import_program_command, enroll_command, schedule_command)
