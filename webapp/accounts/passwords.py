"""Passwords: argon2id; long rather than complicated and nothing that is guessed first, after NIST SP 800-63B-4."""

import re

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

SHORTEST, LONGEST = 15, 1024
STRONG_ENOUGH = 3  # of 4: at least 10^8 guesses, which the growing wait between tries makes into centuries
_LOOKED_AT = 72  # letters; what is longer is not judged worse
_OURS = ("waymark", "recovery", "treatment", "program")

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_nobody = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password fits; costs the same when there is no such account."""
    if len(password) > LONGEST:
        return False
    try:
        return _hasher.verify(password_hash or _nobody, password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def is_guessed_first(password: str, about: tuple[str, ...] = ()) -> bool:
    """Whether it is on lists of common passwords, follows a keyboard, repeats itself, or is made of what is known.

    `about` holds what others may know of the person: their name, their address. By the library zxcvbn, on this machine.
    """
    known = [word for text in (*about, *_OURS) for word in _ways_to_write(text) if len(word) > 2]
    in_one_word = re.sub(r"[\W_]+", "", password)  # blanks between make nothing harder to guess
    return any(
        zxcvbn(one[:_LOOKED_AT], user_inputs=known)["score"] < STRONG_ENOUGH
        for one in {password, in_one_word or password}
    )


def _ways_to_write(text: str) -> list[str]:
    """A name or an address whole, in one word, and each of its words."""
    words = re.split(r"[\W_]+", text)
    return [text, "".join(words), *words]
