"""The tab bar and the home page of each kind of person, by where they stand, not by a role column."""

from dataclasses import dataclass

from flask import Flask, current_app, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from webapp.access import Permission, stands
from webapp.database import db


@dataclass(frozen=True)
class Tab:
    endpoint: str
    label: str
    icon: str
    blueprints: tuple[str, ...]


@dataclass(frozen=True)
class Home:
    """A standing, its home page and its tabs."""

    permission: Permission
    endpoint: str
    tabs: tuple[Tab, ...]


YOU = Tab("accounts.account", _l("You"), "you", ("accounts", "erasures", "reminders", "welcome"))
PARTICIPANT = Home(
    Permission.SEE_OWN_STAY,
    "today.home",
    (
        Tab("today.home", _l("Today"), "today", ("today", "assessments")),
        Tab("schedule.week", _l("Schedule"), "schedule", ("schedule", "attendance")),
        Tab("exercises.library", _l("Exercises"), "exercises", ("exercises", "workshops")),
        Tab("journals.entries", _l("Journal"), "journal", ("journals", "trends")),
        Tab(
            "accounts.account",
            _l("You"),
            "you",
            (
                *("accounts", "commitments", "reminders", "guests", "openings", "calendars", "letters"),
                *("copies", "erasures", "welcome"),
            ),
        ),
    ),
)
GROUPS = Tab("attendance.home", _l("Groups"), "list", ("attendance",))
CLINICIAN = Home(
    Permission.SEE_CASELOAD,
    "caseload.home",
    (
        Tab(
            "caseload.home",
            _l("Caseload"),
            "people",
            ("caseload", "covers", "emergencies", "letters", "assessments", "trends"),
        ),
        GROUPS,
        YOU,
    ),
)
COORDINATOR = Home(
    Permission.RUN_PROGRAM,
    "census.home",
    (
        Tab(
            "census.home",
            _l("Census"),
            "people",
            ("census", "covers", "emergencies", "audits", "letters", "assessments"),
        ),
        Tab("programs.home", _l("Timetable"), "schedule", ("programs",)),
        GROUPS,
        YOU,
    ),
)
GUEST = Home(
    Permission.SEE_SHARED_WITH_ME,
    "guests.home",
    (Tab("guests.home", _l("Shared"), "family", ("guests",)), YOU),
)
HOMES = (PARTICIPANT, CLINICIAN, COORDINATOR, GUEST)

# Which homes a page can belong to; the person's first of these.
_BY_PERMISSION = {
    Permission.SEE_CASELOAD: (CLINICIAN,),
    Permission.REVIEW_ENTRIES: (CLINICIAN,),
    Permission.ASSIGN_EXERCISES: (CLINICIAN,),
    Permission.ASSIGN_ASSESSMENTS: (CLINICIAN,),
    Permission.MARK_ATTENDANCE: (CLINICIAN, COORDINATOR),
    Permission.ISSUE_LETTERS: (PARTICIPANT, CLINICIAN, COORDINATOR),
    Permission.ARRANGE_COVER: (CLINICIAN, COORDINATOR),
    Permission.LEAD_GROUPS: (CLINICIAN, COORDINATOR),
    Permission.OPEN_IN_EMERGENCY: (CLINICIAN,),
    Permission.READ_IN_EMERGENCY: (CLINICIAN,),
    Permission.RUN_PROGRAM: (COORDINATOR,),
    Permission.SEE_ERASURES: (CLINICIAN, COORDINATOR),
    Permission.BRING_BACK_STAY: HOMES,
    Permission.SEE_SHARED_WITH_ME: (GUEST,),
    Permission.SEE_FAMILY_LEARNING: (GUEST,),
}


def homes_for(permission: Permission) -> tuple[Home, ...]:
    """Those that a page with this permission can belong to."""
    return _BY_PERMISSION.get(permission, (PARTICIPANT,))


def homes_of(user) -> list[Home]:
    """Every home the user has; most have one."""
    return [home for home in HOMES if stands(user, home.permission)]


def home_in_view() -> Home | None:
    """The home that the present page belongs to: by its permission, else the person's first."""
    guard = getattr(current_app.view_functions.get(request.endpoint), "guard", None)
    if guard is not None and guard.permission is not None:
        possible = homes_for(guard.permission)
        return possible[0] if len(possible) == 1 else _first_of(possible)
    if request.endpoint == "today.home":
        return PARTICIPANT
    return _first_of(HOMES)


def _first_of(possible) -> Home | None:
    return next((home for home in possible if stands(current_user, home.permission)), None)


def tabs() -> list[dict]:
    """The tab bar of the present page; empty when signed out or without a database."""
    if db.is_closed() or not current_user.is_authenticated:
        return []
    home = home_in_view()
    if home is None:
        return []
    return [
        {
            "url": url_for(tab.endpoint),
            "label": tab.label,
            "icon": tab.icon,
            "current": request.blueprint in tab.blueprints,
        }
        for tab in home.tabs
    ]


def install(app: Flask) -> None:
    """Make `nav` available to pages."""

    @app.context_processor
    def navigation():
        return {"nav": tabs()}
