"""What a stranger opens as the last one did is answered before Flask, and says what the page would say."""

import pytest

from floortime.people.model import House
from tests.obstacles.play import published


@pytest.fixture
def entry(stage, cast):
    """An obstacle in the log."""
    return published(stage, cast)


@pytest.fixture
def woken(app, monkeypatch):
    """What reached the application itself."""
    asked, inside = [], app.full_dispatch_request
    monkeypatch.setattr(app, "full_dispatch_request", lambda *a: asked.append(1) or inside(*a))
    return asked


@pytest.fixture
def pages(entry):
    """A page of each kind."""
    return ["/log", "/log?q=printer", "/did", f"/log/{entry.code}"]


def test_the_second_stranger_gets_the_same_answer_and_wakes_nobody(client, pages, woken):
    for n, address in enumerate(pages, 1):
        first, second = client.get(address), client.get(address)
        assert (second.status_code, second.data, len(woken)) == (200, first.data, n)
        assert sorted(second.headers) == sorted(first.headers)


def test_who_has_it_is_told_that_nothing_changed(client, pages, woken):
    for n, address in enumerate(pages, 1):
        tag = client.get(address).headers["ETag"]
        again = client.get(address, headers={"If-None-Match": tag})
        assert (again.status_code, again.data, again.headers["ETag"], len(woken)) == (304, b"", tag, n)


def test_what_changed_is_made_anew(stage, cast, client, pages, woken):
    first = client.get("/log")
    published(stage, cast, title="The lift stands still")
    changed = client.get("/log", headers={"If-None-Match": first.headers["ETag"]})
    assert (changed.status_code, b"The lift stands still" in changed.data, len(woken)) == (200, True, 2)


def test_each_language_has_its_own(client, pages, woken):
    read = [client.get("/log", headers={"Accept-Language": code}) for code in ("nl", "sv", "nl", "sv")]
    assert [response.headers["ETag"] for response in read[:2]] == [r.headers["ETag"] for r in read[2:]]
    assert (b'lang="nl"' in read[2].data, b'lang="sv"' in read[3].data, len(woken)) == (True, True, 2)


def test_a_new_day_is_another_page(client, pages, moment, woken):
    tag = client.get("/log").headers["ETag"]
    moment.forward(days=1)
    assert client.get("/log").headers["ETag"] != tag
    assert len(woken) == 2


def test_another_name_of_the_house_is_seen_within_seconds(stage, client, pages, moment, woken):
    client.get("/log")
    with stage.act() as act:
        act.session.get(House, 1).company = "Zuidvik"
    moment.forward(seconds=11)
    assert b"Zuidvik" in client.get("/log").data
    assert len(woken) == 2


def test_a_cookie_of_any_kind_wakes_the_page(client, pages, woken):
    client.get("/log")
    client.set_cookie("language", "nb")
    assert b'lang="nb"' in client.get("/log").data
    assert len(woken) == 2


def test_who_is_signed_in_is_shown_their_own_and_leaves_nothing_behind(signed_in, client, cast, pages):
    assert b"Morning board" in signed_in(cast.dee).get("/log").data
    assert b"Morning board" not in client.get("/log").data


def test_what_was_not_found_is_not_kept(client, pages, woken):
    assert [client.get("/log/ZZZZZZZZ").status_code for _ in range(2)] == [404, 404]
    assert len(woken) == 2
