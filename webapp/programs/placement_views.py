"""The level of care and the track of each stay: who has which, another one from a day on, and back."""

from flask import render_template, url_for
from flask_babel import gettext as _

from webapp import audit, clock
from webapp.access import Permission, requires, requires_program
from webapp.encryption import preload_keys
from webapp.idempotency import idempotent
from webapp.people.models import Enrollment, Level, Placement, User
from webapp.programs.carrying_out import Question, carry_out
from webapp.programs.forms import PlacementForm, TakeBackForm
from webapp.programs.leaders import levels_of
from webapp.programs.views import blueprint
from webapp.timetables.placing import DAY, place, state_of, take_back, tracks_of
from webapp.timetables.stays import placements_of, stays_between

AHEAD = 52 * 7 * DAY


@blueprint.get("/<id:record_id>/stays")
@requires_program(Permission.RUN_PROGRAM)
def stays(record):
    today = clock.today(record.time_zone)
    found = stays_between(record.id, today, today + AHEAD)
    names = _names(found)
    for stay, _placements in found:
        audit.record("programs.stays", stay)
    lines = [(stay, names[stay.participant_id], [_told(one) for one in placed]) for stay, placed in found]
    in_order = sorted(lines, key=lambda line: line[1].casefold())
    return render_template("programs/stays.html", program=record, stays=in_order)


def _names(found) -> dict[str, str]:
    ids = {stay.participant_id for stay, _placements in found}
    preload_keys(ids)
    return {one.id: one.name or one.email for one in User.select().where(User.id.in_(ids))}


@blueprint.route("/stays/<id:record_id>/placement", methods=["GET", "POST"])
@requires(Permission.RUN_PROGRAM, Enrollment)
@idempotent
def placement(record):
    form = PlacementForm(levels_of(record.program), tracks_of(record.program))
    if not form.is_submitted():
        form.first_on.data = (clock.today(record.program.time_zone) + DAY).isoformat()
        form.version.data = str(state_of(record))
    back = url_for(".stays", record_id=record.program_id)

    def change():
        level = Level.get(Level.program == record.program, Level.code == form.level.data)
        return place(record, form.number, level, form.track.data or None, form.first_on.day)

    return carry_out(
        form,
        change,
        show=lambda form: _page(record, form),
        stale=lambda form: _stale(record, form),
        said=_("Saved. They see it on their Today page and in their schedule."),
        done=back,
        question=Question(_("Change level or track?"), _("Yes, change it"), back),
    )


@blueprint.post("/placements/<id:record_id>/removal")
@requires(Permission.RUN_PROGRAM, Placement)
@idempotent
def placement_removal(record):
    stay, form = record.enrollment, TakeBackForm()
    address = url_for(".placement", record_id=stay.id)
    return carry_out(
        form,
        lambda: take_back(record, form.number),
        show=lambda form: _page(stay, _blank(stay), form.form_errors),
        stale=lambda form: _stale(stay, _blank(stay)),
        said=_("Taken back."),
        done=address,
        question=Question(_("Take this change back?"), _("Yes, take it back"), address),
    )


def _blank(stay) -> PlacementForm:
    form = PlacementForm(levels_of(stay.program), tracks_of(stay.program), formdata=None)
    form.version.data = str(state_of(stay))
    return form


def _stale(stay, form):
    """What was chosen stays; the list above it shows what somebody else set meanwhile."""
    form.version.data, form.once.data, form.is_stale = str(state_of(stay)), None, True
    return _page(stay, form.fresh())


def _page(stay, form, problems=()):
    today = clock.today(stay.program.time_zone)
    return render_template(
        "programs/placement.html",
        stay=stay,
        form=form,
        take_back_form=TakeBackForm(formdata=None, data={"version": str(state_of(stay))}),
        problems=problems,
        placed=[(one, _told(one), one.made_at and one.starts_on > today) for one in placements_of(stay)],
    )


def _told(one: Placement) -> str:
    return " · ".join(filter(None, (one.level.name, one.track)))
