"""A participant's commitments."""

from flask import Blueprint

blueprint = Blueprint("commitments", __name__, url_prefix="/commitments")
