"""`/up`: whether this server can do its work, for load balancers and monitors."""

import logging

import peewee
from flask import Blueprint, Response
from playhouse import migrations
from playhouse.pool import MaxConnectionsExceeded

from webapp.access import public
from webapp.database import MIGRATIONS, connection, db

blueprint = Blueprint("health", __name__)
log = logging.getLogger("waymark.health")


@blueprint.get("/up")
@public
def up():
    try:
        is_well = _schema_is_current()
    except (peewee.PeeweeException, MaxConnectionsExceeded) as error:
        log.error("database: %s", type(error).__name__)
        is_well = False
    # No details: anyone may ask.
    text, status = ("ok", 200) if is_well else ("unavailable", 503)
    return Response(text, status, mimetype="text/plain")


up.without_database = True  # it opens the connection itself, to answer when it cannot


def _schema_is_current() -> bool:
    """Ask the database for the migrations that ran: one query shows that it answers, too."""
    with connection():
        return all(step.applied for step in migrations.Runner(db.obj, str(MIGRATIONS)).status())
