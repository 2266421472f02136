"""Handing a caseload to a colleague for some days, and taking it back."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp import audit, clock
from webapp.access import Permission, requires_standing
from webapp.covers.arranging import arranged_by, known_to, past_of
from webapp.covers.forms import CoverForm
from webapp.forms import Form
from webapp.idempotency import idempotent
from webapp.people.models import Cover

blueprint = Blueprint("covers", __name__, url_prefix="/covers")


@blueprint.get("/")
@requires_standing(Permission.ARRANGE_COVER)
def home():
    endable = {one.id for one in arranged_by(current_user).where(Cover.ends_at > clock.now())}
    return render_template(
        "covers/home.html", covers=known_to(current_user), past=past_of(current_user), endable=endable
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires_standing(Permission.ARRANGE_COVER)
@idempotent
def new():
    form = CoverForm(current_user)
    if not form.validate_on_submit():
        page = render_template("covers/new.html", form=form.fresh())
        return page, 422 if form.is_submitted() else 200
    days = form.first_on.day, form.last_on.day
    cover = Cover.arrange(form.away.program, form.away.user, form.covers.user, *days)
    audit.record("arranged cover", about=cover)
    flash(
        _("Saved. %(name)s finds the caseload on their list on these days.", name=form.covers.user.name),
        "saved",
    )
    return redirect(url_for(".home"), 303)


@blueprint.route("/<id:cover_id>/ending", methods=["GET", "POST"])
@requires_standing(Permission.ARRANGE_COVER)
@idempotent
def ending(cover_id):
    cover = arranged_by(current_user).where(Cover.id == cover_id).first() or abort(404)
    form = Form()
    if not cover.is_over:
        if not form.validate_on_submit():
            return render_template("covers/ending.html", cover=cover, form=form)
        audit.record("ended cover", about=cover)
        cover.end()
        flash(_("Ended. %(name)s no longer reaches this caseload.", name=cover.colleague.name), "saved")
    return redirect(url_for(".home"), 303)
