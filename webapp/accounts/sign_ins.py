"""Beginning, finding and ending sign-ins."""

import datetime as dt
import hashlib
import secrets

import peewee
from flask import g, session
from flask_login import LoginManager, current_user, login_user, logout_user
from flask_wtf.csrf import generate_csrf

from webapp import audit, clock
from webapp.accounts.models import SignIn
from webapp.database import db, writing
from webapp.encryption import DataKey, remember_key
from webapp.people.models import Membership, User
from webapp.prepared import prepared

OWN_PHONE = dt.timedelta(days=14)
ELSEWHERE = dt.timedelta(hours=12)
IDLE_MINUTES = 15
_SEEN_EVERY = dt.timedelta(minutes=1)

login_manager = LoginManager()
login_manager.session_protection = None  # phones change address and the sign-in is checked on the server


def begin(user: User, own_phone: bool) -> None:
    """Sign the user in with a new id and new form tokens. Staff are never kept signed in for days."""
    _end_current()
    keep = own_phone and not user.memberships.where(Membership.user == user.id).exists()
    secret = secrets.token_urlsafe(32)
    with writing():
        user.sign_in = SignIn.create(
            token_digest=_digest(secret),
            user=user,
            expires_at=clock.now() + (OWN_PHONE if keep else ELSEWHERE),
            idle_minutes=None if keep else IDLE_MINUTES,
        )
        audit.record("signed in", actor=user)
    user.sign_in.secret = secret
    session.clear()
    g.pop("csrf_token", None)  # this request's token belongs to the session that has just been cleared
    session.permanent = keep
    # Part of this very answer: two answers that each made one would leave the cookie of the later, and the other's
    # forms, or words that waited on the phone, would be refused.
    generate_csrf()
    login_user(user)


def end() -> None:
    """Sign out: the row goes, so a copy of the cookie is worth nothing."""
    with writing():
        audit.record("signed out")
        _end_current()
    logout_user()
    session.clear()


def _end_current() -> None:
    if current_user.is_authenticated and current_user.sign_in:
        SignIn.delete().where(SignIn.id == current_user.sign_in.id).execute()


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
    sign_in = _by_digest.first(_digest(secret))
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
        with writing():
            SignIn.update(seen_at=now).where(SignIn.id == sign_in.id).execute()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
