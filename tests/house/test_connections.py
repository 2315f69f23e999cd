"""A database that was restarted: connections that rested are asked first, and a broken one costs one request at most."""

from contextlib import nullcontext

import psycopg
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from floortime import engines


@pytest.fixture
def gone(db):
    """The house's connection, ended by the server; a file ends none."""
    if db.is_sqlite:
        return
    # Those that stayed from other tests go first: the next one is the one that ends.
    Engine.dispose(db.engine)
    with db.reader.connect() as connection:
        pid = connection.scalar(text("select pg_backend_pid()"))
    address = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as other:
        other.execute("select pg_terminate_backend(%s, 10000)", (pid,))


def test_after_a_rest_nobody_notices(db, gone, monkeypatch):
    monkeypatch.setattr(engines, "RESTED", 0.0)
    with db.reader.connect() as connection:
        assert connection.scalar(text("select 1")) == 1


def test_without_a_rest_one_request_fails_and_the_next_does_not(db, gone, monkeypatch):
    monkeypatch.setattr(engines, "RESTED", 3600.0)
    broken = nullcontext() if db.is_sqlite else pytest.raises(OperationalError)
    with broken, db.reader.connect() as connection:
        connection.execute(text("select 1"))
    with db.reader.connect() as connection:
        assert connection.scalar(text("select 1")) == 1
