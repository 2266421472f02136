"""Sentences about trends: the same for the participant and for clinicians, and never about causes."""

from flask_babel import format_decimal, format_percent, get_locale, lazy_gettext, ngettext
from flask_babel import gettext as _

from webapp.exercises.catalogue import find_exercise
from webapp.journals.vocabulary import CRAVING, MOOD, SLEEP, TRIGGERS, words_of
from webapp.trends.days import Coverage
from webapp.trends.dimensions import Trend
from webapp.trends.together import Comparison

PARTS = {
    "morning": lazy_gettext("Morning"),
    "afternoon": lazy_gettext("Afternoon"),
    "evening": lazy_gettext("Evening"),
    "night": lazy_gettext("Night"),
}


def number(value: float) -> str:
    """ "3.5", and "3" rather than "3.0"."""
    return format_decimal(round(value, 1), "#,##0.#")


def trigger_word(key: str):
    """The word for a trigger, or a person's own."""
    return words_of(TRIGGERS).get(key, key)


def skill_name(key: str) -> str:
    """The title of an exercise, or a person's own words."""
    exercise = find_exercise(key, get_locale().language)
    return exercise.title if exercise else key


def coverage_says(coverage: Coverage) -> str:
    said = [
        ngettext(
            "There are entries on %(num)d of these %(days)d days.",
            "There are entries on %(num)d of these %(days)d days.",
            coverage.days,
            days=coverage.days_in_all,
        )
    ]
    if coverage.longest_gap > 1:
        said.append(_("The longest time without one is %(days)d days.", days=coverage.longest_gap))
    if coverage.is_thin:
        said.append(_("That is not much, so read the charts with care."))
    return " ".join(said)


def trend_says(trend: Trend) -> list[str]:
    """What is told of one dimension, beside the drawing and instead of it."""
    said = [_middle(trend)]
    if len(trend.weeks) > 1:
        said.append(_by_week(trend))
    if trend.change:
        said.append(_change(*trend.change))
    if trend.dimension.key == CRAVING:
        said.append(_strong(trend))
    return said


def _middle(trend: Trend) -> str:
    one = trend.summary
    values = {"middle": number(one.median), "low": number(one.low), "high": number(one.high)}
    if trend.dimension.key == SLEEP:
        return ngettext(
            "Known for %(num)d night. The middle is %(middle)s hours, the least %(low)s, the most %(high)s.",
            "Known for %(num)d nights. The middle is %(middle)s hours, the least %(low)s, the most %(high)s.",
            one.days,
            **values,
        )
    return ngettext(
        "Rated on %(num)d day. The middle is %(middle)s of %(most)s, the lowest %(low)s, the highest %(high)s.",
        "Rated on %(num)d days. The middle is %(middle)s of %(most)s, the lowest %(low)s, the highest %(high)s.",
        one.days,
        most=trend.dimension.highest,
        **values,
    )


def _by_week(trend: Trend) -> str:
    medians = [week.median for week in trend.weeks.values()]
    if min(medians) == max(medians):
        return _("The middle is the same in each week.")
    return _(
        "From week to week the middle goes from %(low)s to %(high)s.",
        low=number(min(medians)),
        high=number(max(medians)),
    )


def _change(before: float, since: float) -> str:
    if before == since:
        return _("It is the same as in the first two weeks of the stay.")
    return _(
        "In the first two weeks of the stay the middle was %(before)s. Since then it is %(since)s.",
        before=number(before),
        since=number(since),
    )


def _strong(trend: Trend) -> str:
    days, strong = len(trend.ratings), trend.strong_days
    if not strong:
        return _("No day had a craving of 7 or more.")
    return ngettext(
        "A strong craving (7 or more) came on %(num)d of %(days)d days, which is %(share)s. On the others it was less.",
        "A strong craving (7 or more) came on %(num)d of %(days)d days, which is %(share)s. On the others it was less.",
        strong,
        days=days,
        share=format_percent(strong / days),
    )


def comparison_says(one: Comparison) -> str:
    """Both means with the number of days of each."""
    values = {
        "days": one.days,
        "mean": number(one.mean),
        "others": one.other_days,
        "other_mean": number(one.other_mean),
    }
    if one.rating == MOOD:
        return _(
            "On %(days)d such days the mean mood was %(mean)s of 5. "
            "On the %(others)d other days it was %(other_mean)s.",
            **values,
        )
    return _(
        "On %(days)d such days the mean of the strongest craving was %(mean)s of 10. "
        "On the %(others)d other days it was %(other_mean)s.",
        **values,
    )
