"""How somebody is named where everybody reads: staff by name, guests never, since a guest's name may come from an address; knows words."""

from floortime.words import _

GUEST = "@"
"""What stands in a public query's row in place of a guest's name; no name is written so."""


def said(name: str | None, department: str) -> str:
    """A name for the middle of a sentence."""
    if name != GUEST:
        return name or ""
    return _("somebody in %(department)s", department=department) if department else _("a colleague outside")


def signed(name: str | None, department: str) -> str:
    """A name that begins a line."""
    if name != GUEST:
        return name or ""
    return _("Somebody in %(department)s", department=department) if department else _("A colleague outside")
