"""COUNTER and REFRESH: other times that people propose, and the invitation asked for again."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from floortime.sitdowns.model import Proposal, Sitdown
from tests.builders import post
from tests.mailroom.inbox import brought
from tests.mailroom.letters import calendar, event, mail
from tests.sitdowns.attendee import calendar_of, deliver
from tests.sitdowns.test_replies import Table


@pytest.fixture
def table(stage, cast, moment) -> Table:
    return Table(stage, cast, moment)


def counter(uid, who, start, *, method="COUNTER", stamp="20261123T100000Z", **more) -> bytes:
    return calendar(
        event(
            UID=uid,
            SEQUENCE=0,
            DTSTAMP=stamp,
            DTSTART=start,
            ATTENDEE=f";PARTSTAT=TENTATIVE:mailto:{who.email}",
            **more,
        ),
        method=method,
    )


def says(table, who, start, **more):
    body = counter(more.pop("uid", table.uid), who, start, **more)
    return brought(table.stage, mail(body, sender=who.email, method="COUNTER"))


def proposals(stage) -> list[tuple[int, datetime, str]]:
    with stage.db.reading() as session:
        return [
            (p.person_id, p.starts_at, p.state)
            for p in session.scalars(select(Proposal).order_by(Proposal.id))
        ]


def test_a_proposal_is_shown_with_what_speaks_against_it_and_taken(table, cast, stage, signed_in, moment):
    assert says(table, cast.bo, "20261204T210000Z", COMMENT="After my shift") == ("applied", "countered")
    assert says(table, cast.bo, "20261204T203000Z", stamp="20261123T090000Z") == ("nothing", "superseded")
    says(table, cast.colleagues[0], "20261210T213000Z")
    browser = signed_in(cast.dee)
    page = browser.get(f"/sitdowns/{table.id}").text
    assert ("“After my shift”" in page, "Nothing speaks against it." in page) == (True, True)
    assert "The leader already sits down with somebody then." in page
    assert "2 people will get a changed invitation: Bo, Fatima. 1 calendar is updated: Ada Lindqvist." in page
    first, second = proposals(stage)
    assert (first, second[2]) == ((cast.bo.id, datetime(2026, 12, 4, 21, tzinfo=UTC), "open"), "open")
    assert "Another time is proposed" in browser.get("/programme").text
    post(browser, f"/sitdowns/{table.id}/proposals/1/take")
    with stage.db.reading() as session:
        assert session.get(Sitdown, table.id).start_local == datetime(2026, 12, 4, 22)
    assert [one[2] for one in proposals(stage)] == ["accepted", "passed"]
    moment.forward(minutes=3)
    assert {(x.event, x.method, x.sequence) for x in deliver(stage)} == {("sitdown_moved", "REQUEST", 1)}


def test_a_proposal_that_is_left_is_answered_with_declinecounter(table, cast, stage, signed_in):
    series = table.event("series").uid
    slot = f"{table.slot:%Y%m%dT%H%M%SZ}"
    assert says(table, cast.ada, "20261204T200000Z", uid=series, RECURRENCE_ID=slot) == (
        "applied",
        "countered",
    )
    browser = signed_in(cast.dee)
    post(browser, f"/sitdowns/{table.id}/proposals/1/leave")
    post(browser, f"/sitdowns/{table.id}/proposals/1/leave")
    (letter,) = deliver(stage)
    told = calendar_of(letter.body)
    (one,) = told.walk("VEVENT")
    assert (letter.event, str(told["METHOD"]), str(one["UID"])) == (
        "proposal_declined",
        "DECLINECOUNTER",
        series,
    )
    assert one["RECURRENCE-ID"].dt.astimezone(UTC) == table.slot
    assert [p[2] for p in proposals(stage)] == ["declined"]
    assert post(browser, f"/sitdowns/{table.id}/proposals/1/take").status_code == 409


def test_what_is_no_proposal(table, cast, stage):
    assert says(table, cast.cy, "20261204T200000Z") == ("refused", "not_invited")
    assert says(table, cast.bo, ";VALUE=DATE:20261204") == ("refused", "no_time")
    forged = mail(counter(table.uid, cast.bo, "20261204T200000Z"), sender=cast.bo.email, results=None)
    assert brought(stage, forged) == ("held", "unauthenticated")
    assert proposals(stage) == []


@pytest.mark.parametrize(("role", "who"), [("seat", "bo"), ("series", "ada")])
def test_a_refresh_brings_the_whole_event_again_once_an_hour(table, cast, stage, moment, role, who):
    person, uid = getattr(cast, who), table.event(role).uid
    before = table.event(role).sequence
    ask = counter(uid, person, "20261203T213000Z", method="REFRESH")
    assert brought(stage, mail(ask, sender=person.email, method="REFRESH")) == ("applied", "refreshed")
    again = mail(ask, sender=person.email, method="REFRESH", message_id="<two@client.example>")
    assert brought(stage, again) == ("nothing", "refreshed_before")
    (letter,) = deliver(stage)
    told = calendar_of(letter.body)
    assert (str(told["METHOD"]), str(told.walk("VEVENT")[0]["UID"])) == ("REQUEST", uid)
    assert int(told.walk("VEVENT")[0]["SEQUENCE"]) == before == table.event(role).sequence


def test_a_leader_who_declines_a_date_opens_two_ways_on(table, cast, stage, signed_in):
    series = table.event("series").uid
    table.says(cast.ada, "DECLINED", uid=series, recurrence=f"{table.slot:%Y%m%dT%H%M%SZ}")
    browser = signed_in(cast.dee)
    page = browser.get(f"/sitdowns/{table.id}").text
    assert "Ada Lindqvist declined this date from the calendar." in page
    assert "Ada Lindqvist declined: a substitute, or another time?" in browser.get("/programme").text
    assert 'value="Moved by the leader."' in browser.get(f"/sitdowns/{table.id}/move?by=leader").text
