"""Every route carries a guard from access.py, and the guards match the policy."""

import re

from flask import Flask

from webapp import create_app, database
from webapp.access import POLICY, Permission
from webapp.navigation import homes_for

PUBLIC = {
    "accounts.sign_in",
    "accounts.begin_sign_in",
    "accounts.signed_out",
    "accounts.accept_invitation",
    "accounts.type_code",
    "accounts.second_step",
    "accounts.first_authenticator",
    "accounts.passkey_question",
    "accounts.passkey_sign_in",
    "accounts.ask_for_link",
    "accounts.sign_in_by_link",
    "helplines.help_now",
    "helplines.leave",
    "steadying.index",
    "steadying.exercise",
    "calendars.read",
    "erasures.asked",
    "erasures.closed",
    "letters.check",
    "pwa.manifest",
    "pwa.worker",
    "pwa.offline",
    "offline.saved",
    "offline.answered",
    "offline.waiting",
    "offline.unsaved",
    "offline.leaving",
    "offline.left",
    "offline.locked",
    "health.up",
    "metrics.metrics",  # asks for its own token
}

# Each for a reason: to do it twice is to do it once, or it writes nothing, or what it takes works only once.
NOT_IDEMPOTENT = {
    "accounts.accept_invitation",
    "accounts.ask_for_link",
    "accounts.authenticator",
    "accounts.authenticator_removal",
    "accounts.begin_sign_in",
    "accounts.end_other_sign_ins",
    "accounts.end_sign_in",
    "accounts.first_authenticator",
    "accounts.new_passkey",
    "accounts.new_recovery_codes",
    "accounts.passkey_question",
    "accounts.passkey_removal",
    "accounts.passkey_sign_in",
    "accounts.password",
    "accounts.proof",
    "accounts.prove_by_passkey",
    "accounts.second_step",
    "accounts.sign_in_by_link",
    "accounts.sign_out",
    "accounts.type_code",
    "assessments.keep",  # the answers so far, in the place of those before
    "journals.ask",
    "journals.keep_draft",  # one for each page that is written on
    "journals.receive",
    "letters.check",
    "reminders.add_device",  # one for each phone
}
ASKS_FOR_PROOF = {
    "accounts.authenticator",
    "accounts.authenticator_removal",
    "accounts.new_passkey",
    "accounts.new_recovery_codes",
    "accounts.passkey_removal",
    "accounts.password",
    "census.invitation",
    "copies.whole",
    "emergencies.opening",
    "erasures.account",
    "erasures.program",
    "erasures.stay",
}


def test_every_route_has_a_guard(app):
    unguarded = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not hasattr(app.view_functions[rule.endpoint], "guard")
    ]
    assert not unguarded


def test_only_the_listed_routes_are_public(app):
    public = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if app.view_functions[rule.endpoint].guard.kind == "public"
    }
    assert public == PUBLIC


def test_every_post_view_is_idempotent_but_for_those_listed(app):
    others = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in rule.methods and not getattr(app.view_functions[rule.endpoint], "is_idempotent", False)
    }
    assert others == NOT_IDEMPOTENT


def test_only_the_listed_views_ask_for_a_proof(app):
    """All of them: the test of a view's own page says what the asking looks like."""
    asking = {name for name, view in app.view_functions.items() if getattr(view, "asks_for_proof", False)}
    assert asking == ASKS_FOR_PROOF


def test_a_view_without_a_guard_is_refused(app):
    database.disconnect()
    planted = create_app(dict(app.config))
    planted.add_url_rule("/planted", "planted", lambda: "secret")
    response = planted.test_client().get("/planted")
    assert response.status_code == 404
    assert b"secret" not in response.data


def test_every_permission_has_a_policy():
    assert set(POLICY) == set(Permission)


def test_no_rule_has_a_number_in_its_address(app):
    assert not [rule.rule for rule in app.url_map.iter_rules() if re.search(r"<(int|float)", rule.rule)]


def test_no_view_answers_options_or_trace(app: Flask):
    methods = set().union(*(rule.methods for rule in app.url_map.iter_rules()))
    assert methods <= {"GET", "HEAD", "POST"}


def test_every_page_stands_under_one_of_its_homes_tabs(app):
    """The bar at the bottom marks where one is; a page that answers JSON has no bar."""
    lost = [
        (home.endpoint, endpoint)
        for endpoint, permission in pages_with_a_permission(app)
        for home in homes_for(permission)
        if not any(endpoint.split(".")[0] in tab.blueprints for tab in home.tabs)
    ]
    assert lost == [("today.home", "offline.pages")]


def pages_with_a_permission(app: Flask):
    for rule in app.url_map.iter_rules():
        guard = getattr(app.view_functions[rule.endpoint], "guard", None)
        if "GET" in rule.methods and guard is not None and guard.permission is not None:
            yield rule.endpoint, guard.permission
