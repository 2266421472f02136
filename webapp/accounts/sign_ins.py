"""Beginning, finding and ending sign-ins."""

import datetime as dt
import secrets

import peewee
from flask import after_this_request, current_app, g, request, session
from flask_login import LoginManager, current_user, login_user, logout_user
from flask_wtf.csrf import generate_csrf

from webapp import audit, clock
from webapp.accounts.models import KnownBrowser, SignIn, digest_of
from webapp.accounts.second_steps import is_staff
from webapp.browsers import name_of
from webapp.database import db, write_if_free, writing
from webapp.encryption import DataKey, remember_key
from webapp.people.models import User
from webapp.prepared import prepared
from webapp.push.models import Device

OWN_PHONE = dt.timedelta(days=14)
ELSEWHERE = dt.timedelta(hours=12)
IDLE_MINUTES = 15
_SEEN_EVERY = dt.timedelta(minutes=1)

login_manager = LoginManager()
login_manager.session_protection = None  # phones change address and the sign-in is checked on the server


def begin(user: User, own_phone: bool, in_two_steps: bool = False) -> None:
    """Sign the user in with a new id and new form tokens. Staff are never kept signed in for days."""
    keep = own_phone and not is_staff(user)
    secret, now = secrets.token_urlsafe(32), clock.now()
    with writing():
        before = _end_current()
        user.sign_in = SignIn.create(
            token_digest=digest_of(secret),
            user=user,
            expires_at=now + (OWN_PHONE if keep else ELSEWHERE),
            idle_minutes=None if keep else IDLE_MINUTES,
            second_at=now if in_two_steps else None,
            browser=name_of(request.user_agent.string),
        )
        if before:
            Device.follow(user, before, user.sign_in.id)
        audit.record("signed in", actor=user)
    user.sign_in.secret = secret
    if keep:
        _remember_browser(user)
    session.clear()
    g.pop("csrf_token", None)  # this request's token belongs to the session that has just been cleared
    session.permanent = keep
    # Part of this very answer: two answers that each made one would leave the cookie of the later, and the other's
    # forms, or words that waited on the phone, would be refused.
    generate_csrf()
    login_user(user)


def prove(in_two_steps: bool = False) -> None:
    """The person has just shown again that it is them. The sign-in gets a new secret, as at its beginning."""
    secret, now = secrets.token_urlsafe(32), clock.now()
    changes = {"token_digest": digest_of(secret), "proved_at": now}
    if in_two_steps:
        changes["second_at"] = now
    with writing():
        SignIn.update(**changes).where(SignIn.id == current_user.sign_in.id).execute()
        audit.record("proved it is them")
    current_user.sign_in.secret = session["_user_id"] = secret


def end_others(user: User) -> int:
    """Sign out every other browser of the person, which gets no more reminders; how many those were."""
    kept = user.sign_in.id if user.sign_in else ""
    with writing():
        ended = SignIn.delete().where(SignIn.user == user.id, SignIn.id != kept).execute()
        Device.end_all(user, but_under=kept)
        if ended:
            audit.record("signed out elsewhere", actor=user)
    return ended


def end_all(user: User) -> None:
    """Sign out every browser of the person, and forget those that they called their own."""
    with writing():
        SignIn.delete().where(SignIn.user == user.id).execute()
        KnownBrowser.delete().where(KnownBrowser.user == user.id).execute()
        Device.end_all(user)


def end_one(user: User, sign_in_id: str) -> bool:
    """Sign out one other browser of the person; False if there is none by that id."""
    with writing():
        ended = SignIn.delete().where(SignIn.user == user.id, SignIn.id == sign_in_id).execute()
        if ended:
            Device.end_under(user, sign_in_id)
            audit.record("signed out elsewhere", actor=user)
    return bool(ended)


def end() -> None:
    """Sign out: the row goes, so a copy of the cookie is worth nothing."""
    with writing():
        audit.record("signed out")
        if ended := _end_current():
            Device.end_under(current_user, ended)
    logout_user()
    session.clear()


def _remember_browser(user: User) -> None:
    """Their own phone is known from now on, so that others' wrong guesses never lock it out."""
    if KnownBrowser.of(user, request.cookies.get(KnownBrowser.COOKIE)):
        return
    with writing():
        secret = KnownBrowser.remember(user)
    secure = current_app.config["SESSION_COOKIE_SECURE"]

    @after_this_request
    def hand_over(response):
        response.set_cookie(
            KnownBrowser.COOKIE,
            secret,
            max_age=KnownBrowser.LASTS,
            path="/sign-in",
            secure=secure,
            httponly=True,
            samesite="Lax",
        )
        return response


def _end_current() -> str:
    """The id of the sign-in that ended; empty if nobody was signed in."""
    if not (current_user.is_authenticated and current_user.sign_in):
        return ""
    SignIn.delete().where(SignIn.id == current_user.sign_in.id).execute()
    return current_user.sign_in.id


@prepared
def _by_digest(digest):
    return (
        SignIn.select(SignIn, User, DataKey.master, DataKey.wrapped)
        .join(User)
        .join(DataKey, peewee.JOIN.LEFT_OUTER, on=(DataKey.id == User.id), attr="data_key")
        .where(SignIn.token_digest == digest, User.active)
    )


@login_manager.user_loader
def find(secret: str) -> User | None:
    """The user of a live sign-in, with their data key, in one query; nobody without a database."""
    if db.is_closed():
        return None
    sign_in = _by_digest.first(digest_of(secret))
    now = clock.now()
    if sign_in is None:
        return None
    user = sign_in.user
    if not sign_in.is_live(now):
        g.signed_out_user_id = user.id  # so that words sent just now can be held for that person alone
        return None
    _mark_seen(sign_in, now)
    user.sign_in = sign_in
    key = getattr(user, "data_key", None)
    if key is not None:
        remember_key(user.id, key.master, key.wrapped)
    return user


def _mark_seen(sign_in: SignIn, now: dt.datetime) -> None:
    if now - sign_in.seen_at > _SEEN_EVERY:
        # A page is shown also while nothing can be written; it is marked with the next one.
        write_if_free(SignIn.update(seen_at=now).where(SignIn.id == sign_in.id))
