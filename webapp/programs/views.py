"""The coordinator's timetable."""

from flask import Blueprint

blueprint = Blueprint("programs", __name__, url_prefix="/programs")
