"""What became of an instrument over a stay: its totals by date, the change, and what may be said of it."""

import datetime as dt
from dataclasses import dataclass, field

from flask_babel import gettext as _

from webapp import clock
from webapp.assessments.instrument import Band as ScoreBand
from webapp.assessments.instrument import Instrument
from webapp.assessments.instruments import find_instrument
from webapp.assessments.models import Answering, AssignedInstrument
from webapp.assessments.scoring import (
    HIGHER,
    IMPROVED,
    LOWER,
    MAJOR,
    OTHER,
    SAME,
    all_from_first_item,
    band_of,
    change_between,
    depressive_syndrome,
    meets_rule,
    subscale_sums,
)
from webapp.charts import Band, LineChart, Point
from webapp.people.models import Enrollment

MOST = 200  # the newest of a stay that a page opens
MANY_DAYS = 36_500


@dataclass
class Trend:
    """One instrument's answers in a stay, oldest first."""

    instrument: Instrument
    zone_name: str
    answerings: list[Answering] = field(default_factory=list)
    every_days: int = 0

    @property
    def latest(self) -> Answering:
        return self.answerings[-1]

    @property
    def scored(self) -> list[Answering]:
        return [one for one in self.answerings if one.total is not None]

    @property
    def has_chart(self) -> bool:
        return len(self.scored) >= 2

    def day_of(self, one: Answering) -> dt.date:
        return clock.local(one.answered_at, self.zone_name).date()

    def chart(self, shows_bands: bool) -> LineChart:
        """On the whole of the scale, never a part of it. Where a whole period was missed, no line leads across."""
        instrument = self.instrument
        points = tuple(Point(self.day_of(one), one.total) for one in self.scored)
        return LineChart(
            first_day=points[0].day,
            last_day=points[-1].day,
            lowest=instrument.lowest,
            highest=instrument.highest,
            points=points,
            joined_within=2 * self.every_days - 1 if self.every_days else MANY_DAYS,
            ticks=(instrument.lowest, instrument.highest),
            bands=tuple(_drawn(band, instrument) for band in instrument.bands) if shows_bands else (),
        )

    @property
    def change(self) -> str | None:
        """From the form before to the latest one."""
        if not self.has_chart or self.latest.total is None:
            return None
        return change_between(self.instrument, self.scored[-2].total, self.latest.total)

    @property
    def since(self) -> dt.datetime:
        return self.scored[-2].answered_at


def _drawn(band: ScoreBand, instrument: Instrument) -> Band:
    """Between two whole numbers, a band ends half way."""
    low, high = max(band.first - 0.5, instrument.lowest), min(band.last + 0.5, instrument.highest)
    return Band(low, high, band.words)


def trends_of(enrollment: Enrollment) -> list[Trend]:
    """Every instrument that a stay has answers to, the one answered last first."""
    newest = list(Answering.of(enrollment).limit(MOST))
    cadences = dict(
        AssignedInstrument.select(AssignedInstrument.instrument, AssignedInstrument.every_days)
        .where(AssignedInstrument.enrollment == enrollment.id)
        .order_by(AssignedInstrument.every_days)
        .tuples()
    )
    trends: dict[str, Trend] = {}
    for one in newest:
        instrument = find_instrument(one.instrument)
        if instrument is not None:
            zone_name = enrollment.program.time_zone
            every_days = cadences.get(one.instrument, 0)
            trend = trends.setdefault(one.instrument, Trend(instrument, zone_name, [], every_days))
            trend.answerings.insert(0, one)
    return list(trends.values())


def trend_until(answering: Answering) -> Trend | None:
    """The instrument of an answering, up to it."""
    for trend in trends_of(answering.enrollment):
        if trend.instrument.slug == answering.instrument:
            trend.answerings = [one for one in trend.answerings if one.answered_at <= answering.answered_at]
            return trend if trend.answerings else None
    return None


def change_words(change: str) -> str:
    """What a participant reads of a change. It names the direction, and never what it would mean."""
    return {
        IMPROVED: _("This has improved since last time."),
        SAME: _("This is about the same as last time."),
        HIGHER: _("This is higher than last time."),
        LOWER: _("This is lower than last time."),
    }.get(change, "")


def worse_words(instrument: Instrument) -> str:
    return (
        _("This went up since last time.")
        if instrument.better == "lower"
        else _("This went down since last time.")
    )


def sentence(trend: Trend) -> str:
    return change_words(trend.change) or worse_words(trend.instrument)


def direction(instrument: Instrument) -> str:
    return _("Lower is better.") if instrument.better == "lower" else _("Higher is better.")


@dataclass(frozen=True)
class Answer:
    """An item with what was answered, in the instrument's own words; `words` is empty where nothing was."""

    key: str
    item: str
    words: str
    points: int | None


def answers_of(answering: Answering, instrument: Instrument) -> list[Answer]:
    return [
        Answer(
            item.key,
            item.words,
            item.words_for(points) if (points := answering.answers.get(item.key)) is not None else "",
            points,
        )
        for item in instrument.items
    ]


def band_words(answering: Answering, instrument: Instrument) -> str:
    band = band_of(instrument, answering.total) if answering.total is not None else None
    return band.words if band else ""


def subscale_lines(answering: Answering, instrument: Instrument) -> list[tuple[str, str]]:
    """Each group of items with its sum, for clinicians."""
    return [
        (
            one.name,
            _("not enough answers")
            if total is None
            else _("%(total)s of %(highest)s", total=total, highest=highest),
        )
        for one, total, highest in subscale_sums(instrument, answering.answers)
    ]


def clinical_lines(answering: Answering, instrument: Instrument) -> list[str]:
    """What the rules say to a clinician, and to nobody else."""
    lines = []
    if answering.total is not None:
        lines += [one.words for one in instrument.cutoffs if one.holds(answering.total)]
    if meets_rule(instrument, answering.answers):
        lines.append(instrument.rule.words)
    if instrument.algorithm == "phq-9":
        syndrome = depressive_syndrome(answering.answers)
        if syndrome == MAJOR:
            lines.append(_("By the rule of the form: possible major depressive syndrome."))
        if syndrome == OTHER:
            lines.append(_("By the rule of the form: possible other depressive syndrome."))
    if instrument.algorithm == "audit-c" and answering.total and all_from_first_item(answering.answers):
        lines.append(
            _("All points come from how often. Look at how much lately before you call it positive.")
        )
    return lines
