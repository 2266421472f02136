"""A clock that is set back, set forward, or comes to 2038 while people use the app."""

import datetime as dt
import re

import pytest
import scale
import time_machine
from checks import demand
from visitor import Visitor

from webapp import clock
from webapp.idempotency import Answered
from webapp.journals.models import JournalEntry
from webapp.people.consents import Consent
from webapp.reminders import planning
from webapp.reminders.models import Reminder

pytestmark = pytest.mark.rounds

PEOPLE = ("jo", "kim", "robin", "sam") if scale.IS_WHOLE else ("jo", "sam")
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
END_OF_32_BITS = dt.datetime(2038, 1, 19, 3, 14, 8, tzinfo=dt.UTC)
STEPS = {"-1 h": -HOUR, "+1 h": HOUR, "-1 day": -DAY, "+1 day": DAY, "2038": None}
BELOW_ZERO = re.compile(r">[^<]*(?<![\w-])-\d+ (minute|hour|day|week)s?")
KEY = {"Idempotency-Key": "0123456789abcdef-clock"}


@pytest.fixture
def pages(app) -> list[str]:
    """Every page whose address has no part that must be known."""
    rules = (rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and not rule.arguments)
    return sorted(rule.rule for rule in rules if rule.endpoint not in ("pwa.worker", "reminders.metrics"))


@pytest.mark.parametrize("step", STEPS)
def test_nothing_breaks_or_doubles_when_the_clock_steps(app, cast, pages, step):
    consent, before = Consent.get(), clock.now()
    jo = Visitor(app, cast.jo)
    first = send_once(jo)
    moved = END_OF_32_BITS if STEPS[step] is None else before + STEPS[step]
    with time_machine.travel(moved):
        ended = STEPS[step] is None  # a sign-in lasts for two weeks
        demand(jo.get("/").status_code == (303 if ended else 200), "the sign-in of before the step")
        visitors = [Visitor(app, getattr(cast, name)) for name in PEOPLE]
        for visitor in visitors:
            for url in pages:
                page = visitor.get(url)
                demand(page.status_code < 500, f"{url} answers {page.status_code} to {visitor.user.name}")
                demand(not BELOW_ZERO.search(page.text or ""), f"{url} tells a time below zero")
        shown = visitors[-1].get(f"/guests/{consent.enrollment_id}").status_code
        demand(
            shown == (200 if clock.now() < consent.expires_at else 404), f"the guest's page answers {shown}"
        )
        send_once(visitors[0])
        planning.plan_all()
        planning.plan_all()
    with time_machine.travel(before + dt.timedelta(minutes=5)):  # and back
        demand(send_once(jo) == first, "the same form has another answer")
        planning.plan_all()
        demand(jo.get("/").status_code == 200, "the sign-in of before, afterwards")
    demand(JournalEntry.select().where(JournalEntry.kind == "check_in").count() == 1, "it is there twice")
    demand(Answered.select().where(Answered.key == KEY["Idempotency-Key"]).count() == 1, "its key, too")
    told = [(one.user_id, one.kind, one.about) for one in Reminder.select()]
    demand(len(told) == len(set(told)), "a reminder is there twice")
    scale.tell(
        f"clock {step}",
        f"{len(pages)} pages for {len(PEOPLE)} people, nothing broken, doubled or open too long",
    )


def send_once(visitor) -> str:
    """A form of a phone's outbox, sent again."""
    answer = visitor.send("/journals/check-ins", {"mood": "3"}, headers=KEY)
    demand(answer.status_code == 303, f"answered with {answer.status_code}")
    return answer.location
