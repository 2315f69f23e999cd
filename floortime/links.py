"""Addresses for mail and paper, always under the configured site, never from a request's Host; knows settings."""

from urllib.parse import quote, urlencode

from floortime.settings import Settings


def to(settings: Settings, *parts: str | int, **query: str | int) -> str:
    """The absolute address of a page: `to(s, "log", code)`."""
    path = "/".join(quote(str(part), safe="") for part in parts)
    tail = "?" + urlencode(query) if query else ""
    return f"{settings.base_url}/{path}{tail}"


def inside(target: str | None) -> str | None:
    """A `next` address if it stays on our own site, else None."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    return None if any(ord(c) < 0x21 or c == "\\" for c in target) else target
