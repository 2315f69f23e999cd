"""The test house: both databases, a clock that stands still, the cast, and a client that can sign in."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
import structlog
from flask import Flask, Response, current_app, request
from hypothesis import HealthCheck
from hypothesis import settings as exploring
from jinja2 import FileSystemBytecodeCache
from msgspec.structs import replace
from sqlalchemy import Engine, event

from floortime import db as door
from floortime import schema, words
from floortime.act import WORKER, Act, Actor, begin
from floortime.app import create_app
from floortime.db import Database
from floortime.people.model import WebSession
from floortime.settings import Settings
from floortime.tokens import hashed
from floortime.web.acts import Ground
from floortime.web.limits import Buckets
from tests.cast import Cast, seat_the_cast
from tests.postgres import Postgres, admin, emptying, own_postgres, url_of
from tests.seated import Seated, rows_of

BOTH = ("sqlite", "postgresql")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUSE = Settings(
    data=Path(),
    database_url="",
    secret_key="k9-2mQx7vR4tZ8wL1pN6sB3yH5dF0gJcA",
    base_url="http://localhost",
    mail_url="maildir:///dev/null/mail",
    mailbox="floortime@nordvik.example",
    log_public=True,
)
# The same examples each time, and no verdict by the wall clock: a busy machine is slow, not wrong.
exploring.register_profile(
    "house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
exploring.load_profile("house")
_server: Postgres | None = None


def pytest_configure(config: pytest.Config) -> None:
    """What is made once for all workers: compiled templates, and one PostgreSQL with a migrated template to clone."""
    global _server
    if not hasattr(config, "workerinput"):
        os.environ["FT_TEST_TEMPLATES"] = tempfile.mkdtemp(prefix="ft-templates-")
    _make_once()
    if hasattr(config, "workerinput"):
        return
    try:
        _server = Postgres()
    except Exception as broken:
        if os.environ.get("CI"):
            raise
        os.environ["FT_TEST_POSTGRESQL_MISSING"] = str(broken)
        return
    os.environ["FT_TEST_POSTGRESQL"] = _server.url
    admin(_server.url, "create database template_ft")
    template = Database(url_of(_server.url, "template_ft"))
    schema.upgrade(template)
    template.close()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started."""
    if hasattr(config, "workerinput"):
        return
    shutil.rmtree(os.environ["FT_TEST_TEMPLATES"], ignore_errors=True)
    if _server is not None:
        _server.stop()


def _make_once() -> None:
    """SQLAlchemy keeps compiled statements by engine: tests whose database has the same address share one."""
    door.engine_for = cache(_staying(door.engine_for))


def _staying(engine_for: Callable[[str], Engine]) -> Callable[[str], Engine]:
    """A PostgreSQL of the tests keeps its connections from test to test: a new one costs it more than most questions."""

    def staying(url: str) -> Engine:
        engine = engine_for(url)
        if "/ft_worker_" in url:
            engine.dispose = lambda close=True: None
        return engine

    return staying


def _in_no_hurry_to_disk(dbapi, _record) -> None:
    dbapi.execute("pragma synchronous=off")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Under CI nothing is left out: a test that skips for want of a browser or a database has failed."""
    report = yield
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = (
            f"left out under CI: {report.longrepr[2] if isinstance(report.longrepr, tuple) else ''}"
        )
    return report


@pytest.fixture(autouse=True)
def logs_of_its_own() -> Iterator[None]:
    """The command sends logs to the error stream of its moment; the next test has another one."""
    yield
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def in_english() -> None:
    """A test begins in the language of the sources, whatever the pages of the one before were read in."""
    words.speak(words.SOURCE)


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.sqlite3"
    database = Database(f"sqlite:///{path}")
    schema.upgrade(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
    database.close()
    return path


@pytest.fixture(scope="session")
def sqlite_engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """This worker's own SQLite engine; its file is a new one for each test."""
    engine = door.engine_for(f"sqlite:///{tmp_path_factory.mktemp('worker') / 'test.sqlite3'}")
    event.listen(engine, "connect", _in_no_hurry_to_disk)
    return engine


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """This worker's own PostgreSQL database."""
    with own_postgres("worker", "template_ft") as url:
        yield url


@pytest.fixture(scope="session")
def empty_postgresql(postgres_url: str) -> Iterator[Callable[[], object]]:
    """Called, it leaves nothing in this worker's PostgreSQL database."""
    with emptying(postgres_url) as empty:
        yield empty


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty, migrated database: every test that asks for it runs on both kinds."""
    if request.param == "sqlite":
        engine = request.getfixturevalue("sqlite_engine")
        path = Path(engine.url.database)
        shutil.copy(request.getfixturevalue("empty_sqlite"), path)
        yield f"sqlite:///{path}"
        engine.dispose()
        for left in path.parent.glob(path.name + "*"):
            left.unlink()
        return
    url = request.getfixturevalue("postgres_url")
    empty = request.getfixturevalue("empty_postgresql")
    yield url
    empty()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings as a small company would have them."""
    return replace(HOUSE, data=tmp_path, database_url=database_url, mail_url=f"maildir://{tmp_path / 'mail'}")


