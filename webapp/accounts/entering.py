"""What follows a right password, link or passkey: the second step if one is needed, then the page asked for."""

from urllib.parse import urlsplit, urlunsplit

from flask import redirect, request, session, url_for

from webapp.accounts import keeping, second_steps, sign_ins
from webapp.accounts.models import HalfSignIn
from webapp.database import writing
from webapp.people.models import User

_HALF = "half"


def enter(user: User, own_phone: bool, held: str = "", handed_over: str = "", in_two_steps: bool = False):
    """Sign in, or ask for the second step. Words that an earlier page held wait for their writer meanwhile."""
    if second_steps.is_needed(user) and not in_two_steps:
        with writing():
            session[_HALF] = HalfSignIn.begin(user, own_phone)
        if held or handed_over:
            return keeping.ask_second_step(held, handed_over)
        endpoint = "accounts.second_step" if second_steps.has_one(user) else "accounts.first_authenticator"
        return redirect(url_for(endpoint, next=asked_for(None)), 303)
    sign_ins.begin(user, own_phone, in_two_steps)
    reopened = held and keeping.reopen(held)
    if reopened:
        return keeping.offer_again(reopened["path"], reopened["typed"])
    if handed_over:
        return keeping.offer_handed_over(handed_over)
    target = inside(request.args.get("next"))
    return redirect(url_for("welcome.begin") if user.is_new and target == "/" else target, 303)


def half() -> HalfSignIn | None:
    """The sign-in of this browser that waits for its second step."""
    return HalfSignIn.open_by(session.get(_HALF))


def end_half(found: HalfSignIn) -> None:
    session.pop(_HALF, None)
    with writing():
        HalfSignIn.delete().where(HalfSignIn.id == found.id).execute()


def asked_for(default: str | None = "/") -> str | None:
    """The page that was asked for before signing in, if it is one of ours; else the default."""
    target = inside(request.args.get("next"))
    return default if target == "/" else target


def inside(target: str | None) -> str:
    """A path of this site to go to after signing in; anything else is the home page."""
    try:
        parts = urlsplit(target or "")
    except ValueError:
        return "/"
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path.startswith(("//", "/\\")):
        return "/"
    return urlunsplit(("", "", parts.path, parts.query, ""))
