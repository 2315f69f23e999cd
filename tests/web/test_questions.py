"""Questions put together of very many clauses: built once for whoever asks, planned once by PostgreSQL."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from floortime.questions import built_once, planned_once


def test_two_who_ask_the_same_at_once_have_it_built_once():
    built, both = [], threading.Barrier(2)

    @built_once(4)
    def asked(name: str):
        built.append(name)
        threading.Event().wait(0.05)  # long enough for the other to come
        return name

    def ask(_n: int) -> str:
        both.wait()
        return asked("the board")

    with ThreadPoolExecutor(2) as pool:
        assert (list(pool.map(ask, range(2))), built) == (["the board"] * 2, ["the board"])
    assert (asked("another"), asked("the board"), built) == ("another", "the board", ["the board", "another"])


def how_it_asks(session):
    """What a connection has been told of plans: as ever, unless a long question runs."""
    if session.connection().dialect.name == "sqlite":
        return []
    driver = session.connection().connection.dbapi_connection
    return [session.scalar(text("show plan_cache_mode")), driver.prepare_threshold]


@pytest.mark.parametrize("kind", ["reader", "writer"])
def test_a_question_that_fails_says_its_own_error_and_leaves_the_connection_as_it_was(db, kind):
    with Session(getattr(db, kind)) as session:
        before = how_it_asks(session)
        with pytest.raises(DatabaseError, match="rows_of_nowhere"), planned_once(session.connection()):
            session.execute(text("select * from rows_of_nowhere"))
        session.rollback()
        assert how_it_asks(session) == before


def test_after_a_question_the_connection_is_as_it_was(db):
    with db.reading() as session:
        before = how_it_asks(session)
        with planned_once(session.connection()):
            session.execute(text("select 1"))
        assert how_it_asks(session) == before
