"""A participant's commitments: entering, changing, deleting and bringing back."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from webapp.access import Permission, requires
from webapp.commitments.forms import DAY_NAMES, EVERY, CommitmentForm
from webapp.commitments.models import MOST, Commitment
from webapp.forms import Form
from webapp.idempotency import idempotent
from webapp.own_phone import kept_on_phone, sent_later

blueprint = Blueprint("commitments", __name__, url_prefix="/commitments")


@blueprint.get("/")
@kept_on_phone
@requires(Permission.TAKE_PART)
def index(enrollment):
    return render_template(
        "commitments/index.html",
        commitments=Commitment.of(enrollment),
        names_of=_names_of,
        how_often=dict(EVERY),
        deleted=_just_deleted(enrollment, request.args.get("deleted")),
        form=Form(),
    )


@blueprint.get("/new")
@kept_on_phone
@requires(Permission.TAKE_PART)
def new(enrollment):
    return _writing(CommitmentForm.blank())


@blueprint.post("/")
@sent_later
@requires(Permission.TAKE_PART)
@idempotent
def add(enrollment):
    form = CommitmentForm()
    if not form.validate_on_submit():
        return _writing(form.fresh()), 422
    if not Commitment.has_room(enrollment):
        form.title.errors = [_("You have %(most)s already. Please delete one first.", most=MOST)]
        return _writing(form.fresh()), 422
    commitment = Commitment(enrollment=enrollment)
    commitment.take(form.content, form.shared.data)
    commitment.save(force_insert=True)
    flash(_saved(commitment), "saved")
    return redirect(url_for(".index"), 303)


@blueprint.get("/<id:record_id>")
@requires(Permission.TAKE_PART, Commitment.kept)
def edit(record):
    return _writing(CommitmentForm.showing(record), record)


@blueprint.post("/<id:record_id>")
@requires(Permission.TAKE_PART, Commitment.kept)
@idempotent
def change(record):
    form = CommitmentForm()
    if not form.validate_on_submit():
        return _writing(form.fresh(), record), 422
    record.take(form.content, form.shared.data)
    record.save()
    flash(_saved(record), "saved")
    return redirect(url_for(".index"), 303)


@blueprint.post("/<id:record_id>/deletion")
@requires(Permission.TAKE_PART, Commitment.recoverable)
@idempotent
def delete(record):
    if record.is_deleted:
        abort(404)
    record.remove()
    return redirect(url_for(".index", deleted=record.id), 303)


@blueprint.post("/<id:record_id>/restoration")
@requires(Permission.TAKE_PART, Commitment.recoverable)
@idempotent
def restore(record):
    record.restore()
    flash(_("It is back."), "saved")
    return redirect(url_for(".index"), 303)


def _writing(form: CommitmentForm, commitment: Commitment | None = None):
    return render_template("commitments/writing.html", form=form, commitment=commitment, delete_form=Form())


def _names_of(weekdays) -> str:
    return ", ".join(str(DAY_NAMES[day]) for day in weekdays)


def _saved(commitment: Commitment) -> str:
    return _("Saved. Your program can see it.") if commitment.shared else _("Saved. Only you can see it.")


def _just_deleted(enrollment, commitment_id: str | None) -> Commitment | None:
    query = Commitment.recoverable().where(Commitment.enrollment == enrollment.id)
    return query.where(Commitment.id == (commitment_id or ""), Commitment.deleted_at.is_null(False)).first()
