"""Sent twice, written once: a repeated POST gets the first one's answer.

The key comes from the `Idempotency-Key` header (the phone's outbox) or from the form's hidden `once` field
(a double tap). Key and write are one transaction, so there is never one without the other. Keys never
expire: a phone can stay off for months.
"""

import functools
import hashlib
import re

import peewee
from flask import Response, abort, make_response, redirect, request
from flask_login import current_user

from webapp import clock
from webapp.database import InstantField, Model, writing
from webapp.encryption import digest

_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
_NOT_CONTENT = ("csrf_token", "once", "writer")


class Answered(Model):
    """A POST that was carried out, and where its answer pointed."""

    user = peewee.TextField()
    key = peewee.TextField()
    fingerprint = peewee.TextField()
    location = peewee.TextField(default="")
    at = InstantField(default=clock.now)

    class Meta:
        indexes = ((("user", "key"), True),)


class _NotDone(Exception):
    """Rolls the transaction back when the view answered anything but "done, look there"."""

    def __init__(self, response: Response):
        self.response = response


def idempotent(view):
    """Run the POST view once per key, in one write transaction; its success is a redirect (303)."""

    @functools.wraps(view)
    def once(**arguments):
        if request.method != "POST":
            return view(**arguments)
        key, fingerprint = _key_of_request()
        return _repeated(key, fingerprint) or _first_time(view, arguments, key, fingerprint)

    once.is_idempotent = True
    return once


def _first_time(view, arguments, key, fingerprint):
    try:
        with writing():
            if key:
                answered = Answered.create(user=current_user.id, key=key, fingerprint=fingerprint)
            response = make_response(view(**arguments))
            if response.status_code != 303:
                raise _NotDone(response)
            if key:
                answered.location = response.location
                answered.save()
            return response
    except _NotDone as not_done:
        return not_done.response
    except peewee.IntegrityError:  # the same key at the same moment: the other one won
        repeated = _repeated(key, fingerprint)
        if repeated is None:
            raise
        return repeated


def _repeated(key: str | None, fingerprint: str) -> Response | None:
    answered = key and Answered.get_or_none(Answered.user == current_user.id, Answered.key == key)
    if not answered:
        return None
    if answered.fingerprint != fingerprint:
        abort(422)
    return redirect(answered.location, 303)


def _key_of_request() -> tuple[str | None, str]:
    fingerprint = _fingerprint()
    key = request.headers.get("Idempotency-Key")
    if key is None and "once" in request.form:
        # A page restored by the browser can carry an old key with new words: those are a new write.
        return hashlib.sha256(f"{request.form['once']} {fingerprint}".encode()).hexdigest(), fingerprint
    if key is not None and not _KEY.fullmatch(key):
        abort(400)
    return key, fingerprint


def _fingerprint() -> str:
    parts = [request.method, request.path]
    for name in sorted(request.form.keys() - set(_NOT_CONTENT)):
        parts += [name, *request.form.getlist(name)]
    for name in sorted(request.files):  # another file from the same page is another write
        for file in request.files.getlist(name):
            parts += [name, hashlib.file_digest(file.stream, "sha256").hexdigest()]
            file.stream.seek(0)
    # Keyed: a few ratings have so few possible values that a bare digest of them could be guessed back.
    return digest("written", "\0".join(f"{len(part)}:{part}" for part in parts))
