"""Writers of the embedded database come to their turn: they wait for each other, and say so when it takes too long."""

import threading

import pytest
from sqlalchemy.exc import OperationalError

from floortime import engines
from floortime.db import Database, bump

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def waits_by_itself(db: Database) -> int:
    with db.reading() as session:
        return session.connection().exec_driver_sql("pragma busy_timeout").scalar_one()


def test_a_writer_waits_until_the_other_has_done(db):
    """Longer than SQLite is asked to wait at a time."""
    begun, done = threading.Event(), []

    def other() -> None:
        with db.writing() as session:
            bump(session, "first")
            begun.set()
            threading.Event().wait(0.4)
            done.append("first")

    holding = threading.Thread(target=other)
    holding.start()
    begun.wait()
    with db.writing() as session:
        bump(session, "second")
        done.append("second")
    holding.join()
    assert done == ["first", "second"]


def test_a_writer_who_waited_in_vain_is_told_and_reads_on_as_before(db, monkeypatch):
    monkeypatch.setattr(engines, "PATIENCE", 0.2)
    monkeypatch.setattr(engines, "PATIENT", "pragma busy_timeout=200")
    with db.writing() as holding:
        bump(holding, "first")
        with pytest.raises(OperationalError, match="database is locked"), db.writing() as session:
            bump(session, "second")
    with db.writing() as session:
        bump(session, "second")
    assert waits_by_itself(db) == 200


def test_who_reads_waits_for_what_is_rare_as_long_as_a_writer(db):
    with db.writing() as session:
        bump(session, "once")
    assert waits_by_itself(db) == engines.PATIENCE * 1000


def test_what_is_wrong_otherwise_is_said_at_once(db):
    with db.reading() as session:
        session.connection().exec_driver_sql("pragma query_only=on")
    with (
        pytest.raises(OperationalError, match="attempt to write a readonly database"),
        db.writing() as session,
    ):
        bump(session, "never")
