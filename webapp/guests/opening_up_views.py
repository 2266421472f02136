"""What a participant writes and picks for the people they share with."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from webapp import audit, clock
from webapp.access import Permission, requires
from webapp.guests.family_forms import AddressingForm, HowToHelpForm, MilestoneForm, today_of
from webapp.guests.models import AddressedEntry, HowToHelp, Milestone
from webapp.guests.views import blueprint
from webapp.idempotency import idempotent
from webapp.journals.models import JournalEntry
from webapp.people.consents import CONFIRMED, ENTRIES, Consent, ConsentItem
from webapp.people.family import GuestWords


@blueprint.route("/sharing/how-to-help", methods=["GET", "POST"])
@requires(Permission.MANAGE_CONSENTS)
@idempotent
def how_to_help(enrollment):
    kept = HowToHelp.of(enrollment)
    shown = {name: getattr(kept, name) for name in HowToHelp.PARTS} if kept else {}
    form = HowToHelpForm(data=shown)
    if not form.validate_on_submit():
        page = render_template("guests/how_to_help.html", form=form.fresh())
        return page, 422 if form.is_submitted() else 200
    HowToHelp.write(enrollment, {name: form[name].data or "" for name in HowToHelp.PARTS})
    audit.record("wrote how to help", enrollment)
    flash(_("Saved. Those you chose can read it from now on."), "saved")
    return redirect(url_for(".sharing"), 303)


@blueprint.route("/sharing/milestones", methods=["GET", "POST"])
@requires(Permission.MANAGE_CONSENTS)
@idempotent
def milestones(enrollment):
    today = today_of(enrollment)
    form = MilestoneForm(today, data={"on_day": today.isoformat()})
    if form.validate_on_submit() and Milestone.of(enrollment).count() < Milestone.MOST:
        Milestone.create(enrollment=enrollment.id, on_day=form.on_day.day, words=form.words.data)
        flash(_("Saved. Those you chose can see it."), "saved")
        return redirect(url_for(".milestones"), 303)
    if form.is_submitted() and not form.errors:
        form.words.errors = [_("That is a long list. Please take one off first.")]
    page = render_template(
        "guests/milestones.html", form=form.fresh(), listed=list(Milestone.of(enrollment)), today=today
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/sharing/milestones/<id:record_id>/removal")
@requires(Permission.MANAGE_CONSENTS, Milestone)
@idempotent
def remove_milestone(record):
    record.delete_instance()
    flash(_("Taken off the list."), "saved")
    return redirect(url_for(".milestones"), 303)


@blueprint.route("/sharing/entries/<id:record_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_CONSENTS, JournalEntry.kept)
@idempotent
def addressing(record):
    """Pick who of those whose consent allows it reads the words of this entry."""
    consents = _may_be_shown_entries(record.enrollment)
    shown = {one.consent_id for one in AddressedEntry.select().where(AddressedEntry.entry == record.id)}
    form = AddressingForm(consents, data={"people": [one.id for one in consents if one.id in shown]})
    if not form.validate_on_submit():
        page = render_template("guests/addressing.html", entry=record, form=form.fresh(), consents=consents)
        return page, 422 if form.is_submitted() else 200
    wanted = set(form.people.data or ())
    for one in consents:
        if one.id in wanted - shown:
            AddressedEntry.create(consent=one.id, entry=record.id)
            audit.record("showed an entry", record.enrollment, record)
        elif one.id in shown - wanted:
            AddressedEntry.delete().where(
                AddressedEntry.consent == one.id, AddressedEntry.entry == record.id
            ).execute()
            audit.record("took an entry back", record.enrollment, record)
    flash(_("Saved."), "saved")
    return redirect(url_for("journals.entry", record_id=record.id), 303)


@blueprint.post("/sharing/<id:record_id>/notes")
@requires(Permission.MANAGE_CONSENTS, Consent)
@idempotent
def notes(record):
    """Take this guest's notes of encouragement, or none. They do not learn which."""
    if "mute" not in request.form:
        abort(400)
    record.mutes_notes = request.form["mute"] == "y"
    record.save()
    flash(_("Saved. They are not told."), "saved")
    return redirect(url_for(".consent", record_id=record.id), 303)


@blueprint.post("/words/<id:record_id>/knowing")
@requires(Permission.SEE_OWN_STAY, GuestWords)
@idempotent
def know_of_words(record):
    """A note is put away; of a question the participant knows."""
    record.mark_told()
    return redirect(url_for("today.home"), 303)


def _may_be_shown_entries(stay) -> list[Consent]:
    """The consents in force that open entries, by name."""
    open_to = ConsentItem.select(ConsentItem.consent).where(ConsentItem.item == ENTRIES)
    found = Consent.select().where(
        Consent.enrollment == stay.id,
        Consent.state == CONFIRMED,
        Consent.expires_at > clock.now(),
        Consent.id.in_(open_to),
    )
    return sorted(found, key=lambda one: one.guest_name.casefold())
