"""Pages that browsers keep and ask after: an ETag made before the page is, 304, a copy for strangers, and one to stamp; knows web/acts."""

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING

from flask import Flask, Response, current_app, g, render_template, request, session
from markupsafe import escape
from msgspec import Struct

from floortime import __version__, words
from floortime.people.model import House
from floortime.web.acts import house, reader, sessionless

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

SHELF = 1 * 1024 * 1024
"""Bytes of finished pages that each web process keeps, and as many of finished calendars."""
KEPT = {"Cache-Control": "private, no-cache", "Vary": "Cookie, Accept-Language"}
_PLACE = secrets.token_hex(8)
"""Where a word will stand on a page that waits for it; nobody outside can write it."""


class Shelf:
    """Finished bytes by what they were made of; what was wanted longest ago falls off."""

    def __init__(self, room: int = SHELF) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._room = self._left = room
        self._lock = Lock()

    def get(self, tag: str) -> bytes | None:
        """What was put there under this tag, unless it fell off."""
        with self._lock:
            body = self._kept.get(tag)
            if body is not None:
                self._kept.move_to_end(tag)
            return body

    def put(self, tag: str, body: bytes) -> None:
        """Keep it, and let go of the oldest until there is room."""
        with self._lock:
            if tag in self._kept:
                self._left += len(tag) + len(self._kept.pop(tag))
            self._kept[tag] = body
            self._left -= len(tag) + len(body)
            while self._left < 0:
                oldest, gone = self._kept.popitem(last=False)
                self._left += len(oldest) + len(gone)


def shelf(name: str, app: Flask = current_app) -> Shelf:
    """This process's shelf for one kind of thing."""
    found: Shelf = app.extensions.setdefault(f"floortime.shelf.{name}", Shelf())
    return found


class AsOf(Struct, frozen=True):
    """All that a kept page stands on besides its address, its release and who reads it in which language."""

    edition: object
    """Of what it prints: a number, or several."""
    day: date
    company: str
    language: str
    """The house's own, for whoever asks for none."""
    k: int
    """The smallest group of which it may print a number."""


def as_of(edition: object, day: date, row: House) -> AsOf:
    """What a page made now stands on."""
    return AsOf(edition, day, row.company, row.language, row.k)


def asked(environ: "WSGIEnvironment") -> str:
    """What a stranger without any cookie asks for: two of them who ask alike are told alike."""
    said = (environ.get(name, "") for name in ("PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT_LANGUAGE"))
    return "\0".join(said)


def keepable(page: Callable[[], Response], of: AsOf) -> Response:
    """Answer 304 when the browser has the page made of these facts, else make it and tag it.

    The tag stands on the facts, the language, the release, who reads and the address, never on the page's
    bytes. A stranger's copy carries no token and sets no cookie. A page with a toast is never kept. What was
    asked without a cookie is noted, so that the next who asks alike wakes nobody (log/kept_pages.py).
    """
    g.keepable = True
    who = reader()
    if who is not None and "_flashes" in session:
        return page()
    facts = (of, words.language(), __version__, who.session_hash if who else "anyone", request.full_path)
    tag = hashlib.blake2s(repr(facts).encode(), digest_size=12).hexdigest()
    if request.if_none_match.contains(tag):
        response = Response(status=304)
    else:
        response = page() if who else _copy(tag, page)
        if response.status_code != 200:
            return response
    if not request.cookies:
        shelf("asked").put(asked(request.environ), f"{tag} {of!r}".encode())
    response.set_etag(tag)
    response.headers.update(KEPT)
    return response


def _copy(tag: str, page: Callable[[], Response]) -> Response:
    """The page from this process's copies; whatever it is made of is in its tag, so none is ever out of date."""
    body = shelf("pages").get(tag)
    if body is not None:
        return Response(body, mimetype="text/html")
    response = page()
    if response.status_code == 200:
        shelf("pages").put(tag, response.get_data())
    return response


def stamped(template: str, name: str, said: Sequence[str]) -> Response:
    """A page that tells two strangers apart by these words alone: made once a language, and stamped with the words.

    A whole floor may raise in the same minute, and each of them gets the same page with another claim code.
    """
    if not sessionless():
        raise RuntimeError(f"{template} may show who reads it, and would be shown to others")
    kept = repr((template, words.language(), house().company, request.path, len(said)))
    body = shelf("stamped").get(kept)
    places = [f"{_PLACE}.{n}." for n in range(len(said))]
    if body is None:
        body = render_template(template, **{name: places}).encode()
        shelf("stamped").put(kept, body)
    for place, word in zip(places, said, strict=True):
        body = body.replace(place.encode(), escape(word).encode())
    return Response(body, mimetype="text/html")