@pytest.fixture
def db(settings: Settings) -> Iterator[Database]:
    """The database behind `settings`."""
    database = Database(settings.database_url)
    yield database
    database.close()


class Moment:
    """A clock that stands still until a test moves it."""

    def __init__(self, at: datetime = MONDAY) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **parts: float) -> datetime:
        """Let time pass: `forward(days=1)`."""
        self.at += timedelta(**parts)
        return self.at


@pytest.fixture
def moment() -> Moment:
    """Monday 23 November 2026, 09:00 UTC, until moved."""
    return Moment()


class Stage:
    """How a test acts: `with stage.act(person) as act: verb(act, …)`."""

    def __init__(self, db: Database, settings: Settings, moment: Moment) -> None:
        self.db, self.settings, self.moment = db, settings, moment

    @contextmanager
    def act(self, by: object = WORKER, *, for_id: int | None = None) -> Iterator[Act]:
        """An act by a person (row or id), an Actor, or the worker."""
        if isinstance(by, Actor):
            actor = by
        else:
            person_id = by if isinstance(by, int) else by.id
            actor = Actor("delegate", person_id, for_id) if for_id else Actor("person", person_id)
        with begin(self.db, self.settings, by=actor, at=self.moment()) as act:
            yield act


@pytest.fixture
def stage(db: Database, settings: Settings, moment: Moment) -> Stage:
    """Where tests act."""
    return Stage(db, settings, moment)


@pytest.fixture
def cast(stage: Stage, seated: dict[bool, Seated]) -> Cast:
    """Ada, Bo, Cy, Dee, Eli and their company, in the database."""
    kept = seated.get(stage.db.is_sqlite)
    if kept is None:
        alone = not rows_of(stage.db)
        with stage.act() as act:
            cast = seat_the_cast(act)
        if alone:
            seated[stage.db.is_sqlite] = Seated(stage.db, cast)
        return cast
    with stage.act() as act:
        return kept.again(act)


@pytest.fixture(scope="session")
def seated() -> dict[bool, Seated]:
    """The cast as it was first seated on SQLite (True) and on PostgreSQL (False)."""
    return {}


@pytest.fixture(scope="session")
def built(empty_sqlite: Path) -> tuple[Flask, dict[str, object], dict[str, object]]:
    """An application, built once a worker, and what it held when it was new."""
    settings = replace(HOUSE, data=empty_sqlite.parent, database_url=f"sqlite:///{empty_sqlite}")
    application = create_app(settings)
    application.jinja_env.bytecode_cache = FileSystemBytecodeCache(os.environ["FT_TEST_TEMPLATES"])
    application.after_request_funcs.setdefault(None, []).append(_broken_pages)
    application.extensions["floortime"].db.close()
    return application, dict(application.extensions), dict(application.config)


def _broken_pages(response: Response) -> Response:
    if response.status_code == 500:
        current_app.extensions["floortime.broken"].append(request.path)
    return response


@pytest.fixture
def broken() -> list[str]:
    """Pages that broke. A test that breaks one on purpose takes it out of here; any other has failed."""
    return []


@pytest.fixture
def app(
    built: tuple[Flask, dict[str, object], dict[str, object]],
    settings: Settings,
    moment: Moment,
    broken: list[str],
) -> Iterator[Flask]:
    """The application, on the standing clock, CSRF on as in real life.

    Building it costs more than most tests: each finds it as it was when new, on a ground of its own.
    """
    application, held, configured = built
    application.config.clear()
    application.config.update(configured)
    database = Database(settings.database_url)
    application.extensions.clear()
    application.extensions.update(held)
    application.extensions["floortime"] = Ground(database, settings, moment)
    application.extensions["floortime.limits"] = Buckets()
    application.extensions["floortime.broken"] = broken
    yield application
    database.close()
    assert broken == []


@pytest.fixture
def client(app):
    """A browser that nobody is signed in to."""
    return app.test_client()


@pytest.fixture
def signed_in(app, stage: Stage):
    """`signed_in(person)`: a browser in which that person is signed in."""

    def browser(person: object):
        person_id = person if isinstance(person, int) else person.id
        token = f"token-{person_id}-{os.urandom(8).hex()}"
        with stage.act() as act:
            act.session.add(
                WebSession(
                    token_hash=hashed(token),
                    person_id=person_id,
                    made_at=act.at,
                    expires_at=act.at + timedelta(days=400),
                )
            )
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = token
            session["_fresh"] = True
        return client

    return browser
