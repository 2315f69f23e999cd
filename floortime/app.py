"""create_app: puts the house together. Roof: one of the few files that know every room."""

from datetime import timedelta

from flask import Blueprint, Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from floortime import clock as door_to_time
from floortime import records  # noqa: F401 - the mappers need every table
from floortime.briefing import views as briefing
from floortime.capture import views as capture
from floortime.clock import Clock
from floortime.db import Database
from floortime.demo.gate import made_by_demo
from floortime.desk import (  # noqa: F401 - these pages stand in the same blueprint
    beside,
    chasing,
    erasing,
    evidence,
    filters,
    followups,
    holding,
    hooks,
    inplace,
    looking,
    owners,
    programme,
    progress,
    promises,
    proving,
    tables,
    wishes,
)
from floortime.desk import views as desk
from floortime.headsups import views as headsups
from floortime.home import leader  # noqa: F401 - its page stands in the same blueprint
from floortime.home import views as home
from floortime.lists import views as lists
from floortime.log import department, kept_pages  # noqa: F401 - its page stands in the same blueprint
from floortime.log import headsups as log_headsups  # noqa: F401 - its pages stand in the log's blueprint
from floortime.log import views as log
from floortime.log.lately import fixed_lately
from floortime.mailroom import views as mailroom
from floortime.obstacles import views as obstacles
from floortime.people import views as people
from floortime.recognition import views as recognition
from floortime.scorecard import views as scorecard
from floortime.settings import Settings, from_environment
from floortime.sitdowns import views as sitdowns
from floortime.sitdowns.views import kept_feeds
from floortime.web import access, acts, errors, headers, health, limits, pages
from floortime.web.frame import Application

LARGEST_UPLOAD = 8 * 1024 * 1024


class Key(IntegerConverter):
    """A number in an address: at most what a database can hold, so that a longer one is not found, not a crash."""

    def __init__(self, url_map: Map, *, signed: bool = False) -> None:
        super().__init__(url_map, max=acts.LARGEST, signed=signed)


def create_app(settings: Settings | None = None, *, clock: Clock = door_to_time.now) -> Flask:
    """The application on these settings, or on the environment's."""
    settings = settings or from_environment()
    app = Application("floortime")
    app.url_map.converters["int"] = Key
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        MAX_CONTENT_LENGTH=LARGEST_UPLOAD,
        # The token proves where a form comes from. A Referer as well would shut out, over TLS, everybody whose
        # page sends none: the page behind a sign-in link is one.
        WTF_CSRF_SSL_STRICT=False,
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as its session; a long sit-down must not lose notes
    )
    if settings.trusted_proxies:
        n = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
    db = Database(settings.database_url)
    acts.wire(app, acts.Ground(db, settings, clock))
    pages.wire(app)
    health.wire(app)
    csrf = CSRFProtect(app)
    for blueprint in [*_blueprints(), *_demo(db)]:
        app.register_blueprint(blueprint)
    for view in app.view_functions.values():
        if getattr(getattr(view, "access", None), "sessionless", False):
            csrf.exempt(f"{view.__module__}.{view.__name__}")
    # Rooms further up lend these to pages of rooms that may not call them.
    app.jinja_env.globals.update(fixed_lately=fixed_lately, said_aloud_to=recognition.said_aloud_to)
    kept_feeds.wire(app)
    kept_pages.wire(app)
    headers.wire(app, settings)
    errors.wire(app)
    access.guard(app)
    limits.wire(app)
    return app


def _blueprints() -> list[Blueprint]:
    return [
        desk.bp,
        home.bp,
        log.bp,
        headsups.bp,
        mailroom.bp,
        people.bp,
        lists.bp,
        hooks.bp,
        obstacles.bp,
        scorecard.bp,
        briefing.bp,
        recognition.bp,
        followups.bp,
        capture.bp,
        sitdowns.bp,
    ]


def _demo(db: Database) -> list[Blueprint]:
    """One-click sign-in and the outbox page: only on a database that `floortime demo` made; no setting brings them."""
    if not made_by_demo(db):
        return []
    from floortime.demo import views

    return [views.bp]
