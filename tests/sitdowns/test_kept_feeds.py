"""A feed that nobody changed is answered before Flask, and says what the page would say."""

import pytest
from sqlalchemy import event

from floortime.people.model import Person
from floortime.sitdowns.actions import cancel_sitdown, revoke_feed
from floortime.sitdowns.model import Sitdown
from tests.sitdowns.plans import dates_of, opened, row
from tests.sitdowns.test_feeds import secret


@pytest.fixture
def dates(stage, cast):
    """Four sit-downs of Ada's."""
    return dates_of(stage, opened(stage, cast, ends_after=4))


@pytest.fixture
def address(stage, cast, dates):
    """Ada's calendar."""
    return secret(stage, cast.ada, kind="leader")


@pytest.fixture
def woken(app, monkeypatch):
    """What reached the application itself."""
    asked, inside = [], app.full_dispatch_request
    monkeypatch.setattr(app, "full_dispatch_request", lambda *a: asked.append(1) or inside(*a))
    return asked


def test_the_second_reader_gets_the_same_answer_and_wakes_nobody(client, address, woken):
    first, second = client.get(address), client.get(address)
    assert (second.status_code, second.data, len(woken)) == (200, first.data, 1)
    first.headers.pop("Vary", None)  # Flask's own, of whatever looked at the session
    assert sorted(second.headers) == sorted(first.headers)


def test_who_has_it_is_told_that_nothing_changed(client, address, woken):
    tag = client.get(address).headers["ETag"]
    for known in (tag, f'W/{tag}, "other"', "*"):
        again = client.get(address, headers={"If-None-Match": known})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert len(woken) == 1


def test_what_changed_is_made_anew(stage, cast, client, address, dates, woken):
    first = client.get(address)
    with stage.act(cast.dee) as act:
        cancel_sitdown(act, row(act, Sitdown, dates[0].id), reason="Snow.", side="house")
    changed = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (changed.status_code, changed.data == first.data, len(woken)) == (200, False, 2)


def test_a_closed_address_is_kept_by_nobody(stage, cast, client, address):
    tag = client.get(address).headers["ETag"]
    with stage.act(cast.ada) as act:
        revoke_feed(act, row(act, Person, cast.ada.id))
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 404
    assert client.get(address).status_code == 404


def test_its_headers_are_those_of_every_answer(client, address):
    client.get(address)
    kept = client.get(address)
    assert kept.headers["X-Content-Type-Options"] == "nosniff"
    assert kept.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "Set-Cookie" not in kept.headers


def test_one_statement_for_a_kept_feed(app, client, address, db):
    client.get(address)
    sent: list[str] = []
    event.listen(app.extensions["floortime"].db.engine, "before_cursor_execute", lambda *a: sent.append(a[2]))
    client.get(address)
    assert len(sent) == 1
