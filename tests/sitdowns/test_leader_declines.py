"""A leader's no from their own calendar: a substitute, or two times that nothing known speaks against."""

import re
from datetime import UTC, datetime

import pytest

from floortime.people.model import ClosedDay, Person
from floortime.sitdowns.actions import cancel_sitdown
from floortime.sitdowns.model import BusyBlock, BusySource, Sitdown
from tests.builders import post
from tests.mailroom.inbox import brought
from tests.mailroom.letters import mail, reply
from tests.sitdowns.attendee import deliver
from tests.sitdowns.plans import row
from tests.sitdowns.test_replies import Table


@pytest.fixture
def table(stage, cast, moment) -> Table:
    """A sit-down of Ada on Thursday 3 December, 22:30, with Bo; another on each Thursday after it."""
    return Table(stage, cast, moment)


def offered(browser, table) -> list[str]:
    """The times that the page offers."""
    return re.findall(r"move\?by=leader&amp;to=([0-9T:-]+)", browser.get(f"/sitdowns/{table.id}").text)


def declines(stage, cast, table) -> None:
    said = reply(
        table.event("series").uid,
        cast.ada.email,
        "DECLINED",
        recurrence="20261203T213000Z",
        stamp="20261123T100000Z",
    )
    assert brought(stage, mail(said, sender=cast.ada.email)) == ("applied", "leader_declined")


def test_two_times_are_offered_once_the_leader_declined(stage, cast, table, signed_in):
    browser = signed_in(cast.dee)
    assert offered(browser, table) == []
    declines(stage, cast, table)
    assert offered(browser, table) == ["2026-12-02T22:30", "2026-12-04T22:30"]


def test_neither_weekends_closed_days_nor_busy_times_are_offered(stage, cast, table, signed_in):
    declines(stage, cast, table)
    with stage.act() as act:
        act.session.add(ClosedDay(site_id=cast.utrecht.id, day=datetime(2026, 12, 4).date(), name="Move"))
        act.session.add(
            BusySource(person_id=cast.ada.id, url="https://x.example/a", due_at=act.at, read_at=act.at)
        )
        act.session.add(
            BusyBlock(
                person_id=cast.ada.id,
                starts_at=datetime(2026, 12, 2, 21, tzinfo=UTC),
                ends_at=datetime(2026, 12, 2, 22, tzinfo=UTC),
            )
        )
    assert offered(signed_in(cast.dee), table) == ["2026-12-07T22:30", "2026-12-08T22:30"]


def test_pressed_it_moves_and_the_floor_reads_that_the_leader_moved_it(stage, cast, table, signed_in, moment):
    declines(stage, cast, table)
    browser = signed_in(cast.dee)
    page = f"/sitdowns/{table.id}/move?by=leader&to={offered(browser, table)[0]}"
    form = browser.get(page).text
    typed = {
        "day": re.search(r'name="day"[^>]*value="([^"]+)"', form)[1],
        "at": re.search(r'name="at"[^>]*value="([^"]+)"', form)[1],
        "why": re.search(r'name="why"[^>]*value="([^"]+)"', form)[1],
        "place": "Canteen, second floor", "link": "",
    }  # fmt: skip
    assert (f"{typed['day']}T{typed['at']}", typed["why"]) == (
        offered(browser, table)[0],
        "Moved by the leader.",
    )
    assert post(browser, page, typed, page=page).status_code == 303
    assert offered(browser, table) == []  # another hour asks the leader anew
    moment.forward(minutes=5)
    mine = [letter for letter in deliver(stage) if letter.to_id == cast.bo.id]
    assert [letter.event for letter in mine] == ["sitdown_moved"]
    assert b"Moved by the leader." in mine[0].body


def test_a_date_that_was_called_off_offers_nothing(stage, cast, table, signed_in):
    declines(stage, cast, table)
    with stage.act(cast.dee) as act:
        assert row(act, Person, cast.ada.id) is not None
        cancel_sitdown(act, row(act, Sitdown, table.id), reason="Closed", side="house")
    assert offered(signed_in(cast.dee), table) == []
