"""Personal calendar addresses and single events to take along."""

import re
from datetime import date, timedelta

import icalendar
import pytest
from sqlalchemy import event

from floortime.people.model import Person
from floortime.sitdowns.actions import cancel_sitdown, give_seat, make_feed, move_sitdown, revoke_feed
from floortime.sitdowns.model import Sitdown
from tests.builders import post
from tests.sitdowns.plans import dates_of, opened, row


@pytest.fixture
def rows(stage, cast):
    """Four sit-downs, Bo and Fatima in the first."""
    found = dates_of(stage, opened(stage, cast, ends_after=4))
    for person in (cast.bo, cast.colleagues[0]):
        with stage.act(cast.dee) as act:
            give_seat(act, row(act, Sitdown, found[0].id), row(act, Person, person.id))
    return found


def secret(stage, person, *, everything=True, kind="agent") -> str:
    with stage.act(person) as act:
        made = make_feed(act, row(act, Person, person.id), kind=kind, with_invited=everything)
    return f"/feeds/{made}.ics"


def events(response):
    return icalendar.Calendar.from_ical(response.data).walk("VEVENT")


def test_a_leader_sees_every_date_and_an_agent_their_own(stage, cast, rows, client):
    leader = client.get(secret(stage, cast.ada, kind="leader"))
    assert [e["DTSTART"].dt for e in events(leader)] == [one.starts_at for one in rows]
    agent = client.get(secret(stage, cast.bo))
    assert [str(e["SUMMARY"]) for e in events(agent)] == [
        "Floor time: Ada Lindqvist with the night shift, Utrecht"
    ]
    assert b"ATTENDEE" not in leader.data + agent.data
    assert b"Fatima" not in agent.data
    assert agent.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert agent.headers["Cache-Control"] == "private, no-cache"
    assert agent.headers["Referrer-Policy"] == "no-referrer"
    assert b"METHOD" not in agent.data
    assert b"X-WR-CALNAME:Floortime\\, Nordvik" in agent.data


def test_what_came_by_mail_is_left_out_unless_asked(stage, cast, rows, client):
    assert events(client.get(secret(stage, cast.ada, everything=False))) == []
    assert events(client.get(secret(stage, cast.bo, everything=False))) == []
    with stage.act() as act:
        act.session.get(Person, cast.colleagues[1].id).mail_ok = False
    with stage.act(cast.dee) as act:
        give_seat(act, row(act, Sitdown, rows[1].id), row(act, Person, cast.colleagues[1].id))
    paper = client.get(secret(stage, cast.colleagues[1], everything=False))
    assert [e["DTSTART"].dt for e in events(paper)] == [rows[1].starts_at]


def test_it_stands_still_until_something_changes(stage, cast, rows, client):
    url = secret(stage, cast.bo)
    first = client.get(url)
    assert client.get(url).data == first.data
    again = client.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    with stage.act(cast.dee) as act:
        move_sitdown(
            act, row(act, Sitdown, rows[0].id), start_local=rows[0].start_local + timedelta(hours=1),
            place="Room 4", link="", reason="Handover.",
        )  # fmt: skip
    changed = client.get(url, headers={"If-None-Match": first.headers["ETag"]})
    (moved,) = events(changed)
    assert (changed.status_code, str(moved["LOCATION"]), int(moved["SEQUENCE"])) == (200, "Room 4", 1)


def test_cancelled_ones_are_shown_as_such_for_ninety_days(stage, cast, rows, client, moment):
    leader, agent = secret(stage, cast.ada), secret(stage, cast.bo)
    with stage.act(cast.dee) as act:
        cancel_sitdown(act, row(act, Sitdown, rows[0].id), reason="Snow.", side="house")
    for url, many in ((leader, 4), (agent, 1)):
        found = events(client.get(url))
        assert (len(found), str(found[0]["STATUS"])) == (many, "CANCELLED")
    moment.forward(days=91)
    assert [len(events(client.get(url))) for url in (leader, agent)] == [3, 0]


def test_closed_made_anew_or_its_owner_gone_it_is_not_there(stage, cast, rows, client, moment):
    old = secret(stage, cast.bo)
    new = secret(stage, cast.bo)
    assert [client.get(url).status_code for url in (old, new, "/feeds/nothing.ics")] == [404, 200, 404]
    with stage.act(cast.bo) as act:
        assert revoke_feed(act, row(act, Person, cast.bo.id)) is True
        assert revoke_feed(act, row(act, Person, cast.bo.id)) is False
    gone, erased = secret(stage, cast.colleagues[0]), secret(stage, cast.colleagues[1])
    with stage.act() as act:
        act.session.get(Person, cast.colleagues[0].id).left_on = date(2026, 11, 23)
        act.session.get(Person, cast.colleagues[1].id).erased_on = date(2026, 11, 23)
    assert [client.get(url).status_code for url in (new, gone, erased)] == [404, 404, 404]


def test_few_queries_however_many_events(app, stage, cast, rows, client):
    url, counted = secret(stage, cast.ada), []
    engine = app.extensions["floortime"].db.engine
    event.listen(engine, "before_cursor_execute", lambda *a: counted.append(a[2]))
    first = client.get(url, headers={"Accept-Language": "en"})
    built = len(counted)
    client.get(url, headers={"Accept-Language": "en"})
    kept = len(counted) - built
    client.get(url, headers={"Accept-Language": "en", "If-None-Match": first.headers["ETag"]})
    assert (built, kept, len(counted) - built - kept) == (3, 1, 1)


def test_one_event_to_take_along_from_the_same_bytes(stage, cast, rows, client, signed_in):
    url = f"/sitdowns/{rows[0].id}.ics"
    mine = signed_in(cast.bo).get(url)
    (one,) = events(mine)
    assert one == events(client.get(secret(stage, cast.bo)))[0]
    assert signed_in(cast.cy).get(url).status_code == 404
    assert client.get(url).status_code == 303


def test_the_page_shows_the_address_once(stage, cast, rows, signed_in, client):
    browser = signed_in(cast.bo)
    assert post(browser, "/me/feed", {"everything": "y"}, page="/me/feed").status_code == 200
    shown = post(browser, "/me/feed", {"everything": "y"}, page="/me/feed").text
    address = re.search(r"http://localhost(/feeds/[^<\s]+\.ics)", shown)[1]
    assert len(events(client.get(address))) == 1
    assert "/feeds/" not in browser.get("/me/feed").text
    assert post(browser, "/me/feed/revoke", page="/me/feed").status_code == 303
    assert client.get(address).status_code == 404
