"""`/metrics`: how reminders stand and whether the audit trail is whole, for who holds the token.

In the text format of Prometheus. Written by hand: a library would add its own registry and process figures to a dozen
lines of text.
"""

import datetime as dt
import secrets

from flask import Blueprint, Response, abort, current_app, request

from webapp import clock
from webapp.access import public
from webapp.audit.checking import last_check
from webapp.audit.models import AuditCheck
from webapp.reminders.models import MISSED, SENT
from webapp.reminders.standing import Standing, standing

TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8"

blueprint = Blueprint("metrics", __name__)


@blueprint.get("/metrics")
@public
def metrics():
    if not _holds_token():
        abort(404)  # as if there were nothing here
    text = written(standing()) + written_of_audit(last_check(), clock.now())
    return Response(text, content_type=TEXT_FORMAT)


def _holds_token() -> bool:
    token = current_app.config.get("METRICS_TOKEN")
    scheme, _blank, given = request.headers.get("Authorization", "").partition(" ")
    fits = secrets.compare_digest(given.encode(), (token or "").encode())
    return bool(token) and scheme.lower() == "bearer" and fits


def written(now: Standing) -> str:
    """The text format of Prometheus. Counts of the last hour are gauges: they fall again."""
    done = {(SENT, ""): 0, (MISSED, ""): 0} | now.done
    by_outcome = {
        f'outcome="{outcome}",reason="{reason}"': n for (outcome, reason), n in sorted(done.items())
    }
    lateness = {'quantile="0.5"': now.lateness_median, 'quantile="1"': now.lateness_worst}
    return "".join(
        (
            _gauge("due", "Reminders that should have been sent by now.", now.due),
            _gauge("late", "Reminders due for more than a minute.", now.late),
            _gauge("oldest_seconds", "How long the oldest of those due has waited.", now.oldest_seconds),
            _gauge("last_hour", "What became of the reminders due in the last hour.", by_outcome),
            _gauge("lateness_seconds", "From due to sent, of the last sent within an hour.", lateness),
            _gauge("devices", "Phones and browsers that reminders go to.", now.devices),
            _gauge("workers", "Workers seen within the last minute.", now.workers),
        )
    )


def written_of_audit(check: AuditCheck | None, now: dt.datetime) -> str:
    """Whether the audit trail was whole when it was last gone through; nothing before the first time."""
    if check is None:
        return ""
    seconds = (now - check.at).total_seconds()
    return "".join(
        (
            _gauge(
                "fault", "1 when the audit trail is not as it was written.", int(bool(check.fault)), "audit"
            ),
            _gauge("lines", "Lines of the audit trail that hold.", check.lines, "audit"),
            _gauge("checked_seconds", "Since the audit trail was last gone through.", seconds, "audit"),
        )
    )


def _gauge(name: str, meaning: str, values: float | dict[str, float | None], group: str = "reminders") -> str:
    name = f"waymark_{group}_{name}"
    lines = [f"# HELP {name} {meaning}", f"# TYPE {name} gauge"]
    if isinstance(values, dict):
        lines += [f"{name}{{{labels}}} {value:g}" for labels, value in values.items() if value is not None]
    else:
        lines.append(f"{name} {values:g}")
    return "\n".join(lines) + "\n"
