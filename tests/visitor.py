"""A visitor: a test client that carries form tokens and signs in by a real server-side sign-in."""

import contextlib
import io
import secrets
import zipfile

from flask import Response
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from webapp import clock, database
from webapp.accounts import sign_ins
from webapp.accounts.models import SignIn, digest_of


class Answer(Response):
    """What a browser gets. The text of a zip is the text of all the files in it."""

    def get_data(self, as_text=False):
        if not as_text or self.mimetype != "application/zip":
            return super().get_data(as_text)
        with zipfile.ZipFile(io.BytesIO(super().get_data())) as files:
            return "\n".join(files.read(name).decode("utf-8", "replace") for name in files.namelist())


class Visitor(FlaskClient):
    """A browser of one person (or of nobody). `send` posts a form with its token, as a page would."""

    def __init__(self, app, user=None):
        super().__init__(app, Answer, use_cookies=True)
        self.user = user
        if user is not None:
            self._sign_in(user)

    def _sign_in(self, user) -> None:
        secret = secrets.token_urlsafe(32)
        SignIn.create(token_digest=digest_of(secret), user=user, expires_at=clock.now() + sign_ins.OWN_PHONE)
        with self.session_transaction() as session:
            session.update(_user_id=secret, _fresh=True)

    def token(self) -> str:
        """A form token that fits this browser's cookie."""
        with self.session_transaction() as session:
            raw = session.setdefault("csrf_token", secrets.token_hex(20))
        return URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token").dumps(raw)

    def send(self, url: str, fields: dict | None = None, **options):
        """POST a form from one of our own pages."""
        headers = {"Sec-Fetch-Site": "same-origin", **options.pop("headers", {})}
        return self.post(url, data={"csrf_token": self.token(), **(fields or {})}, headers=headers, **options)

    def open(self, *arguments, **options):
        response = super().open(*arguments, **options)
        database.connect()  # a request gives its connection back; the test goes on using one
        return response

    @contextlib.contextmanager
    def session_transaction(self, *arguments, **options):
        with super().session_transaction(*arguments, **options) as session:
            yield session
        database.connect()
