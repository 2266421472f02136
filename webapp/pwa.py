"""What makes the site an app on a phone: the manifest, the service worker and the page for when it is offline.

These answer without the database, are the same for everyone and are neutral: an installed name, an icon or a
notification is seen by whoever holds the phone.
"""

import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, current_app, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from webapp import compression
from webapp.access import public
from webapp.exercises import pages_for_everybody
from webapp.formatting import (
    STATIC,
    asset,
    browser_language,
    render_for_everyone,
    static_version,
    without_database,
)
from webapp.headers import same_for_everyone
from webapp.push.vapid import application_server_key

blueprint = Blueprint("pwa", __name__)

NAME = "Waymark"
GROUND = "#f1eee4"  # --stone-1 of static/css/base.css
ROOT = Path(__file__).parent.parent
# What the pages that the worker keeps are made of: when one changes, so does the worker's version.
KEPT_SOURCES = (
    "templates/pwa",
    "templates/offline",
    "templates/helplines",
    "templates/exercises",
    "templates/components",
    "webapp/helplines",
    "webapp/exercises",
)
KEPT_ICONS = (
    "icons/sprite.svg",
    "icons/poses.svg",
    "icons/favicon.svg",
    "icons/app-192.png",
    "icons/badge-96.png",
)
KEPT_FILES = ("css/*.css", "js/*.js", "risk-words/*.json", *KEPT_ICONS)
# The worker, in parts that read as one file: what lies in a later one may be used in an earlier one.
WORKER = STATIC / "js" / "worker"
PARTS = ("sw", "store", "lock", "pages", "outbox", "leaving", "push")
SCREENSHOT_SIZE = "390x844"


@blueprint.get("/manifest.webmanifest")
@without_database
@public
@same_for_everyone
def manifest():
    with force_locale(browser_language()):
        text = json.dumps(_manifest(), ensure_ascii=False)
    headers = {"Cache-Control": "public, max-age=3600"}
    return Response(text, mimetype="application/manifest+json", headers=headers)


@blueprint.get("/sw.js")
@without_database
@public
@same_for_everyone
def worker():
    """Browsers ask for it at almost every page, so it is made once and mostly answered with 304."""
    settings = current_app.config
    text = _worker_text(browser_language(), settings["HELP_COUNTRY"], settings["VAPID_KEYS"])
    response = compression.for_everyone(text, "text/javascript")
    response.headers.update({"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"})
    return response


@blueprint.get("/offline")
@without_database
@public
@same_for_everyone
def offline():
    return render_for_everyone("pwa/offline.html")


def shell() -> list[str]:
    """The addresses that the worker keeps: public files and public pages, and nothing else ever."""
    files = sorted(file for pattern in KEPT_FILES for file in STATIC.glob(pattern))
    answers = ("saved", "answered", "waiting", "unsaved", "leaving", "left", "locked")
    pages = [url_for("helplines.help_now"), url_for("pwa.offline")]
    pages += [url_for(f"offline.{name}") for name in answers]
    return pages + pages_for_everybody() + [asset(file.relative_to(STATIC).as_posix()) for file in files]


def sent_later_paths() -> list[str]:
    """Patterns of the addresses whose forms the worker may hold: those of the views marked `sent_later`."""
    views = current_app.view_functions
    rules = [
        rule for rule in current_app.url_map.iter_rules() if getattr(views[rule.endpoint], "sent_later", 0)
    ]
    return sorted("^" + re.sub(r"<[^>]+>", "[^/]+", rule.rule) + "$" for rule in rules)


@lru_cache(maxsize=16)
def _worker_text(language: str, help_country: str, vapid_keys: str) -> str:
    """The worker's source behind the facts that it rests on."""
    with force_locale(language):
        neutral = {
            "title": NAME,
            "body": _("You have a reminder."),
            "icon": asset("icons/app-192.png"),
            "badge": asset("icons/badge-96.png"),
        }
    facts = {
        "VERSION": _worker_version(help_country),
        "SHELL": shell(),
        "SENT_LATER": sent_later_paths(),
        "NEUTRAL": neutral,
        "PUSH_KEY": application_server_key(vapid_keys),
    }
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in facts.items())
    parts = ((WORKER / f"{name}.js").read_text(encoding="utf-8") for name in PARTS)
    return head + compression.without_comments("\n".join(parts))


def _worker_version(help_country: str) -> str:
    """Changes with every file and page that the worker keeps, and only then."""
    total = hashlib.sha256(f"{static_version()} {help_country}".encode())
    for folder in KEPT_SOURCES:
        for file in sorted((ROOT / folder).rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                total.update(file.read_bytes())
    return total.hexdigest()[:12]


def _manifest() -> dict:
    return {
        "id": "/",
        "name": NAME,
        "short_name": NAME,
        "description": _("Your days, at a glance."),
        "lang": browser_language(),
        "dir": "auto",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": GROUND,
        "background_color": GROUND,
        "icons": [
            _icon("app-192.png", 192),
            _icon("app-512.png", 512),
            _icon("maskable-512.png", 512, "maskable"),
        ],
        "shortcuts": [
            _shortcut(_("Help now"), url_for("helplines.help_now")),
            _shortcut(_("Check in"), url_for("today.home", _anchor="check-in")),
            _shortcut(_("Schedule"), url_for("schedule.week")),
            _shortcut(_("Exercises"), url_for("exercises.library")),
        ],
        # By POST: what somebody shares stands in no address, so in no log and no history.
        "share_target": {
            "action": url_for("journals.receive"),
            "method": "POST",
            "enctype": "application/x-www-form-urlencoded",
            "params": {name: name for name in ("title", "text", "url")},
        },
        "screenshots": [_screenshot("today", _("Today")), _screenshot("schedule", _("Schedule"))],
    }


def _shortcut(name: str, url: str) -> dict:
    return {"name": name, "url": url, "icons": [_icon("app-192.png", 192)]}


def _icon(name: str, side: int, purpose: str = "any") -> dict:
    return {"src": asset(f"icons/{name}"), "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}


def _screenshot(name: str, label: str) -> dict:
    """A picture for the install dialog, made by docs/make_screenshots.py."""
    return {
        "src": asset(f"screenshots/{name}.png"),
        "sizes": SCREENSHOT_SIZE,
        "type": "image/png",
        "form_factor": "narrow",
        "label": label,
    }
