"""`/metrics`: how reminders stand, in the text format of Prometheus, for who holds the token.

Written by hand: a library would add its own registry and process figures to a dozen lines of text.
"""

import secrets

from flask import Blueprint, Response, abort, current_app, request

from webapp.access import public
from webapp.reminders.models import MISSED, SENT
from webapp.reminders.standing import Standing, standing

TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8"

blueprint = Blueprint("metrics", __name__)


@blueprint.get("/metrics")
@public
def metrics():
    if not _holds_token():
        abort(404)  # as if there were nothing here
    return Response(written(standing()), content_type=TEXT_FORMAT)


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


def _gauge(name: str, meaning: str, values: float | dict[str, float | None]) -> str:
    name = f"waymark_reminders_{name}"
    lines = [f"# HELP {name} {meaning}", f"# TYPE {name} gauge"]
    if isinstance(values, dict):
        lines += [f"{name}{{{labels}}} {value:g}" for labels, value in values.items() if value is not None]
    else:
        lines.append(f"{name} {values:g}")
    return "\n".join(lines) + "\n"
