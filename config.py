"""Settings: from the environment, with secrets made once and kept beside the data.

A fresh installation needs none of these set. What each means is in the README.
"""

import base64
import datetime as dt
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from webapp.push.vapid import generate_vapid

MAX_BODY_BYTES = 1_000_000
REDIS_PATIENCE = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}  # seconds; then it counts as away
SECRET_NAMES = ("MASTER_KEYS", "SECRET_KEY", "VAPID_KEYS")


class BadSettings(SystemExit):
    """Nothing can start with these; the message says what to change, and is all that is printed."""


def load(environ: Mapping[str, str] = os.environ) -> dict:
    """The Flask settings for this environment; makes DATA_DIR and its secrets when they are not there."""
    data_dir = Path(environ.get("DATA_DIR") or "var").resolve()
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    host = environ.get("HOST") or "127.0.0.1"
    port = int(environ.get("PORT") or 8000)
    public_url = (environ.get("PUBLIC_URL") or f"http://{host}:{port}").rstrip("/")
    return {
        "HOST": host,
        "PORT": port,
        "PUBLIC_URL": public_url,
        "DATA_DIR": data_dir,
        "DATABASE_URL": environ.get("DATABASE_URL") or f"sqlite:///{data_dir / 'waymark.db'}",
        "LOG_LEVEL": (environ.get("LOG_LEVEL") or "info").lower(),
        "DEMO": environ.get("DEMO", "1") != "0",
        "DEVELOPMENT": environ.get("DEVELOPMENT", "0") == "1",
        "DEMO_PASSWORD": environ.get("DEMO_PASSWORD") or None,
        "PROXY_HOPS": int(environ.get("PROXY_HOPS") or 0),
        "BABEL_TRANSLATION_DIRECTORIES": environ.get("TRANSLATIONS_DIR") or "translations",
        "QUICK_EXIT_URL": environ.get("QUICK_EXIT_URL") or "https://www.wikipedia.org/",
        "HELP_COPY": Path(environ.get("HELP_COPY") or data_dir / "help-now"),
        "HELP_COUNTRY": environ.get("HELP_COUNTRY") or "US",
        "VAPID_SUBJECT": environ.get("VAPID_SUBJECT") or "mailto:operator@example.org",
        "PUSH_HOSTS": environ.get("PUSH_HOSTS") or None,
        "PUSH_PRIVATE_HOSTS": environ.get("PUSH_PRIVATE_HOSTS") or "",
        "PUSH_CA_FILE": environ.get("PUSH_CA_FILE") or None,
        "SMTP_URL": environ.get("SMTP_URL") or None,
        "MAIL_FROM": environ.get("MAIL_FROM") or None,
        "METRICS_TOKEN": environ.get("METRICS_TOKEN") or None,
        "AUDIT_ANCHORS": Path(environ.get("AUDIT_ANCHORS") or data_dir / "audit-anchors.txt"),
        "ENDINGS": Path(environ.get("ENDINGS") or data_dir / "endings.txt"),
        "BACKUP_DIR": Path(environ.get("BACKUP_DIR") or data_dir / "backups"),
        "BACKUP_KEYS_DIR": Path(
            environ.get("BACKUP_KEYS_DIR") or environ.get("BACKUP_DIR") or data_dir / "backups"
        ),
        **_secrets(data_dir / "secrets.json", environ),
        **_web(host, public_url),
        **_limits(environ.get("REDIS_URL")),
    }


def _web(host: str, public_url: str) -> dict:
    """Cookies, form tokens and accepted host names."""
    url = urlsplit(public_url)
    secure = url.scheme == "https"
    local = ["localhost", "127.0.0.1", "[::1]"]
    return {
        "TRUSTED_HOSTS": None if host in ("0.0.0.0", "::") and not secure else [url.hostname, *local],  # noqa: S104  # nosec B104
        "SESSION_COOKIE_NAME": "__Host-waymark" if secure else "waymark",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": dt.timedelta(days=14),
        # A person may write for longer than an hour; the token lives as long as the sign-in it belongs to.
        "WTF_CSRF_TIME_LIMIT": None,
        # Every message a form gives is ours and translated by Flask-Babel; this would read a catalogue each time.
        "WTF_I18N_ENABLED": False,
        "MAX_CONTENT_LENGTH": MAX_BODY_BYTES,
        "MAX_FORM_MEMORY_SIZE": MAX_BODY_BYTES,
        "MAX_FORM_PARTS": 500,
        "PROVIDE_AUTOMATIC_OPTIONS": False,
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_DEFAULT_TIMEZONE": "UTC",
    }


def _limits(redis_url: str | None) -> dict:
    """Rate limits: shared through Redis when there is one, and never a reason to stop when it is away."""
    return {
        "RATELIMIT_STORAGE_URI": redis_url or "memory://",
        "RATELIMIT_STORAGE_OPTIONS": REDIS_PATIENCE if redis_url else {},
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": bool(redis_url),
        "RATELIMIT_HEADERS_ENABLED": False,
    }


def _secrets(file: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Each secret from the environment, else from the file, which is made (0600) at the first start."""
    given = {name: environ[name] for name in SECRET_NAMES if environ.get(name)}
    if len(given) == len(SECRET_NAMES):
        return given
    if not file.exists():
        if (file.parent / "waymark.db").exists():
            raise BadSettings(
                f"{file} is missing, and new keys would open nothing of the data beside it. Bring it back."
            )
        _write_once(file, json.dumps(_new_secrets(), indent=2))
    if file.stat().st_mode & 0o007:
        raise BadSettings(f"{file} can be read by everyone on this machine: chmod 600 {file}")
    try:
        return {**json.loads(file.read_text()), **given}
    except json.JSONDecodeError:
        raise BadSettings(f"{file} is damaged: put back your copy of it.") from None


def _new_secrets() -> dict[str, str]:
    return {
        "MASTER_KEYS": f"first:{base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}",
        "SECRET_KEY": secrets.token_urlsafe(32),
        "VAPID_KEYS": generate_vapid(),
    }


def _write_once(file: Path, text: str) -> None:
    """Write a new file that only we can read; if another process was first, its file stays."""
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(text)
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
