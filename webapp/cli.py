"""Commands: `flask --app webapp COMMAND`."""

import click
from flask import Flask, current_app

from webapp import compression, database, demo, migrations, serving, worker
from webapp.accounts.commands import COMMANDS as ACCOUNT_COMMANDS
from webapp.audit.commands import COMMANDS as AUDIT_COMMANDS
from webapp.backups.commands import COMMANDS as BACKUP_COMMANDS
from webapp.erasures.commands import COMMANDS as ERASURE_COMMANDS
from webapp.helplines.copying import write_copy
from webapp.reminders.commands import COMMANDS as REMINDER_COMMANDS
from webapp.timetables.commands import COMMANDS as SCHEDULE_COMMANDS


def install(app: Flask) -> None:
    for command in (
        *ACCOUNT_COMMANDS,
        *AUDIT_COMMANDS,
        *BACKUP_COMMANDS,
        *ERASURE_COMMANDS,
        *SCHEDULE_COMMANDS,
        *REMINDER_COMMANDS,
        migrate_command,
        serve_command,
        start_command,
        web_command,
        worker_command,
    ):
        app.cli.add_command(command)


@click.command("migrate")
@click.option("--to", "number", type=int, help="To the migration of this number, forward or back.")
@click.option("--lose", is_flag=True, help="Going back may lose what the older schema has no place for.")
def migrate_command(number, lose):
    """Bring the database's schema up to date, or to an older one before going back to an older version."""
    if number is None:
        _prepare()
        click.echo("The database is up to date.")
        return
    try:
        steps = migrations.go_to(number, lose)
    except migrations.Refused as error:
        raise click.ClickException(f"{error} Nothing was changed.") from None
    click.echo(f"The database is at migration {number}. Steps: {', '.join(steps) or 'none'}.")


@click.command("serve")
def serve_command():
    """Run the web server and the reminder worker together, until Ctrl-C."""
    _prepare()
    _serve()


@click.command("start")
def start_command():
    """Prepare everything, load demo data into an empty database (unless DEMO=0), print how to get in, and serve."""
    _prepare()
    with database.connection():
        if demo.is_empty():
            click.echo(
                demo.load(current_app.config["DEMO_PASSWORD"]) if current_app.config["DEMO"] else FIRST_STEPS
            )
        elif current_app.config["DEMO"]:
            click.echo("This database already has accounts, so the demo was not loaded again.")
    click.echo(f"Waymark is at {current_app.config['PUBLIC_URL']}  (Ctrl-C stops it)")
    _serve()


@click.command("web")
def web_command():
    """Run the web server alone, where something else starts and watches it. Any number may start at once."""
    _prepare()
    database.keep_in_place()
    settings = current_app.config
    serving.become_web(settings["HOST"], settings["PORT"], settings["LOG_LEVEL"])


@click.command("worker")
def worker_command():
    """Run the reminder worker alone. Any number may start at once."""
    _prepare_database()
    database.keep_in_place()
    worker.run(current_app._get_current_object())


FIRST_STEPS = """\
This installation is empty. To begin:
  flask --app webapp import-program FILE                      read your program's timetable
  flask --app webapp add-staff EMAIL --name NAME --program PROGRAM --role coordinator
The second command prints a link with which the coordinator makes their account."""


def _prepare() -> None:
    """Help now comes first: a proxy has its copy whatever is wrong with keys or database."""
    write_copy(current_app)
    _prepare_database()
    compression.prepare_static(current_app.config["DATA_DIR"])


def _prepare_database() -> None:
    try:
        serving.prepare(current_app.config["AUDIT_ANCHORS"])
    except serving.CannotStart as error:
        raise click.ClickException(str(error)) from None


def _serve() -> None:
    database.keep_in_place()
    app, settings = current_app._get_current_object(), current_app.config
    raise SystemExit(serving.serve(app, settings["HOST"], settings["PORT"], settings["LOG_LEVEL"]))
