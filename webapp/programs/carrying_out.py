"""The way of every change of a timetable: form, what it would do, a yes, done.

A change runs the same way when it is only asked about: its transaction is then taken back.
"""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.commitments.clashes import met_by, shared_busy_times
from webapp.database import writing
from webapp.formatting import program_moment
from webapp.forms import Form
from webapp.people.models import Enrollment
from webapp.timetables.effects import Effect, Refusal, Stale

NOT_AGAIN = ("csrf_token", "once", "confirmed")


class _Asked(Exception):
    """Takes the transaction back and carries what the change would have done."""


@dataclass
class Question:
    """What the coordinator reads before saying yes."""

    title: str
    action: str
    back: str


def carry_out(form, change, *, show, stale, done, said, question=None):
    """Do `change()` and go to `done`. With a `question`, show first what it would do.

    `show(form)` is the form's page; `stale(form)` the page when somebody else was first.
    """
    if not form.validate_on_submit():
        if request.method == "POST":
            return show(form.fresh()), 422
        return show(form)
    try:
        effect = _try(change, only_asked=question is not None and "confirmed" not in request.form)
    except _Asked as asked:
        return _ask(form, question, asked.args[0])
    except Stale:
        return stale(form), 409
    except Refusal as refused:
        form.refuse(refused)
        return show(form.fresh()), 422
    flash(said, "saved")
    return redirect(done(effect) if callable(done) else done, 303)


def _try(change, only_asked):
    with writing():
        outcome = change()
        if only_asked:
            raise _Asked(outcome[1] if isinstance(outcome, tuple) else outcome)
        return outcome


def _ask(form, question: Question, effect: Effect):
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_AGAIN]
    return render_template(
        "programs/confirmation.html",
        form=Form(formdata=None),
        fields=fields,
        question=question,
        notes=notes(effect),
    )


def notes(effect: Effect) -> list[str]:
    """What a change does, one sentence each."""
    people = ngettext(
        "It touches %(num)d participant. They see it on their Today page and in their schedule.",
        "It touches %(num)d participants. They see it on their Today page and in their schedule.",
        len(effect.touched),
    )
    counts = (
        (effect.moved, lambda n: ngettext("%(num)d session moves.", "%(num)d sessions move.", n)),
        (effect.made, lambda n: ngettext("%(num)d session is new.", "%(num)d sessions are new.", n)),
        (
            effect.cancelled,
            lambda n: ngettext(
                "%(num)d session is cancelled and stays in view as cancelled.",
                "%(num)d sessions are cancelled and stay in view as cancelled.",
                n,
            ),
        ),
        (
            effect.restored,
            lambda n: ngettext("%(num)d session comes back.", "%(num)d sessions come back.", n),
        ),
        (
            effect.removed,
            lambda n: ngettext(
                "%(num)d session further ahead is taken out.",
                "%(num)d sessions further ahead are taken out.",
                n,
            ),
        ),
    )
    said = [words(len(rows)) for rows, words in counts if rows]
    people = people if effect.touched else _("No participant is touched.")
    return [people, *said, *_first_of(effect), *_overlaps(effect)]


def _overlaps(effect: Effect) -> list[str]:
    """How many of those touched share that they have something else then; who and what stays with their care team."""
    if not (effect.held and effect.touched):
        return []
    days = [one.local_date for one in effect.held]
    stays = Enrollment.select(Enrollment.id).where(Enrollment.id.in_(effect.touched))
    busy = shared_busy_times(stays, min(days), max(days)).values()
    met = sum(any(met_by(times, one.starts_at, one.ends_at) for one in effect.held) for times in busy)
    told = ngettext(
        "%(num)d participant has something else at that time and shares it with you.",
        "%(num)d participants have something else at that time and share it with you.",
        met,
    )
    return [told] if met else []


def _first_of(effect: Effect) -> list[str]:
    rows = sorted([*effect.cancelled, *effect.held, *effect.removed], key=lambda one: one.starts_at)
    if not rows:
        return []
    if rows[0].was_at and not rows[0].is_cancelled:
        was, now = (program_moment(at, rows[0].program) for at in (rows[0].was_at, rows[0].starts_at))
        return [_("%(title)s moves from %(was)s to %(now)s.", title=rows[0].title, was=was, now=now)]
    return [
        _(
            "The first is %(title)s on %(when)s.",
            title=rows[0].title,
            when=program_moment(rows[0].starts_at, rows[0].program),
        )
    ]
