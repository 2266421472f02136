"""A program's own exercises: write one, look at it as participants will, publish it, take it out again."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp import audit
from webapp.access import Permission, requires_program
from webapp.exercises.forms import practice_form
from webapp.exercises.own import MOST, OwnExercise
from webapp.exercises.vocabulary import KIND_NAMES
from webapp.forms import Form
from webapp.idempotency import idempotent
from webapp.programs.exercise_forms import ExerciseForm, exercise_form
from webapp.programs.exercise_rows import ROWS, moved_up, rows_in
from webapp.programs.versions import VersionedForm
from webapp.programs.views import blueprint


@blueprint.get("/<id:record_id>/exercises")
@requires_program(Permission.RUN_PROGRAM)
def own_exercises(record):
    found = OwnExercise.of(record)
    return render_template(
        "programs/own_exercises.html",
        program=record,
        in_use=[one for one in found if not one.is_retired],
        retired=[one for one in found if one.is_retired],
        kinds=KIND_NAMES,
    )


@blueprint.route("/<id:record_id>/exercises/new", methods=["GET", "POST"])
@requires_program(Permission.RUN_PROGRAM)
@idempotent
def new_exercise(record):
    kind = request.values.get("kind", "")
    if kind not in KIND_NAMES:
        page = render_template(
            "programs/new_exercise.html", program=record, kinds=KIND_NAMES, unknown=bool(kind)
        )
        return page, 422 if kind else 200
    form = _sent_form(kind)
    if _asks_for_rows() or not form.validate_on_submit():
        return _writing(form, record), _status(form)
    if not OwnExercise.has_room(record):
        form.form_errors.append(_("Your program has %(most)s exercises. Please retire one first.", most=MOST))
        return _writing(form, record), 422
    made = OwnExercise.create(program=record, content=form.content(), changed_by=current_user.id)
    audit.record("wrote an exercise of the program", about=made)
    return redirect(url_for(".own_exercise", record_id=made.id), 303)


@blueprint.get("/exercises/<id:record_id>")
@requires_program(Permission.RUN_PROGRAM, OwnExercise)
def own_exercise(record):
    return _preview(record)


@blueprint.route("/exercises/<id:record_id>/edit", methods=["GET", "POST"])
@requires_program(Permission.RUN_PROGRAM, OwnExercise)
@idempotent
def edit_exercise(record):
    form = _sent_form(record.content["kind"]) if request.method == "POST" else _form_of(record)
    if _asks_for_rows() or not form.validate_on_submit():
        return _writing(form, record.program, record), _status(form)
    if not record.edit(form.number, form.content(), current_user):
        current = OwnExercise.get_by_id(record.id)
        form = _sent_form(record.content["kind"], at_least=_rows_of(current.content))
        changes = form.meet(_form_of(current))
        return _writing(form, record.program, record, changes), 409
    flash(_("Saved. This is how it looks now."), "saved")
    return redirect(url_for(".own_exercise", record_id=record.id), 303)


@blueprint.post("/exercises/<id:record_id>/publication")
@requires_program(Permission.RUN_PROGRAM, OwnExercise)
@idempotent
def publish_exercise(record):
    form = VersionedForm()
    if record.is_retired:
        abort(404)
    if not form.validate_on_submit() or not record.publish(form.number, current_user):
        return _preview(OwnExercise.get_by_id(record.id), changed=True), 409
    return _done(record, _("Published. Participants find it in their exercises."))


@blueprint.post("/exercises/<id:record_id>/withdrawal")
@requires_program(Permission.RUN_PROGRAM, OwnExercise)
@idempotent
def unpublish_exercise(record):
    record.unpublish(current_user)
    return _done(record, _("It is a draft again. Participants do not see it now."))


@blueprint.post("/exercises/<id:record_id>/retirement")
@requires_program(Permission.RUN_PROGRAM, OwnExercise)
@idempotent
def retire_exercise(record):
    record.retire(current_user)
    return _done(record, _("Retired. What people practiced stays theirs to read."))


@blueprint.post("/exercises/<id:record_id>/restoration")
@requires_program(Permission.RUN_PROGRAM, OwnExercise)
@idempotent
def restore_exercise(record):
    record.restore(current_user)
    return _done(record, _("It is back, as a draft."))


def _done(record: OwnExercise, said: str):
    flash(said, "saved")
    return redirect(url_for(".own_exercises", record_id=record.program_id), 303)


def _preview(record: OwnExercise, changed: bool = False) -> str:
    draft = record.draft
    return render_template(
        "programs/own_exercise.html",
        own=record,
        exercise=draft,
        form=practice_form(draft),
        publication=VersionedForm(formdata=None, data={"version": str(record.version)}),
        changed=changed,
        plain_form=Form(formdata=None),
    )


def _writing(form: ExerciseForm, program, record: OwnExercise | None = None, changes=()) -> str:
    return render_template(
        "programs/exercise_writing.html",
        form=form.fresh(),
        program=program,
        own=record,
        changes=changes,
        kind_name=KIND_NAMES[form.kind],
    )


def _form_of(record: OwnExercise) -> ExerciseForm:
    shown = ExerciseForm.shown_for(record.content)
    form = exercise_form(record.content["kind"], _rows_of(record.content), formdata=None, data=shown)
    return form.about(record)


def _sent_form(kind: str, at_least: int = 0) -> ExerciseForm:
    """The form as it was sent; with one more row, or with one of its rows further up, if that was asked for."""
    sent = request.form
    if request.method != "POST":
        return exercise_form(kind)
    how_many = max(rows_in(sent), at_least) + ("more" in sent)
    up = sent.get("up", "")
    if up in map(str, range(2, how_many + 1)):
        sent = moved_up(sent, int(up))
    return exercise_form(kind, how_many, formdata=sent)


def _asks_for_rows() -> bool:
    return bool(request.form.keys() & {"more", "up"})


def _status(form: ExerciseForm) -> int:
    return 422 if form.errors else 200


def _rows_of(content: dict) -> int:
    rows = ROWS.get(content["kind"])
    return len(content[rows.key]) if rows else 0
