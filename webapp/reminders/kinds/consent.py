"""A consent is about to end: the participant may want to sign anew, or let it end."""

import datetime as dt
from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from webapp import clock
from webapp.database import among
from webapp.people.consents import CONFIRMED, Consent
from webapp.reminders.kinds.kind import MINUTE, Kind, Occasion
from webapp.reminders.people import Person

AT = dt.time(10)
LASTS = dt.timedelta(days=1)
LONGEST_LEAD = dt.timedelta(days=14)


def occasions(people: list[Person], now: dt.datetime) -> Iterator[Occasion]:
    owners = {stay.id: person for person in people for stay in person.current_stays(now)}
    ending = Consent.select(Consent.id, Consent.enrollment, Consent.expires_at).where(
        among(Consent.enrollment, owners),
        Consent.state == CONFIRMED,
        Consent.expires_at.between(now, now + LONGEST_LEAD + LASTS),
    )
    for consent_id, stay_id, ends_at in ending.tuples():
        person = owners[stay_id]
        for lead in CONSENT.choice_of(person).leads:
            # In wall time: a week is seven days, whatever clocks do meanwhile.
            day = (clock.local(ends_at, person.zone_name) - lead * MINUTE).date()
            due_at = clock.at_wall(day, AT, person.zone_name)
            if due_at < ends_at:
                yield Occasion(person.id, f"{consent_id} {lead}", due_at, min(due_at + LASTS, ends_at))


CONSENT = Kind(
    name="consent",
    title=_l("Sharing that ends soon"),
    explanation=_l("You may want to renew it, or just let it end."),
    neutral=_l("Something needs a look from you."),
    plain=_l("Something you share will end soon."),
    occasions=occasions,
    page=lambda about: ("guests.consent", {"record_id": about.split()[0]}),
    leads=(10080,),
    offered_leads=(20160, 10080, 4320, 1440),
    keeps_wall_time=True,
    vanished="cancelled",
    kept_about=lambda stay: (),
)
