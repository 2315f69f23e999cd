"""Most who open the log are strangers, and find it as the last one did: they are answered before Flask wakes; knows its edition.

Whatever is not the plain question of somebody without a cookie, asked here before and unchanged since, goes in:
the page is made there, and there it is noted what may be answered here.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask
from sqlalchemy.exc import DBAPIError
from werkzeug.http import parse_etags, quote_etag

from floortime import dates
from floortime.log.queries.front import edition_now
from floortime.web.acts import Ground, house_kept
from floortime.web.keeping import KEPT, as_of, asked, shelf

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

PAGES = ("/log", "/did")
HEADERS = [("Content-Type", "text/html; charset=utf-8"), *KEPT.items()]


def wire(app: Flask) -> None:
    """Stand before the application, inside what dresses its answers."""
    app.wsgi_app = KeptPages(app, app.wsgi_app)  # type: ignore[method-assign]


class KeptPages:
    """Answers from the shelf, or that nothing changed."""

    def __init__(self, app: Flask, inside: "WSGIApplication") -> None:
        self._app, self._inside = app, inside

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """304, the kept page, or whatever the application says."""
        path: str = environ["PATH_INFO"]
        if (
            path.startswith(PAGES)
            and environ["REQUEST_METHOD"] == "GET"
            and not environ.get("HTTP_COOKIE")
            and (tag := self._standing(asked(environ))) is not None
        ):
            headers = [*HEADERS, ("ETag", quote_etag(tag))]
            if parse_etags(environ.get("HTTP_IF_NONE_MATCH")).contains_weak(tag):
                start_response("304 NOT MODIFIED", headers)
                return []
            body = shelf("pages", self._app).get(tag)
            if body is not None:
                start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
                return [body]
        return self._inside(environ, start_response)

    def _standing(self, question: str) -> str | None:
        """The tag of the page that was the answer, if it still is."""
        noted = shelf("asked", self._app).get(question)
        ground: Ground = self._app.extensions["floortime"]
        now = ground.clock()
        house = house_kept(self._app, now)
        if noted is None or house is None:
            return None
        try:
            with ground.db.reader.connect() as connection:
                edition = edition_now(connection)
        except DBAPIError:
            return None  # the application meets it too, and has words for it
        tag, _sep, stood_on = noted.decode().partition(" ")
        return tag if stood_on == repr(as_of(edition, dates.local(now, house.zone).date(), house)) else None
