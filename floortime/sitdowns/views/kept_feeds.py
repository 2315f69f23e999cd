"""Calendar programs ask every quarter of an hour whether a feed changed: what did not is told before Flask wakes; knows queries.

Whatever is not a plain question for a feed that is open and known here goes in: its page builds the bytes, says
what is wrong, and puts on the shelf what is answered from it here.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import unquote

from flask import Flask
from sqlalchemy.exc import DBAPIError
from werkzeug.http import parse_etags, quote_etag

from floortime.sitdowns.queries import feeds as queries
from floortime.web.acts import Ground
from floortime.web.keeping import shelf

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

BEFORE, AFTER = "/feeds/", ".ics"
FOUND = "floortime.feed"
"""Where the page finds what was looked up here, so that a first reading costs no question more."""
HEADERS = {
    "Content-Type": "text/calendar; charset=utf-8",
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
}


def wire(app: Flask) -> None:
    """Stand before the application, inside what dresses its answers."""
    app.wsgi_app = KeptFeeds(app, app.wsgi_app)  # type: ignore[method-assign]


class KeptFeeds:
    """Answers from the shelf, or that nothing changed."""

    def __init__(self, app: Flask, inside: "WSGIApplication") -> None:
        self._app, self._inside = app, inside

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """304, the kept bytes, or whatever the application says."""
        path: str = environ["PATH_INFO"]
        if path.startswith(BEFORE) and path.endswith(AFTER) and environ["REQUEST_METHOD"] == "GET":
            found = self._found(unquote(path[len(BEFORE) : -len(AFTER)]))
            if found is not None:
                environ[FOUND] = found
                headers = [*HEADERS.items(), ("ETag", quote_etag(found.tag))]
                if parse_etags(environ.get("HTTP_IF_NONE_MATCH")).contains_weak(found.tag):
                    start_response("304 NOT MODIFIED", headers)
                    return []
                body = shelf("feeds", self._app).get(found.key)
                if body is not None:
                    start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
                    return [body]
        return self._inside(environ, start_response)

    def _found(self, secret: str) -> queries.OpenFeed | None:
        ground: Ground = self._app.extensions["floortime"]
        try:
            with ground.db.reader.connect() as connection:
                return queries.open_feed(connection, secret, ground.clock().date())
        except DBAPIError:
            return None  # the application meets it too, and has words for it
