"""The cookie: it names a sign-in, and the sign-in's row says until when it holds."""

from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature


class Cookie(SecureCookieSessionInterface):
    """Its own age is not asked for: after a clock was set back, everybody's cookie would come from the future."""

    def open_session(self, app, request) -> SecureCookieSession:
        signed = request.cookies.get(self.get_cookie_name(app))
        try:
            return self.session_class(self.get_signing_serializer(app).loads(signed) if signed else None)
        except BadSignature:
            return self.session_class()
