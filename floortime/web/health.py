"""For machines that watch: /healthz says that this process answers, /readyz that it can do its work; knows schema."""

from flask import Flask, Response, make_response
from sqlalchemy.exc import DBAPIError

from floortime import schema
from floortime.web.access import access, nobody_known
from floortime.web.acts import ground


def wire(app: Flask) -> None:
    """Two addresses that read no session, no language and no template."""
    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)


@access(nobody_known)
def healthz() -> Response:
    """This process is there; the database is not asked, so that its trouble does not restart us."""
    return _plain("ok")


@access(nobody_known)
def readyz() -> Response:
    """The database answers and holds this version's tables."""
    try:
        at = schema.current(ground().db)
    except (DBAPIError, OSError):
        return _plain("the database does not answer", 503)
    if at != schema.newest():
        return _plain(f"the tables stand at {at or 'nothing'}, not at {schema.newest()}", 503)
    return _plain("ready")


def _plain(said: str, status: int = 200) -> Response:
    response = make_response(said + "\n", status)
    response.mimetype = "text/plain"
    return response
