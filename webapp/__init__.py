"""Waymark: the app, as a table of contents."""

import logging
import secrets
import sys
import traceback

import peewee
from flask import Flask, abort, g, render_template, request
from flask_babel import Babel
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter
from whitenoise import WhiteNoise

import config

FOR_EVER = 365 * 24 * 3600
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


class IdConverter(BaseConverter):
    """A random id in a URL; anything else does not match."""

    regex = "[0-9a-z]{26}"


class Waymark(Flask):
    """The app. An error is logged by its class and place only: messages can hold what people wrote."""

    def log_exception(self, exc_info):
        kind, _error, trace = exc_info
        frame = traceback.extract_tb(trace)[-1]
        request_id = g.get("request_id")
        self.logger.error("request %s: %s at %s:%s", request_id, kind.__name__, frame.filename, frame.lineno)


def create_app(settings: dict | None = None) -> Flask:
    """The app with the given settings, or those of the environment."""
    from webapp import (
        access,
        accounts,
        assessments,
        attendance,
        audits,
        calendars,
        caseload,
        census,
        cli,
        commitments,
        components,
        compression,
        copies,
        covers,
        database,
        emergencies,
        encryption,
        erasures,
        exercises,
        formatting,
        guests,
        headers,
        health,
        helplines,
        journals,
        letters,
        mail,
        navigation,
        offline,
        openings,
        own_phone,
        programs,
        push,
        pwa,
        reminders,
        schedule,
        skills,
        templating,
        today,
        trends,
        welcome,
        workshops,
    )
    from webapp.people import endings

    app = Waymark(__name__, template_folder="../templates", static_folder=None)
    app.config.update(settings or config.load())
    app.url_map.converters["id"] = IdConverter
    app.jinja_environment = templating.Templates
    logging.basicConfig(
        level=app.config["LOG_LEVEL"].upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )

    logging.getLogger("peewee.migrations").setLevel(logging.WARNING)

    database.open_database(app.config["DATABASE_URL"])
    try:
        encryption.configure(app.config["MASTER_KEYS"])
    except ValueError as error:
        raise config.BadSettings(f"MASTER_KEYS: {error}") from None
    endings.configure(app.config["ENDINGS"])

    compression.install(app)
    headers.install(app)
    _open_each_request(app, database, encryption)
    own_phone.install(app)
    form_tokens = CSRFProtect(app)
    Babel(app, locale_selector=formatting.viewer_locale, timezone_selector=formatting.viewer_zone)
    accounts.install(app)
    push.init_app(app)
    mail.init_app(app)
    templating.install(app)
    formatting.install(app)
    navigation.install(app)
    covers.install(app)
    reminders.install(app)
    skills.install(app, exercises.titles)

    for package in (
        accounts,
        commitments,
        covers,
        exercises,
        exercises.steadying,
        workshops,
        journals,
        assessments,
        helplines,
        attendance,
    ):
        app.register_blueprint(package.blueprint)
    for package in (
        today,
        schedule,
        trends,
        calendars,
        letters,
        caseload,
        census,
        emergencies,
        audits,
        programs,
        guests,
    ):
        app.register_blueprint(package.blueprint)
    for package in (copies, erasures, openings, welcome, reminders, reminders.metrics, offline, pwa, health):
        app.register_blueprint(package.blueprint)
    if app.config["DEVELOPMENT"]:
        app.register_blueprint(components.blueprint)
    own_phone.exempt_other_apps(app, form_tokens)
    cli.install(app)

    _refuse_unguarded(app)
    _answer_errors(app, database, encryption, accounts)
    app.register_error_handler(access.ProofNeeded, lambda error: accounts.ask_proof())
    return _serve(app, formatting, compression, headers)


def _open_each_request(app: Flask, database, encryption) -> None:
    """A connection while the request lasts; opened keys are dropped at its end."""

    @app.before_request
    def begin():
        g.request_id = secrets.token_hex(8)
        if isinstance(request.routing_exception, SecurityError):
            raise request.routing_exception  # before anything would answer with a page
        if request.method in UNSAFE and request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
            abort(403)
        view = app.view_functions.get(request.endpoint)
        most_bytes = getattr(view, "most_bytes", None)
        if most_bytes is not None:
            request.max_content_length = request.max_form_memory_size = most_bytes
        if not getattr(view, "without_database", False):
            database.connect()
            database.hold_open()

    @app.teardown_request
    def end(error):
        encryption.forget_keys()
        database.release()


def _refuse_unguarded(app: Flask) -> None:
    """A view without a mark from access.py does not exist."""

    @app.before_request
    def guard():
        view = app.view_functions.get(request.endpoint)
        if view is not None and not hasattr(view, "guard"):
            app.logger.error("endpoint %s has no guard", request.endpoint)
            abort(404)


def _answer_errors(app: Flask, database, encryption, accounts) -> None:
    """Every error is a plain page that says what to do; what was typed comes back."""

    @app.errorhandler(CSRFError)
    def token_expired(error):
        return accounts.hand_back(400)

    @app.errorhandler(401)
    def not_signed_in(error):
        return accounts.hand_back(401)

    @app.errorhandler(SecurityError)
    def foreign_host(error):
        return (
            "Unknown host.",
            400,
            {"Content-Type": "text/plain"},
        )  # no page: no address of ours fits this host

    @app.errorhandler(RequestEntityTooLarge)
    def too_large(error):
        return render_template("errors/413.html"), 413

    @app.errorhandler(peewee.OperationalError)
    def database_busy(error):
        app.logger.error("database: %s", type(error).__name__)
        database.abandon()
        return accounts.give_back() or render_template("errors/503.html"), 503, {"Retry-After": "5"}

    @app.errorhandler(peewee.DatabaseError)
    def database_damaged(error):
        """Its file is damaged: what could be wrong is not shown, and nothing is written."""
        if type(error) is not peewee.DatabaseError:
            return unexpected(error)  # a fault of ours
        return database_busy(error)

    @app.errorhandler(encryption.Erased)
    def erased(error):
        return render_template("errors/410.html"), 410

    @app.errorhandler(encryption.CannotOpen)
    def damaged(error):
        """A seal was changed behind our back (the log says which). Nothing of it is shown, and nothing instead."""
        return render_template("errors/damaged.html"), 500

    @app.errorhandler(HTTPException)
    def other(error):
        if error.code is None or error.code < 400:
            return error
        page = "errors/404.html" if error.code == 404 else "errors/error.html"
        return render_template(page, code=error.code), error.code

    @app.errorhandler(Exception)
    def unexpected(error):
        app.log_exception(sys.exc_info())
        if app.config.get("PROPAGATE"):
            raise error
        return render_template("errors/500.html"), 500


def _serve(app: Flask, formatting, compression, headers) -> Flask:
    """Static files with hashes in their addresses, and the true address behind proxies."""
    hops = app.config["PROXY_HOPS"]
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
    app.wsgi_app = WhiteNoise(
        app.wsgi_app,
        root=str(compression.static_folder(app.config["DATA_DIR"])),
        prefix=f"static/{formatting.static_version()}/",
        max_age=FOR_EVER,
        immutable_file_test=lambda path, url: True,
        allow_all_origins=False,
        add_headers_function=lambda found, path, url: headers.set_fixed(
            found, app.config["SESSION_COOKIE_SECURE"]
        ),
    )
    return app
