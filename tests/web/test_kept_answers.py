"""What was read is kept while nothing in the database changes, and not a moment longer."""

from datetime import timedelta

import pytest

from floortime.people.model import Department
from floortime.web.remembering import FRESH, kept


@pytest.fixture
def ask(app, stage):
    """Reads, in a page of its own, a number that rises with each reading."""
    read = []

    def page(which="one"):
        with app.test_request_context("/"):
            return kept(which, lambda: read.append(which) or len(read))

    return page


SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""PostgreSQL's state is that of its whole server: what other tests do there ends it, too."""


@SQLITE
def test_asked_twice_it_is_read_once(ask):
    assert [ask(), ask(), ask("another"), ask()] == [1, 1, 2, 1]


def test_any_change_ends_it(ask, stage, cast):
    before = ask()
    with stage.act(cast.dee) as act:
        act.session.get(Department, cast.customer.id).name = "Customers"
    assert (before, ask()) == (1, 2)


@SQLITE
def test_it_is_read_anew_after_some_seconds(ask, moment):
    ask()
    moment.forward(seconds=(FRESH - timedelta(seconds=1)).seconds)
    young = ask()
    moment.forward(seconds=1)
    assert (young, ask()) == (1, 2)
