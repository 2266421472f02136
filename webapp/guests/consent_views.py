"""What a participant shares: the list, a new consent, one consent, its invitation, confirmation and end."""

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp import clock
from webapp.access import Permission, require_recent_proof, requires
from webapp.forms import Form
from webapp.guests import sharing
from webapp.guests.forms import ConsentForm, SignatureForm, furthest_day
from webapp.guests.items import NAMES, SHOWS
from webapp.guests.shared import FEDERAL_NOTICE, shared
from webapp.guests.statement import statement
from webapp.guests.views import blueprint
from webapp.idempotency import idempotent
from webapp.people.consents import ACCEPTED, INVITED, USUAL, Consent

ENDED = ("expired", "revoked")


@blueprint.get("/sharing", endpoint="sharing")
@requires(Permission.MANAGE_CONSENTS)
def list_consents(enrollment):
    consents = sharing.consents_of(current_user)
    return render_template(
        "guests/sharing.html",
        live=[one for one in consents if one.standing() not in ENDED],
        ended=[one for one in consents if one.standing() in ENDED],
        may_share=_goes_on(enrollment),
        state_in_words=sharing.state_in_words,
        last_day=sharing.last_day,
        opened=sharing.opened,
        item_names=NAMES,
    )


@blueprint.route("/sharing/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_CONSENTS)
@idempotent
def new_consent(enrollment):
    """First what and with whom, then the whole text and the signature; going back keeps what was typed."""
    if not _goes_on(enrollment):
        flash(_("Your stay has ended, so there is nothing new to share."), "notice")
        return redirect(url_for(".sharing"), 303)
    if request.method != "POST":
        usual = clock.today(enrollment.program.time_zone) + USUAL
        return _ask(
            ConsentForm(enrollment, data={"until": usual.isoformat(), "purpose": _("At my own request")})
        )
    if "change" in request.form:
        return _ask(ConsentForm(enrollment))
    if "signature" not in request.form:
        form = ConsentForm(enrollment)
        return _review(form) if form.validate() else (_ask(form), 422)
    require_recent_proof()
    form = SignatureForm(enrollment)
    if not form.validate():
        return (_review(form) if form.only_unsigned else _ask(form)), 422
    consent = sharing.sign(**_values(form), signature=form.signature.data)
    _show_once(consent, sharing.invite(consent))
    return redirect(url_for(".invitation", record_id=consent.id), 303)


@blueprint.get("/sharing/<id:record_id>")
@requires(Permission.MANAGE_CONSENTS, Consent)
def consent(record):
    state, tone = sharing.state_in_words(record)
    return render_template(
        "guests/consent.html",
        consent=record,
        state=state,
        tone=tone,
        last_day=sharing.last_day(record),
        visits=list(sharing.visits(record).limit(100)) if record.guest_id else [],
        item_names=NAMES,
    )


@blueprint.get("/sharing/<id:record_id>/signed-text")
@requires(Permission.MANAGE_CONSENTS, Consent)
def signed_text(record):
    """The words as they were signed, alone on a page, for paper."""
    return render_template("guests/signed_text.html", consent=record)


@blueprint.get("/sharing/<id:record_id>/preview")
@requires(Permission.MANAGE_CONSENTS, Consent)
def preview(record):
    """The guest's own page, for this consent."""
    if record.standing() in ENDED:
        return render_template("guests/nothing_shared.html", preview=record)
    page = shared(record.enrollment, record.items, sharing.last_day(record), [record])
    return render_template("guests/shared.html", shared=page, federal_notice=FEDERAL_NOTICE, preview=record)


@blueprint.route("/sharing/<id:record_id>/invitation", methods=["GET", "POST"])
@requires(Permission.MANAGE_CONSENTS, Consent)
@idempotent
def invitation(record):
    """The link, shown once; a new one when it is lost or too old."""
    if record.standing() != INVITED:
        return redirect(url_for(".consent", record_id=record.id), 303)
    form = Form()
    if form.validate_on_submit():
        _show_once(record, sharing.invite(record))
        return redirect(url_for(".invitation", record_id=record.id), 303)
    kept = session.pop("invitation", {})
    token, code = kept.get(record.id, (None, None)) if request.method == "GET" else (None, None)
    link = token and current_app.config["PUBLIC_URL"] + url_for("accounts.accept_invitation", token=token)
    return render_template("guests/invitation.html", consent=record, link=link, code=code, form=form)


@blueprint.route("/sharing/<id:record_id>/confirmation", methods=["GET", "POST"])
@requires(Permission.MANAGE_CONSENTS, Consent)
@idempotent
def confirmation(record):
    """Who accepted: only now does the participant open anything."""
    if record.standing() != ACCEPTED:
        return redirect(url_for(".consent", record_id=record.id), 303)
    form = Form()
    if not form.validate_on_submit():
        return render_template("guests/confirmation.html", consent=record, form=form)
    if sharing.confirm(record):
        flash(_("%(name)s can now see what you share.", name=record.guest.name), "saved")
    else:
        flash(_("This was not opened. You may already share with this person. Stop that first."), "problem")
    return redirect(url_for(".consent", record_id=record.id), 303)


@blueprint.route("/sharing/<id:record_id>/revocation", methods=["GET", "POST"])
@requires(Permission.MANAGE_CONSENTS, Consent)
@idempotent
def revocation(record):
    """Stop sharing, from the guest's next request on."""
    if record.standing() in ENDED:
        return redirect(url_for(".consent", record_id=record.id), 303)
    form = Form()
    if not form.validate_on_submit():
        count, last = sharing.opened(record)
        return render_template("guests/revocation.html", consent=record, form=form, count=count, last=last)
    sharing.stop(record)
    flash(_("Stopped. %(name)s sees nothing from now on.", name=record.guest_name), "saved")
    return redirect(url_for(".consent", record_id=record.id), 303)


def _goes_on(enrollment) -> bool:
    return enrollment.ended_on is None or enrollment.ended_on >= clock.today(enrollment.program.time_zone)


def _ask(form) -> str:
    options = [(item, name, SHOWS[item]) for item, name in NAMES.items()]
    furthest = furthest_day(form.stay)
    return render_template(
        "guests/new_consent.html", form=form, stay=form.stay, options=options, furthest=furthest
    )


def _review(form) -> str:
    """The whole text before signing, with what the guest would see."""
    if not isinstance(form, SignatureForm):
        form = SignatureForm(form.stay)
        form.signature.data = ""
    values = _values(form)
    stay = values.pop("stay")
    text = statement(stay.program, stay.participant.name, **values)
    page = shared(stay, values["items"], values["until"])
    return render_template(
        "guests/review.html", form=form, text=text, shared=page, federal_notice=FEDERAL_NOTICE
    )


def _values(form) -> dict:
    return {
        "stay": form.stay,
        "name": form.name.data,
        "email": form.email.data,
        "relation": form.relation.data,
        "items": form.chosen,
        "purpose": form.purpose.data,
        "until": form.until.day,
    }


def _show_once(consent: Consent, token_and_code: tuple[str, str]) -> None:
    session["invitation"] = {consent.id: token_and_code}
