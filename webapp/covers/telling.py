"""What a participant is told of cover: who reads what they share while their clinician is away, by name."""

import datetime as dt

from flask import Flask

from webapp import clock
from webapp.encryption import preload_keys
from webapp.people.models import CareTeamMember, Cover, Enrollment, User

TOLD_BEFORE = dt.timedelta(days=14)


def covers_of(enrollment: Enrollment) -> list[Cover]:
    """The covers of the stay's care team that are under way or near, the first to begin first."""
    now, colleague = clock.now(), User.alias("colleague")
    team = CareTeamMember.select(CareTeamMember.clinician).where(
        CareTeamMember.enrollment == enrollment.id,
        CareTeamMember.until.is_null() | (CareTeamMember.until > now),
    )
    found = list(
        Cover.select(Cover, User, colleague)
        .join(User, on=(Cover.away == User.id), attr="away")
        .join_from(Cover, colleague, on=(Cover.colleague == colleague.id), attr="colleague")
        .where(
            Cover.program == enrollment.program_id,
            Cover.away.in_(team),
            Cover.ends_at > now,
            Cover.begins_at <= now + TOLD_BEFORE,
        )
        .order_by(Cover.begins_at, Cover.id)
    )
    preload_keys({one.away_id for one in found} | {one.colleague_id for one in found})
    return found


def install(app: Flask) -> None:
    """Make `covers_of` available to templates/covers/telling.html, which any page about sharing can include."""
    app.jinja_env.globals["covers_of"] = covers_of
