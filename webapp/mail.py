"""Plain e-mail by the program's own SMTP server, if SMTP_URL names one. Off otherwise.

What is sent to the outside world goes by TLS with a certificate that is checked; only a server on this machine or
one's own network may be spoken to in clear. No log and no error ever names an address or a word of a mail.
"""

import email.message
import email.utils
import ipaddress
import logging
import smtplib
import ssl
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app

TIMEOUT = 10  # seconds, for each answer of the server
PORTS = {"smtp": 587, "smtps": 465}
FOR_GOOD = 500  # below it a server asks to come again

log = logging.getLogger(__name__)


class NotSent(Exception):
    """The server was not reached or did not take the mail; the text is one word that names nobody."""

    @property
    def is_for_good(self) -> bool:
        """Whether the same mail would be refused again."""
        return str(self) == "refused"


@dataclass(frozen=True)
class Server:
    """Where mail is handed in, read from SMTP_URL: smtp://user:password@host:587 or smtps://host."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    sender: str

    @classmethod
    def read(cls, url: str, sender: str | None) -> "Server":
        """ValueError if a setting is wrong; its text holds no secret."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError("SMTP_URL wants smtp://user:password@host:port or smtps://…")
        address = email.utils.parseaddr(sender or "")[1]
        if "@" not in address.strip("@"):
            raise ValueError("MAIL_FROM wants the address that mail comes from")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        port = parts.port or PORTS[parts.scheme]
        return cls(parts.scheme, parts.hostname, port, user, password, sender)

    @property
    def domain(self) -> str:
        return email.utils.parseaddr(self.sender)[1].rpartition("@")[2]

    @property
    def is_near(self) -> bool:
        """Whether it stands on this machine or one's own network: a private address, or a name without a dot."""
        try:
            return ipaddress.ip_address(self.host).is_private
        except ValueError:
            return "." not in self.host

    def connect(self) -> smtplib.SMTP:
        """A connection that is fit to carry mail."""
        where = {"host": self.host, "port": self.port, "local_hostname": self.domain, "timeout": TIMEOUT}
        if self.scheme == "smtps":
            return smtplib.SMTP_SSL(**where, context=ssl.create_default_context())
        smtp = smtplib.SMTP(**where)
        if not self.is_near:
            try:
                smtp.starttls(context=ssl.create_default_context())  # raises where the server cannot
            except BaseException:
                smtp.close()
                raise
        return smtp


def init_app(app: Flask) -> None:
    """Read the settings; ValueError if they are wrong."""
    url = app.config.get("SMTP_URL")
    app.extensions["mail"] = Server.read(url, app.config.get("MAIL_FROM")) if url else None


def is_on() -> bool:
    """Whether this installation can send mail."""
    return current_app.extensions["mail"] is not None


def send(to: str, subject: str, body: str, key: str | None = None) -> None:
    """Hand one mail to the server; NotSent if it did not take it. With `key`, a repeat carries the same id."""
    server = current_app.extensions["mail"]
    if server is None:
        raise NotSent("off")
    try:
        mail = _written(server, to, subject, body, key)
        with server.connect() as smtp:
            if server.user:
                smtp.login(server.user, server.password)
            smtp.send_message(mail)
    except ssl.SSLError as error:
        raise _not_sent("certificate", error) from None
    except ValueError as error:
        raise _not_sent("refused", error) from None
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        raise _not_sent("refused" if _code(error) >= FOR_GOOD else "later", error) from None
    except (smtplib.SMTPException, OSError) as error:
        raise _not_sent("unreachable", error) from None


def _written(server: Server, to: str, subject: str, body: str, key: str | None) -> email.message.EmailMessage:
    mail = email.message.EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = server.sender, to, subject
    mail["Date"] = email.utils.localtime()
    mail["Message-ID"] = f"<{key}@{server.domain}>" if key else email.utils.make_msgid(domain=server.domain)
    mail["Auto-Submitted"] = "auto-generated"  # nobody's holiday answer comes back
    mail.set_content(body)
    return mail


def _code(error: smtplib.SMTPException) -> int:
    """The answer of a server that did not take the mail (it has one recipient)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return min(code for code, _text in error.recipients.values())
    return error.smtp_code


def _not_sent(reason: str, error: Exception) -> NotSent:
    """`from None` and the class alone: the error's own words can hold the address."""
    log.error("mail: not sent (%s, %s)", reason, type(error).__name__)
    return NotSent(reason)
