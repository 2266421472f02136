"""One program session: look at it, move it, cancel it, bring it back, name who stands in."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from webapp import audit, clock
from webapp.access import Permission, requires_program
from webapp.idempotency import idempotent
from webapp.programs.carrying_out import Question, carry_out
from webapp.programs.forms import MoveForm, SessionForm, StandInForm
from webapp.programs.leaders import clinicians_of, names_of_leaders
from webapp.programs.views import blueprint
from webapp.timetables.models import ProgramSession
from webapp.timetables.rescheduling import cancel, let_stand_in, move, restore
from webapp.timetables.rosters import roster_of


@blueprint.get("/sessions/<id:record_id>")
@requires_program(Permission.RUN_PROGRAM, ProgramSession)
def program_session(record):
    expected = roster_of(record)
    for one in expected:
        audit.record("programs.program_session", one.stay, record)
    return render_template(
        "programs/program_session.html",
        one=record,
        program=record.program,
        names=sorted((one.stay.participant.name for one in expected), key=str.casefold),
        capacity=record.series.capacity if record.series_id else None,
        leaders=names_of_leaders([record])[record.id],
        may_change=record.starts_at > clock.now(),
        form=SessionForm(formdata=None).about(record),
    )


@blueprint.route("/sessions/<id:record_id>/move", methods=["GET", "POST"])
@requires_program(Permission.RUN_PROGRAM, ProgramSession)
@idempotent
def session_move(record):
    if _does_not_fit(record):
        return redirect(_address(record), 303)
    form = _move_form(record) if request.method == "GET" else MoveForm()

    def change():
        when = form.moment(record.program.time_zone)
        return move(record, form.number, *when, form.place.data or "", form.telehealth.data or "")

    return carry_out(
        form,
        change,
        show=lambda form, changes=(): _page("programs/move.html", form, record, changes),
        stale=lambda form: _stale("programs/move.html", form, record),
        said=_("Saved. Those who are expected see the new time."),
        done=_address(record),
        question=Question(_("Move this session?"), _("Yes, move it"), _address(record)),
    )


@blueprint.route("/sessions/<id:record_id>/cancellation", methods=["GET", "POST"])
@requires_program(Permission.RUN_PROGRAM, ProgramSession)
@idempotent
def session_cancellation(record):
    return _simple(
        record,
        lambda form: cancel(record, form.number),
        template="programs/cancel.html",
        said=_("Cancelled. Those who are expected see it."),
        question=Question(_("Cancel this session?"), _("Yes, cancel it"), _address(record)),
    )


@blueprint.route("/sessions/<id:record_id>/restoration", methods=["GET", "POST"])
@requires_program(Permission.RUN_PROGRAM, ProgramSession)
@idempotent
def session_restoration(record):
    return _simple(
        record,
        lambda form: restore(record, form.number),
        template="programs/restore.html",
        cancelled=True,
        said=_("It is back in the timetable."),
        question=Question(_("Bring this session back?"), _("Yes, bring it back"), _address(record)),
    )


@blueprint.route("/sessions/<id:record_id>/stand-ins", methods=["GET", "POST"])
@requires_program(Permission.RUN_PROGRAM, ProgramSession)
@idempotent
def session_stand_ins(record):
    if _does_not_fit(record):
        return redirect(_address(record), 303)
    clinicians = clinicians_of(record.program)
    form = _stand_in_form(record) if request.method == "GET" else StandInForm(clinicians)
    return carry_out(
        form,
        lambda: let_stand_in(record, form.number, form.stand_ins.data),
        show=lambda form, changes=(): _page("programs/stand_ins.html", form, record, changes),
        stale=lambda form: _page(
            "programs/stand_ins.html", form, record, form.meet(_stand_in_form(_fresh(record)))
        ),
        said=_("Saved."),
        done=_address(record),
    )


def _simple(record, change, *, template, said, question, cancelled=False):
    """A change without words of its own: what it shows is the session as `MoveForm` tells it."""
    if _does_not_fit(record, cancelled):
        return redirect(_address(record), 303)
    form = _about(SessionForm(formdata=None), record) if request.method == "GET" else SessionForm()
    return carry_out(
        form,
        lambda: change(form),
        show=lambda form, changes=(): _page(template, form, record, changes),
        stale=lambda form: _stale(template, form, record),
        said=said,
        done=_address(record),
        question=question,
    )


def _does_not_fit(record, cancelled=False) -> bool:
    """Whether the page of a change is asked for that this session cannot have (any more)."""
    return request.method == "GET" and (record.starts_at <= clock.now() or record.is_cancelled != cancelled)


def _page(template, form, record, changes):
    return render_template(template, form=form, one=_fresh(record), program=record.program, changes=changes)


def _stale(template, form, record):
    return _page(template, form, record, form.meet(_move_form(_fresh(record))))


def _fresh(record) -> ProgramSession:
    return ProgramSession.get_by_id(record.id)


def _address(record) -> str:
    return url_for(".program_session", record_id=record.id)


def _about(form, record):
    """The form, with everything noted that a move could have changed meanwhile."""
    form.about(record)
    form.seen.data = _move_form(record).seen.data
    return form


def _move_form(record) -> MoveForm:
    values = {
        "day": record.local_start.date().isoformat(),
        **MoveForm.span(
            record.local_start.time(), int((record.ends_at - record.starts_at).total_seconds()) // 60
        ),
        "place": record.place,
        "telehealth": record.telehealth,
    }
    return MoveForm(formdata=None, data=values).about(record)


def _stand_in_form(record) -> StandInForm:
    chosen = sorted(one.clinician_id for one in record.stand_ins)
    return StandInForm(clinicians_of(record.program), formdata=None, data={"stand_ins": chosen}).about(record)
