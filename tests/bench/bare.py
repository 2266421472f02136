"""The yardstick: a bare Flask view with one query and a template of the same size, on the same server and database."""

import os

import peewee
from flask import Flask, render_template


class Program(peewee.Model):
    """The row that the one query reads."""

    id = peewee.TextField(primary_key=True)
    name = peewee.TextField()


def create_app() -> Flask:
    """Settings from the environment: BARE_DATABASE (a SQLite file) and BARE_TEMPLATES (a folder of HTML files)."""
    app = Flask(__name__, template_folder=os.environ["BARE_TEMPLATES"])
    database = peewee.SqliteDatabase(
        os.environ["BARE_DATABASE"], pragmas={"journal_mode": "wal"}, autoconnect=False
    )
    Program.bind(database)

    @app.get("/bare/<name>")
    def page(name):
        database.connect(reuse_if_open=True)
        return render_template(f"{name}.html", program=Program.select().limit(1).get())

    return app
