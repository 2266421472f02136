"""Attendance letters."""

from flask import Blueprint

blueprint = Blueprint("letters", __name__, url_prefix="/letters")
