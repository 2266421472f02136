"""What a participant wrote for themselves, and the times they know to be hard: the same pages for both.

A hard time is also what its reminder opens: an extra check-in, the skill, the person to call. It opens offline.
"""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from webapp.access import Permission, requires
from webapp.exercises.own import find_for
from webapp.formatting import day, day_of_year, wall_time
from webapp.forms import Form
from webapp.idempotency import idempotent
from webapp.own_phone import kept_on_phone
from webapp.reminders.choices import names_of
from webapp.reminders.forms import dialled, form_of
from webapp.reminders.planning import plan_for
from webapp.reminders.views import blueprint
from webapp.routines.models import HARD_TIME, MONTHLY, MOST, ONCE, OWN, WEEKLY, Routine


@dataclass(frozen=True)
class Pages:
    """The pages of one purpose: where they are and what they say."""

    purpose: str
    path: str
    title: str
    lede: str
    add: str
    change: str

    def url(self, page: str = "", **values) -> str:
        return url_for(f".{self.purpose}{page}", **values)


OWN_PAGES = Pages(
    OWN,
    "/own",
    _l("Your own reminders"),
    _l("Things you want to tell yourself. Only you can read them."),
    _l("Add a reminder"),
    _l("Change reminder"),
)
HARD_TIME_PAGES = Pages(
    HARD_TIME,
    "/hard-times",
    _l("Hard times"),
    _l(
        "Pay day, a weekend, an anniversary. Make a plan now, and it comes to you then. Only you can read it."
    ),
    _l("Add a hard time"),
    _l("Change hard time"),
)


def add_routes(pages: Pages) -> None:
    """Everything that can be done with routines of one purpose."""

    def route(method: str, path: str, page: str, view) -> None:
        blueprint.add_url_rule(pages.path + path, f"{pages.purpose}{page}", view, methods=[method])

    def kept():
        return Routine.kept().where(Routine.purpose == pages.purpose)

    def recoverable():
        return Routine.recoverable().where(Routine.purpose == pages.purpose)

    @kept_on_phone
    @requires(Permission.TAKE_PART)
    def index(enrollment):
        return render_template(
            "reminders/routines.html",
            pages=pages,
            routines=Routine.of(enrollment, pages.purpose),
            when=when,
            deleted=_just_deleted(recoverable(), enrollment, request.args.get("deleted")),
            form=Form(formdata=None),
        )

    @requires(Permission.TAKE_PART)
    def new(enrollment):
        return _writing(pages, form_of(pages.purpose).blank())

    @requires(Permission.TAKE_PART)
    @idempotent
    def add(enrollment):
        form = form_of(pages.purpose)()
        if not form.validate_on_submit():
            return _writing(pages, form.fresh()), 422
        if not Routine.has_room(enrollment, pages.purpose):
            form.words.errors = [_("You have %(most)s already. Please delete one first.", most=MOST)]
            return _writing(pages, form.fresh()), 422
        routine = Routine(enrollment=enrollment.id, purpose=pages.purpose)
        routine.take(form.content)
        routine.save(force_insert=True)
        return _saved(pages, routine)

    @kept_on_phone
    @requires(Permission.TAKE_PART, kept)
    def one(record):
        return render_template(
            f"reminders/{pages.purpose}.html",
            pages=pages,
            routine=record,
            when=when(record),
            skill=find_for(record.enrollment.program_id, record.skill, get_locale().language),
            dialled=dialled(record.phone),
        )

    @requires(Permission.TAKE_PART, kept)
    def edit(record):
        return _writing(pages, form_of(pages.purpose).showing(record), record)

    @requires(Permission.TAKE_PART, kept)
    @idempotent
    def change(record):
        form = form_of(pages.purpose)()
        if not form.validate_on_submit():
            return _writing(pages, form.fresh(), record), 422
        record.take(form.content)
        record.save()
        return _saved(pages, record)

    @requires(Permission.TAKE_PART, recoverable)
    @idempotent
    def delete(record):
        if record.is_deleted:
            abort(404)
        record.remove()
        plan_for(current_user)
        return redirect(pages.url("_list", deleted=record.id), 303)

    @requires(Permission.TAKE_PART, recoverable)
    @idempotent
    def restore(record):
        record.restore()
        flash(_("It is back."), "saved")
        plan_for(current_user)
        return redirect(pages.url("_list"), 303)

    route("GET", "/", "_list", index)
    route("GET", "/new", "_new", new)
    route("POST", "/", "_add", add)
    route("GET", "/<id:record_id>", "", one)
    route("GET", "/<id:record_id>/edit", "_edit", edit)
    route("POST", "/<id:record_id>/edit", "_change", change)
    route("POST", "/<id:record_id>/deletion", "_delete", delete)
    route("POST", "/<id:record_id>/restoration", "_restore", restore)


def when(routine: Routine) -> str:
    """ "Every month on day 15, 6:00 PM"."""
    words = {
        ONCE: day(routine.starts_on),
        WEEKLY: _("Every week on %(days)s", days=names_of(routine.weekdays)),
        MONTHLY: _("Every month on day %(day)s", day=routine.starts_on.day),
    }
    date = words.get(routine.repeats) or _("Every year on %(day)s", day=day_of_year(routine.starts_on))
    return _("%(day)s, %(time)s", day=date, time=wall_time(routine.wall_time))


def _writing(pages: Pages, form, routine: Routine | None = None):
    return render_template(
        "reminders/routine_writing.html", pages=pages, form=form, routine=routine, delete_form=Form()
    )


def _saved(pages: Pages, routine: Routine):
    plan_for(current_user)
    flash(_("Saved. Only you can read it."), "saved")
    return redirect(pages.url("_list"), 303)


def _just_deleted(recoverable, enrollment, routine_id: str | None) -> Routine | None:
    mine = (Routine.enrollment == enrollment.id) & (Routine.id == (routine_id or ""))
    return recoverable.where(mine, Routine.deleted_at.is_null(False)).first()


for its_pages in (OWN_PAGES, HARD_TIME_PAGES):
    add_routes(its_pages)
