"""The home page: Today for a participant, the home of their work for everyone else."""

from flask import Blueprint, g, redirect, render_template, url_for
from flask_login import current_user

from webapp import clock
from webapp.access import Permission, newest, signed_in
from webapp.accounts import zones
from webapp.assessments import due_of
from webapp.attendance.lessons import lessons_of
from webapp.attendance.seats import standing_of
from webapp.exercises import suggestion_for
from webapp.formatting import viewer_locale, viewer_zone
from webapp.journals import answers_unseen, checked_in_on
from webapp.journals.forms import CheckInForm
from webapp.navigation import homes_of
from webapp.own_phone import kept_on_phone
from webapp.people.emergencies import untold
from webapp.people.family import untold_words
from webapp.push.models import LostDevice
from webapp.today.day import Day

blueprint = Blueprint("today", __name__)


@blueprint.get("/")
@kept_on_phone
@signed_in
def home():
    stay = newest(current_user, Permission.SEE_OWN_STAY)
    if stay is None:
        homes = homes_of(current_user)
        return redirect(url_for(homes[0].endpoint), 303) if homes else render_template("today/nothing.html")
    g.enrollment = stay
    today, day = clock.today(viewer_zone()), Day.of(stay, clock.now())
    return render_template(
        "today/home.html",
        today=today,
        week=stay.week_of(today),
        day=day,
        lessons=[one for one in lessons_of(stay, day.at_hand, viewer_locale()) if not one.is_completed],
        standing_of=standing_of,
        checked_in=checked_in_on(stay, today),
        check_in_form=CheckInForm,
        asks=stay.program.check_in_asks,
        usual_dial=current_user.usual_dial,
        answers=answers_unseen(stay),
        emergencies=untold(stay),
        guest_words=untold_words(stay),
        exercise=suggestion_for(stay, today),
        questionnaires=due_of(stay),
        other_zone=zones.offer(),
        lost_phone=LostDevice.any_of(current_user),
    )
