"""Pages of looking back. A clinician's are the participant's own, made of shared entries alone."""

from dataclasses import dataclass

from babel.dates import get_day_names, get_month_names
from flask import Blueprint, render_template, request, url_for
from flask_babel import get_locale

from webapp.access import Permission, requires
from webapp.journals.vocabulary import MOODS
from webapp.own_phone import kept_on_phone
from webapp.people.models import Enrollment
from webapp.trends import together as found
from webapp.trends import wording
from webapp.trends.days import Coverage, by_day, entries_within
from webapp.trends.dimensions import MOST_DAYS_DRAWN, trends_of
from webapp.trends.skills import most_helpful, skills_used, untried
from webapp.trends.spans import SPANS, WHOLE_STAY, Span, last_day_of, zone_of
from webapp.trends.year import Year

blueprint = Blueprint("trends", __name__, url_prefix="/trends")


@dataclass(frozen=True)
class Looking:
    """Whose entries are looked at, how far back, and whether the shared ones alone."""

    stay: Enrollment
    is_own: bool
    only_shared: bool
    asked: str

    @classmethod
    def own(cls, stay: Enrollment, usual: str) -> "Looking":
        return cls(stay, True, request.args.get("only") == "shared", _span_asked(usual))

    @classmethod
    def of_clinician(cls, stay: Enrollment, usual: str) -> "Looking":
        return cls(stay, False, True, _span_asked(usual))

    @property
    def span(self) -> Span:
        return Span.of(self.stay, self.asked)

    def days(self, *spans: Span):
        return by_day(entries_within(self.stay, self.only_shared, *spans), zone_of(self.stay))

    def page(self, name: str, **changes) -> str:
        """The address of one of these pages for the same person, with another span or other entries."""
        asked = {"span": self.asked, "only": "shared" if self.only_shared and self.is_own else None} | changes
        if self.is_own:
            return url_for(f"trends.{name}", **asked)
        return url_for(f"trends.{name}_of", record_id=self.stay.id, **asked)


def _span_asked(usual: str) -> str:
    asked = request.args.get("span", usual)
    return asked if asked in SPANS else usual


@blueprint.get("/")
@kept_on_phone
@requires(Permission.SEE_OWN_STAY)
def overview(enrollment):
    return overview_page(Looking.own(enrollment, "30"))


@blueprint.get("/<id:record_id>")
@requires(Permission.SEE_CASELOAD, Enrollment)
def overview_of(record):
    return overview_page(Looking.of_clinician(record, "30"))


@blueprint.get("/together")
@kept_on_phone
@requires(Permission.SEE_OWN_STAY)
def together(enrollment):
    return together_page(Looking.own(enrollment, "90"))


@blueprint.get("/<id:record_id>/together")
@requires(Permission.SEE_CASELOAD, Enrollment)
def together_of(record):
    return together_page(Looking.of_clinician(record, "90"))


@blueprint.get("/year")
@kept_on_phone
@requires(Permission.SEE_OWN_STAY)
def year(enrollment):
    return year_page(Looking.own(enrollment, WHOLE_STAY))


@blueprint.get("/<id:record_id>/year")
@requires(Permission.SEE_CASELOAD, Enrollment)
def year_of(record):
    return year_page(Looking.of_clinician(record, WHOLE_STAY))


def overview_page(looking: Looking) -> str:
    span, first = looking.span, Span.first_weeks_of(looking.stay)
    known = looking.days(span, first)
    days = [day for day in known if span.holds(day.date)]
    trends = trends_of(days, [day for day in known if first.holds(day.date)], span)
    return render_template(
        "trends/overview.html",
        looking=looking,
        spans=SPANS,
        span=span,
        days=[day for day in days if any(day.date in trend.ratings for trend in trends)],
        coverage=Coverage.of(days, span),
        trends=trends,
        mondays=sorted({monday for trend in trends for monday in trend.weeks}),
        drawn_by_day=span.days <= MOST_DAYS_DRAWN,
        wording=wording,
    )


def together_page(looking: Looking) -> str:
    span = looking.span
    days = looking.days(span)
    skills = skills_used(days)
    return render_template(
        "trends/together.html",
        looking=looking,
        spans=SPANS,
        span=span,
        days=days,
        short_nights=found.after_short_nights(days),
        sessions=found.with_sessions(days, found.days_attended(looking.stay, span)),
        with_skills=found.with_skills(days),
        skills=skills,
        most_helpful=most_helpful(skills),
        untried=untried(skills, get_locale().language),
        triggers=found.triggers_met(days),
        weekdays=found.weekdays(days),
        parts=found.parts_of_day(days, zone_of(looking.stay)),
        day_names=get_day_names(locale=get_locale()),
        needed=found.ENOUGH_DAYS,
        wording=wording,
    )


def year_page(looking: Looking) -> str:
    last_day = last_day_of(looking.stay)
    return render_template(
        "trends/year.html",
        looking=looking,
        year=Year.of(looking.days(Year.span(last_day)), last_day),
        month_letters=get_month_names("narrow", "stand-alone", locale=get_locale()),
        moods=MOODS,
    )
