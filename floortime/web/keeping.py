"""Pages that browsers keep and ask after: an ETag made before the page is, 304, and a copy for strangers; knows web/acts."""

import hashlib
from collections.abc import Callable

from flask import Response, current_app, g, request, session

from floortime import __version__, words
from floortime.web.acts import reader

COPIES = 128
"""Finished pages kept in this process for strangers, who all get the same one: about five megabytes."""


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
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(("Cookie", "Accept-Language"))
    return response


def _copy(tag: str, page: Callable[[], Response]) -> Response:
    """The page from this process's copies; whatever it is made of is in its tag, so none is ever out of date."""
    copies: dict[str, bytes] = current_app.extensions.setdefault("floortime.copies", {})
    body = copies.get(tag)
    if body is not None:
        return Response(body, mimetype="text/html")
    response = page()
    if response.status_code == 200:
        if len(copies) >= COPIES:
            copies.clear()
        copies[tag] = response.get_data()
    return response
