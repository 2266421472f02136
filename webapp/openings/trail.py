"""The openings of a stay, read from the audit trail page by page in a number of queries that does not grow."""

import datetime as dt
from dataclasses import dataclass

import peewee
from flask_babel import gettext as _

from webapp import clock
from webapp.audit import AuditRecord
from webapp.audit.wording import kind_of
from webapp.encryption import preload_keys
from webapp.formatting import viewer_zone
from webapp.journals.models import JournalEntry
from webapp.paging import page_of
from webapp.people.models import CareTeamMember, Cover, Enrollment, User


@dataclass
class Opening:
    """One person's same look on one day; `times` how often on this page, `at` when last."""

    at: dt.datetime
    name: str
    kind: str
    covered: str
    entry_id: str | None
    times: int = 1


@dataclass(frozen=True)
class Openings:
    shown: list[Opening]
    next: str | None


def openings_of(
    stay: Enrollment, mark: str | None = None, entry: JournalEntry | None = None
) -> Openings | None:
    """What others opened of the stay, or of one entry, the newest first; None if that is no mark."""
    page = page_of(_of_others(stay, entry), AuditRecord.at, mark)
    if page is None:
        return None
    names = _names({line.actor for line in page.rows})
    covers, own = _covers(stay, names.keys()), _kept_entries(stay, page.rows)
    found: dict[tuple, Opening] = {}
    for line in page.rows:
        same = (line.actor, str(kind_of(line.action)), line.about, clock.local(line.at, viewer_zone()).date())
        if same in found:
            found[same].times += 1
        else:
            covered = next((away for away, during in covers.get(line.actor, ()) if during(line.at)), "")
            name = names.get(line.actor) or _("Someone who has no account any more")
            found[same] = Opening(line.at, name, same[1], covered, line.about if line.about in own else None)
    return Openings(list(found.values()), page.next)


def _of_others(stay: Enrollment, entry: JournalEntry | None) -> peewee.ModelSelect:
    lines = AuditRecord.select().where(
        AuditRecord.enrollment == stay.id,
        AuditRecord.actor.is_null(False),
        AuditRecord.actor != stay.participant_id,
    )
    return lines.where(AuditRecord.about == entry.id) if entry else lines


def _names(actors: set[str]) -> dict[str, str]:
    people = list(User.select().where(User.id.in_(actors)))
    preload_keys({one.id for one in people})
    return {one.id: one.name for one in people}


def _covers(stay: Enrollment, actors) -> dict[str, list[tuple]]:
    """For whom and when each of these covered; of who is on the care team themselves, nothing."""
    team = CareTeamMember.select(CareTeamMember.clinician).where(CareTeamMember.enrollment == stay.id)
    rows = list(
        Cover.select(Cover, User)
        .join(User, on=(Cover.away == User.id), attr="away")
        .where(
            Cover.program == stay.program_id,
            Cover.colleague.in_(list(actors)),
            Cover.away.in_(team),
            Cover.colleague.not_in(team),
        )
    )
    preload_keys({one.away_id for one in rows})
    by_colleague: dict[str, list[tuple]] = {}
    for one in rows:
        by_colleague.setdefault(one.colleague_id, []).append((one.away.name, _during(one)))
    return by_colleague


def _during(cover: Cover):
    return lambda at: cover.begins_at <= at < cover.ends_at


def _kept_entries(stay: Enrollment, lines) -> set[str]:
    """Those of the entries told of that their writer can still open."""
    ids = {line.about for line in lines if line.about_kind == JournalEntry._meta.table_name}
    kept = JournalEntry.select(JournalEntry.id).where(
        JournalEntry.id.in_(ids), JournalEntry.enrollment == stay.id, JournalEntry.deleted_at.is_null()
    )
    return {key for (key,) in kept.tuples()}
