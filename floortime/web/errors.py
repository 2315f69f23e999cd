"""One table from errors to answers: a status, a page that states the fact and gives one way on; knows web/pages."""

from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from floortime.errors import (
    FloortimeError,
    Malformed,
    NotAllowed,
    NotFound,
    Refused,
    Stale,
    TooMany,
    Undeliverable,
)
from floortime.web.acts import ground
from floortime.web.pages import page

STATUS: dict[type[FloortimeError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    Refused: 409,
    Stale: 409,
    TooMany: 429,
    Malformed: 422,
    Undeliverable: 409,
}
PAGES = frozenset({403, 404, 409, 413, 422, 429, 500})
log = structlog.get_logger()


def wire(app: Flask) -> None:
    """Answer every known failure with its page; log an unknown one and say that nothing is lost."""

    @app.errorhandler(FloortimeError)
    def known(error: FloortimeError) -> Response:
        status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)
        return _shown(status, error)

    @app.errorhandler(CSRFError)
    def forged(error: CSRFError) -> Response:  # noqa: ARG001
        return _shown(403, NotAllowed())

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Any:
        code = error.code or 500
        if code < 400:
            return error
        return _shown(code if code in PAGES else 404 if code < 500 else 500, None, error.code)

    @app.errorhandler(Exception)
    def unknown(error: Exception) -> Response:
        # The route, never the path: secrets stand in paths, and codes of what was raised in confidence.
        log.error("unhandled", route=str(request.url_rule or "-"), exc_info=error)
        return _shown(500, None)


def _shown(status: int, error: FloortimeError | None, code: int | None = None) -> Response:
    response = page(
        f"errors/{status}.html",
        sentence=error.sentence if error else "",
        who=error.who if isinstance(error, Stale) else "",
        own=isinstance(error, Stale) and error.own,
        stale=isinstance(error, Stale),
        rows=error.rows if isinstance(error, Stale) else (),
        status=code or status,
        again=_typed() if status == 429 else (),
        back=_came_from(),
    )
    response.headers["Cache-Control"] = "no-store"
    if status == 429:
        response.headers["Retry-After"] = "60"
    return response


def _came_from() -> str:
    """The page whose form was sent, to load it again; never another site's."""
    given = urlsplit(request.referrer or "")
    if given.path and given.netloc in {urlsplit(ground().settings.base_url).netloc, request.host}:
        return given.path + (f"?{given.query}" if given.query else "")
    readable = request.url_rule is not None and "GET" in (request.url_rule.methods or ())
    return request.path if readable else "/"


def _typed() -> list[tuple[str, str]]:
    """What came with the form, so that its page can send it again: nothing that was typed is lost."""
    return [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
