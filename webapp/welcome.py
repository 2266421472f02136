"""The first run: what this is, who can see what, and what it does not do; and how it gets onto a home screen.

A new account is led here until its person has been through it or skipped it; anyone can read it again from "You".
"""

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user

from webapp.access import Permission, newest, requires, signed_in, stands
from webapp.forms import Form
from webapp.idempotency import idempotent
from webapp.own_phone import kept_on_phone

blueprint = Blueprint("welcome", __name__, url_prefix="/welcome")


@blueprint.get("/")
@signed_in
def begin():
    """Three screens for who takes part, one for everybody else."""
    if newest(current_user, Permission.SEE_OWN_STAY):
        return redirect(url_for(".what_it_is"), 303)
    works_here = stands(current_user, Permission.SEE_CASELOAD) or stands(current_user, Permission.RUN_PROGRAM)
    return _screen("staff" if works_here else "guest")


@blueprint.post("/")
@signed_in
@idempotent
def finish():
    """Been through it, or skipped it: either way it does not come by itself again."""
    current_user.is_new = False
    current_user.save()
    return redirect(url_for("today.home"), 303)


@blueprint.get("/what-it-is")
@kept_on_phone
@requires(Permission.SEE_OWN_STAY)
def what_it_is(enrollment):
    return _screen("what_it_is")


@blueprint.get("/who-sees-what")
@kept_on_phone
@requires(Permission.SEE_OWN_STAY)
def who_sees_what(enrollment):
    return _screen("who_sees_what", keeps_records=enrollment.program.keeps_records)


@blueprint.get("/what-it-does-not-do")
@kept_on_phone
@requires(Permission.SEE_OWN_STAY)
def what_it_does_not_do(enrollment):
    return _screen("what_it_does_not_do")


@blueprint.get("/home-screen")
@signed_in
def home_screen():
    """How to put it on a home screen: the page's script shows what fits the phone."""
    return render_template("welcome/home_screen.html")


def _screen(name: str, **facts) -> str:
    return render_template(f"welcome/{name}.html", form=Form(), **facts)
