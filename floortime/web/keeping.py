"""Pages that a browser keeps and asks after: an ETag made before the page is, and 304; knows web/acts."""

import hashlib
from collections.abc import Callable

from flask import Response, g, request, session

from floortime import __version__, words
from floortime.web.acts import reader


def keepable(page: Callable[[], Response], *of: object) -> Response:
    """Answer 304 when the browser has the page made of these facts, else make it and tag it.

    The tag stands on the facts, the language, the release, who reads and the address, never on the page's
    bytes. A stranger's copy carries no token and sets no cookie. A page with a toast is never kept.
    """
    g.keepable = True
    if reader() is not None and "_flashes" in session:
        return page()
    who = reader()
    facts = (of, words.language(), __version__, who.session_hash if who else "anyone", request.full_path)
    tag = hashlib.blake2s(repr(facts).encode(), digest_size=12).hexdigest()
    response = Response(status=304) if request.if_none_match.contains(tag) else page()
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(("Cookie", "Accept-Language"))
    return response
