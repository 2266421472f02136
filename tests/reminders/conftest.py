"""What several files of tests of reminders begin with."""

import pytest
from mail_server import MailServer
from push_service import push_service_for
from workers import Workers, nothing_of_itself

from webapp import mail
from webapp.push.models import Device


@pytest.fixture
def service(app, cast, tmp_path):
    """A push service that the app may send to."""
    with push_service_for(app, tmp_path) as running, app.app_context():
        yield running


@pytest.fixture
def phone(service, cast):
    """The subscription of Jo's phone."""
    data = service.subscription()
    Device.subscribe(cast.jo, data)
    return data


@pytest.fixture
def workers(app, service, tmp_path):
    """Starts worker processes; whatever still runs at the end is killed. They send what the test makes, no more."""
    nothing_of_itself()
    with Workers(app, service, tmp_path) as some:
        yield some


@pytest.fixture
def post_office(app):
    """A mail server that the app may send to."""
    with MailServer() as running, app.app_context():
        app.extensions["mail"] = mail.Server.read(running.url, "Waymark <waymark@clinic.example>")
        yield running
        app.extensions["mail"] = None
