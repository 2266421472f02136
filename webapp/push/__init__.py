"""Delivery of web push: which devices a person has, what a message looks like on the wire, how it is sent.

The only package that imports `webpush`. It knows nothing of reminders: floor 7 decides what to send and when.
"""

from webapp.push.courier import Courier


def init_app(app) -> None:
    """Make the app's courier; ValueError if the push settings are wrong."""
    app.extensions["courier"] = Courier(app.config)
