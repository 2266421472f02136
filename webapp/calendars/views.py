"""Calendar links and events."""

from flask import Blueprint

blueprint = Blueprint("calendars", __name__, url_prefix="/calendars")
