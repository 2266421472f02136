"""An app full of holes: what the scanners must find before their silence about the real one means anything.

Each hole is one that a web app of this kind could have. Never to be run anywhere but under the scanners.
"""

import sqlite3

from flask import Flask, redirect, request

FORM = '<form method="post" action="/notes"><input name="words" type="text"><button>Save</button></form>'
PAGES = "".join(
    f'<a href="{address}">{address}</a> '
    for address in ("/people?name=a", "/said?words=a", "/on?to=/", "/number?of=1")
)


def create_app() -> Flask:
    app = Flask(__name__)
    rows = sqlite3.connect(":memory:", check_same_thread=False)
    rows.executescript("CREATE TABLE person (name TEXT, words TEXT); INSERT INTO person VALUES ('a', 'b')")

    @app.get("/")
    def home():
        answer = app.make_response(f"<!doctype html><html><body>{PAGES}{FORM}</body></html>")
        answer.set_cookie("who", "jo")  # neither Secure nor HttpOnly
        return answer

    @app.get("/people")
    def people():
        asked = "SELECT words FROM person WHERE name = '" + request.args.get("name", "") + "'"
        return f"<p>{rows.execute(asked).fetchall()}</p>"

    @app.get("/said")
    def said():
        return f"<!doctype html><html><body><p>{request.args.get('words', '')}</p></body></html>"

    @app.get("/on")
    def on():
        return redirect(request.args.get("to", "/"))

    @app.get("/number")
    def number():
        return str(10 / int(request.args.get("of", "1")))

    @app.post("/notes")
    def notes():
        return redirect("/")

    return app
