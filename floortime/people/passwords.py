"""Passwords as argon2 keeps them, and what makes one too weak; pure, knows words."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from floortime.words import _

SHORTEST = 12
LONGEST = 200


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    """A hash that belongs to no one: an unknown address costs as much time as a known one."""
    return _hasher().hash("nobody signs in with this")


def hashed(password: str) -> str:
    """The password as it is stored."""
    return _hasher().hash(password)


def fits(kept: str | None, password: str) -> bool:
    """Whether this is the password; takes the same time when there is none to compare with."""
    try:
        _hasher().verify(kept or _nobody(), password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def trouble(password: str, *, known: tuple[str, ...] = ()) -> str | None:
    """What to mend in a new password; `known` are words an attacker tries first: names, address, company."""
    if len(password) < SHORTEST:
        return _(
            "This has %(n)s characters. Use %(least)s or more; three or four words are easy to keep in mind.",
            n=len(password),
            least=SHORTEST,
        )
    if len(password) > LONGEST:
        return _("This has %(n)s characters. %(most)s fit.", n=len(password), most=LONGEST)
    bare = password.casefold()
    for word in sorted(known, key=len, reverse=True):
        if len(word) >= 4:
            bare = bare.replace(word.casefold(), "")
    if len(set(bare)) < 6:
        return _("This is easy to guess. Use three or four words that do not belong together.")
    return None
