"""The yardstick: a bare Flask view with one query and a template of the same size, on the same server and database."""

import os

import peewee
from flask import Flask, render_template_string


def create_app() -> Flask:
    """Settings from the environment: BARE_DATABASE (a SQLite file) and BARE_TEMPLATE (a file of HTML)."""
    app = Flask(__name__)
    database = peewee.SqliteDatabase(
        os.environ["BARE_DATABASE"], pragmas={"journal_mode": "wal"}, autoconnect=False
    )

    class Program(peewee.Model):
        id = peewee.TextField(primary_key=True)
        name = peewee.TextField()

        class Meta:
            database = database
            table_name = "program"

    with open(os.environ["BARE_TEMPLATE"]) as file:
        template = "{{ program.name }}" + file.read()

    @app.get("/")
    def page():
        database.connect(reuse_if_open=True)
        return render_template_string(template, program=Program.select().first())

    return app
