"""Pages that browsers keep and ask after: an ETag made before the page is, 304, a copy for strangers, and one to stamp; knows web/acts."""

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock

from flask import Flask, Response, current_app, g, render_template, request, session
from markupsafe import escape

from floortime import __version__, words
from floortime.web.acts import house, reader, sessionless

SHELF = 1 * 1024 * 1024
"""Bytes of finished pages that each web process keeps, and as many of finished calendars."""
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
            self._left += len(self._kept.pop(tag, b"")) - len(body)
            self._kept[tag] = body
            while self._left < 0:
                self._left += len(self._kept.popitem(last=False)[1])


def shelf(name: str, app: Flask = current_app) -> Shelf:
    """This process's shelf for one kind of thing."""
    found: Shelf = app.extensions.setdefault(f"floortime.shelf.{name}", Shelf())
    return found


def keepable(page: Callable[[], Response], *of: object) -> Response:
    """Answer 304 when the browser has the page made of these facts, else make it and tag it.

    The tag stands on the facts, the language, the release, who reads and the address, never on the page's
    bytes. A stranger's copy carries no token and sets no cookie. A page with a toast is never kept.
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
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(("Cookie", "Accept-Language"))
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
