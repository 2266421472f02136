"""A single meeting of one participant: arrange it. To move or cancel it is what it is for any session."""

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp import clock
from webapp.access import Permission, enrollments, requires_program
from webapp.encryption import preload_keys
from webapp.idempotency import idempotent
from webapp.people.models import Enrollment
from webapp.programs.carrying_out import Question, carry_out
from webapp.programs.forms import MeetingForm
from webapp.programs.leaders import clinicians_of
from webapp.programs.views import blueprint
from webapp.timetables.single_meetings import arrange


@blueprint.route("/<id:record_id>/meetings/new", methods=["GET", "POST"])
@requires_program(Permission.RUN_PROGRAM)
@idempotent
def new_meeting(record):
    stays = _stays_of(record)
    names = sorted(((one.id, one.participant.name) for one in stays), key=lambda pair: pair[1].casefold())
    form = MeetingForm(names, clinicians_of(record), data={"kind": "individual"})

    def change():
        stay = next(one for one in stays if one.id == form.stay.data)
        return arrange(stay, form.meeting(record.time_zone))

    back = url_for(".week", record_id=record.id)
    return carry_out(
        form,
        change,
        show=lambda form: render_template(
            "programs/new_meeting.html", form=form, program=record, nobody=not stays
        ),
        stale=None,
        said=_("Saved. They see it in their schedule."),
        done=lambda outcome: url_for(".program_session", record_id=outcome[0].id),
        question=Question(_("Add this meeting?"), _("Yes, add it"), back),
    )


def _stays_of(program) -> list[Enrollment]:
    today = clock.today(program.time_zone)
    found = list(
        enrollments(current_user, Permission.RUN_PROGRAM).where(
            Enrollment.program == program.id, Enrollment.ended_on.is_null() | (Enrollment.ended_on >= today)
        )
    )
    preload_keys({one.participant_id for one in found})
    return found
