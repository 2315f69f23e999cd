"""E-mail addresses and names as we compare them, and what is wrong with one in a sentence; pure, knows words and text."""

import re

from floortime import text
from floortime.words import lazy

LONGEST = 320
_MARKS = {ord(mark): None for mark in "'’‘`´."}
_LOCAL = re.compile(r"[^\s@<>(),;:\\\"\[\]]+")
_DOMAIN = re.compile(r"[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+")


def norm(address: str) -> str:
    """An address as two spellings of it are compared: no blanks around, no capitals."""
    return text.one_line(address).lower()


def sort_key(first_name: str, last_name: str) -> str:
    """A name as lists are ordered and searched: last name first, folded."""
    return plain(f"{last_name} {first_name}")[:260]


def plain(name: str) -> str:
    """A name folded and without the marks that people leave out when they look for it: ’t Hooft, O’Brien."""
    return " ".join(text.folded(name).translate(_MARKS).split())


def trouble(address: str, example: str = "nordvik.example") -> str | None:
    """What to mend in an address, in one sentence; None when it can be written to."""
    wrong = fault(address, example)
    return str(wrong) if wrong is not None else None


def fault(address: str, example: str = "nordvik.example") -> lazy | None:
    """The same, to be said in the language of whoever reads it."""
    if not address:
        return lazy("Write your e-mail address, for example ada@%(domain)s.", domain=example)
    name, at, domain = address.rpartition("@")
    if not at:
        return lazy("An address has an @ in it, for example ada@%(domain)s.", domain=example)
    if not _LOCAL.fullmatch(name) or ".." in name:
        return lazy(
            "What stands before the @ is not a name that mail knows. Write it like ada@%(domain)s.",
            domain=example,
        )
    return _domain_trouble(domain, example) if len(address) <= LONGEST else lazy("This address is too long.")


def _domain_trouble(domain: str, example: str) -> lazy | None:
    if not domain:
        return lazy(
            "The address stops after the @. Add what follows, for example %(domain)s.", domain=example
        )
    if "." not in domain.strip("."):
        return lazy(
            "The address stops after “%(end)s”. Add the ending, for example %(domain)s.",
            end=domain.strip("."),
            domain=example,
        )
    if not _DOMAIN.fullmatch(domain):
        return lazy(
            "“%(end)s” is not a place mail can go to. Write it like %(domain)s.",
            end=domain[:60],
            domain=example,
        )
    return None
