"""Commands: `flask --app webapp COMMAND`."""

import click
from flask import Flask, current_app

from webapp import compression, database, demo, serving, worker
from webapp.accounts.commands import COMMANDS as ACCOUNT_COMMANDS
from webapp.audit.commands import COMMANDS as AUDIT_COMMANDS
from webapp.encryption import CannotOpen
from webapp.helplines.copying import write_copy
from webapp.reminders.commands import COMMANDS as REMINDER_COMMANDS
from webapp.timetables.commands import COMMANDS as SCHEDULE_COMMANDS


def install(app: Flask) -> None:
    for command in (
        *ACCOUNT_COMMANDS,
        *AUDIT_COMMANDS,
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
def migrate_command():
    """Bring the database's schema up to date."""
    _prepare()
    click.echo("The database is up to date.")


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
    settings = current_app.config
    serving.become_web(settings["HOST"], settings["PORT"], settings["LOG_LEVEL"])


@click.command("worker")
def worker_command():
    """Run the reminder worker alone. Any number may start at once."""
    _prepare_database()
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
        serving.prepare()
    except CannotOpen as error:
        raise click.ClickException(
            f"MASTER_KEYS do not fit this database ({error}). Nothing was changed."
        ) from None


def _serve() -> None:
    settings = current_app.config
    raise SystemExit(serving.serve(settings["HOST"], settings["PORT"], settings["LOG_LEVEL"]))
