"""A leader's published calendar, from a real web server to what planners read: fetched, kept as times, aged, forgotten."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from floortime.desk.forgetting import erase_everywhere
from floortime.mailroom.calendars import CalendarRoom, read_due
from floortime.people.model import Delegate, Person, Role
from floortime.sitdowns.actions import draft_series
from floortime.sitdowns.actions.free_time import (
    ask_for_calendars,
    forget_address,
    give_address,
    tidy_free_time,
)
from floortime.sitdowns.model import BusyBlock, BusySource, CalEvent, Sitdown
from floortime.sitdowns.queries import default_programme
from floortime.sitdowns.queries.conflicts import against_time
from floortime.sitdowns.queries.free_time import source
from floortime.sitdowns.queries.planning import preview
from tests.builders import errors, heading, post
from tests.cast import person
from tests.house.world import dump
from tests.mailroom.webserver import web_site
from tests.sitdowns.plans import dates_of, opened, plan, row, series_of

SECRET = "Merger talks with Acme"
BUSY = "The leader’s own calendar is taken from 22:00 to 23:00."


@pytest.fixture
def site():
    with web_site() as found:
        yield found


@pytest.fixture
def room(stage, settings):
    found = CalendarRoom(stage.db, settings, stage.moment, may_reach=lambda _address: True)
    yield found
    found.close()


def published(*times: tuple[str, str], extra: str = "") -> bytes:
    """A calendar with an event from and to each of these wall times in Amsterdam."""
    zone = ";TZID=Europe/Amsterdam:"
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}@acme.example\r\nSUMMARY:{SECRET}\r\nLOCATION:{SECRET}\r\nDTSTART{zone}{start}\r\n"
        f"DTEND{zone}{end}\r\nEND:VEVENT\r\n"
        for n, (start, end) in enumerate(times)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:{SECRET}\r\n{events}{extra}END:VCALENDAR\r\n".encode()


EVENING = ("20261203T220000", "20261203T230000")


def given(stage, cast, site) -> None:
    with stage.act(cast.ada) as act:
        give_address(act, row(act, Person, cast.ada.id), site.url)


def blocks(stage) -> list[tuple[str, str]]:
    with stage.db.reading() as session:
        found = session.scalars(select(BusyBlock).order_by(BusyBlock.starts_at)).all()
        return [(f"{one.starts_at:%m-%d %H:%M}", f"{one.ends_at:%H:%M}") for one in found]


def refreshed(stage, room) -> int:
    """Let the duty ask, and read what is due; says how many were read."""
    with stage.act() as act:
        ask_for_calendars(act)
    return read_due(room)


def kept(stage, cast) -> BusySource | None:
    with stage.db.reading() as session:
        return session.get(BusySource, cast.ada.id)


def test_only_busy_times_are_kept_and_no_word_of_what_they_are_for(stage, cast, site, room, db):
    site.body = published(EVENING)
    given(stage, cast, site)
    assert (room.turn(), room.turn()) == (True, False)
    assert blocks(stage) == [("12-03 21:00", "22:00")]
    assert "Acme" not in repr(dump(db))
    assert site.asked[0]["path"] == "/busy.ics?key=secret"


def test_the_preview_the_move_and_a_proposal_name_the_conflict_and_its_age(
    stage, cast, site, room, moment, signed_in
):
    site.body = published(EVENING, ("20261210T090000", "20261210T100000"))
    given(stage, cast, site)
    room.turn()
    series = opened(stage, cast)
    moment.forward(minutes=30)
    with stage.act(cast.dee) as act:
        found = preview(act.session, default_programme(act.session), series_of(act, series), act.today)
        first, second = dates_of(stage, series)[:2]
        against = against_time(
            act.session, row(act, Sitdown, first.id), datetime(2026, 12, 10, 8, 30, tzinfo=UTC), 45, act.at
        )
    assert found[0].conflicts == (BUSY,)
    assert against == ("The leader’s own calendar is taken from 09:00 to 10:00.",)
    browser = signed_in(cast.dee)
    page = f"/sitdowns/{second.id}/move"
    typed = {"day": "2026-12-10", "at": "09:30", "place": "Canteen", "link": "", "why": "Earlier is better."}
    asked = post(browser, page, typed, page=page)
    assert asked.status_code == 200
    assert "The leader’s own calendar is taken from 09:00 to 10:00." in asked.text
    assert "The leader’s own calendar was looked at too, as of Monday 23 November, 10:00." in asked.text
    assert post(browser, page, {**typed, "seen": "2026-12-10T09:30"}, page=page).status_code == 303


def test_ones_own_sit_downs_in_that_calendar_are_no_conflict(stage, cast, site, room):
    series = opened(stage, cast)
    first = dates_of(stage, series)[0]
    site.body = published(("20261203T223000", "20261203T231500"), ("20261210T220000", "20261210T230000"))
    given(stage, cast, site)
    room.turn()
    with stage.act(cast.dee) as act:
        found = preview(act.session, default_programme(act.session), series_of(act, series), act.today)
    assert first.start_local == datetime(2026, 12, 3, 22, 30)
    assert [slot.conflicts for slot in found[:3]] == [(), (BUSY,), ()]


def test_our_own_events_in_that_calendar_are_known_by_their_uid(stage, cast, site, room):
    series = opened(stage, cast)
    with stage.db.reading() as session:
        uid = session.scalar(
            select(CalEvent.uid).where(CalEvent.series_id == series, CalEvent.role == "series")
        )
    ours = f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTART:20261203T210000Z\r\nDURATION:PT3H\r\nEND:VEVENT\r\n"
    site.body = published(EVENING, extra=ours)
    given(stage, cast, site)
    room.turn()
    assert blocks(stage) == [("12-03 21:00", "22:00")]


def test_it_is_asked_whether_anything_changed_and_read_whole_once_a_day(stage, cast, site, room, moment):
    site.body, site.headers = (
        published(EVENING),
        {"ETag": '"one"', "Last-Modified": "Mon, 23 Nov 2026 08:00:00 GMT"},
    )
    given(stage, cast, site)
    room.turn()
    assert "if-none-match" not in site.asked[0]
    moment.forward(minutes=59)
    assert refreshed(stage, room) == 0
    moment.forward(minutes=1)
    assert refreshed(stage, room) == 1
    asked = site.asked[-1]
    assert (asked["if-none-match"], asked["if-modified-since"]) == ('"one"', "Mon, 23 Nov 2026 08:00:00 GMT")
    assert (kept(stage, cast).read_at, blocks(stage)) == (moment(), [("12-03 21:00", "22:00")])
    moment.forward(days=1)
    room.turn()
    assert "if-none-match" not in site.asked[-1]
    assert kept(stage, cast).whole_at == moment()


def test_what_cannot_be_read_leaves_what_was_known_and_says_since_when(
    stage, cast, site, room, moment, signed_in
):
    site.body = published(EVENING)
    given(stage, cast, site)
    room.turn()
    for status, body, why in ((500, b"", "answer"), (302, b"", "leads_on"), (200, b"<html>", "unreadable")):
        moment.forward(hours=7)
        site.status, site.body = status, body
        assert refreshed(stage, room) == 1
        assert kept(stage, cast).trouble == why
    assert blocks(stage) == [("12-03 21:00", "22:00")]
    assert [room.turn(), kept(stage, cast).tries] == [False, 3]
    with stage.act(cast.dee, for_id=cast.ada.id) as act:
        series = draft_series(act, plan(cast)).id
    shown = signed_in(cast.dee).get(f"/series/{series}").text
    assert "could not be read since Monday 23 November, 10:00: look there yourself." in shown
    assert (
        "What stands there is no calendar that we can read."
        in signed_in(cast.ada).get(f"/leaders/{cast.ada.id}/free-time").text
    )
    site.status, site.body = 200, published()
    moment.forward(hours=7)
    room.turn()
    assert (kept(stage, cast).trouble, kept(stage, cast).tries, blocks(stage)) == ("", 0, [])


def test_an_address_inside_is_never_asked_by_the_house_itself(stage, cast, site, settings):
    given(stage, cast, site)
    room = CalendarRoom(stage.db, settings, stage.moment)
    assert room.turn() is True
    room.close()
    assert (site.asked, kept(stage, cast).trouble) == ([], "address")


def test_a_bomb_takes_the_child_and_not_the_rest(stage, cast, site, room, moment):
    many = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}\r\nDTSTART:19720101T000000Z\r\nDURATION:PT1M\r\nRRULE:FREQ=DAILY;COUNT=9999;BYMONTHDAY=31;"
        "BYMONTH=2\r\nEND:VEVENT\r\n" for n in range(3000)
    )  # fmt: skip
    site.body = published(EVENING, extra=many)
    given(stage, cast, site)
    assert room.turn() is True
    assert (kept(stage, cast).trouble, blocks(stage)) == ("unreadable", [])
    moment.forward(hours=1)
    site.body = published(EVENING)
    room.turn()
    assert blocks(stage) == [("12-03 21:00", "22:00")]


def test_it_goes_with_the_address_with_the_role_and_with_the_person(stage, cast, site, room, moment):
    site.body = published(EVENING)
    for ending in ("address", "role", "erased"):
        given(stage, cast, site)
        room.turn()
        assert blocks(stage) == [("12-03 21:00", "22:00")]
        with stage.act(cast.una) as act:
            if ending == "address":
                forget_address(act, cast.ada.id)
                forget_address(act, cast.ada.id)
            elif ending == "role":
                act.session.delete(act.session.get(Role, (cast.ada.id, "leader", "", 0)))
                act.session.flush()
                tidy_free_time(act)
            else:
                ada = row(act, Person, cast.ada.id)
                ada.left_on = date(2026, 11, 1)
                erase_everywhere(act, ada)
        assert (blocks(stage), kept(stage, cast)) == ([], None)


def test_what_an_address_said_that_was_changed_meanwhile_is_dropped(stage, cast, site, room):
    site.body = published(EVENING)
    given(stage, cast, site)
    room.turn()
    with stage.act(cast.ada) as act:
        give_address(act, row(act, Person, cast.ada.id), "https://elsewhere.example/a.ics")
    assert (blocks(stage), kept(stage, cast).read_at) == ([], None)


def test_who_may_give_it_and_that_nobody_reads_it_again(stage, cast, signed_in):
    page = f"/leaders/{cast.ada.id}/free-time"
    with stage.act() as act:
        eva = person(act, "Eva", role="leader")
        act.session.add(Delegate(leader_id=cast.ada.id, delegate_id=cast.cy.id))
    for who, status in ((cast.bo, 404), (eva, 404), (cast.ada, 200), (cast.cy, 200), (cast.dee, 200)):
        assert (who.first_name, signed_in(who).get(page).status_code) == (who.first_name, status)
    assert signed_in(cast.dee).get(f"/leaders/{cast.bo.id}/free-time").status_code == 404
    browser = signed_in(cast.dee)
    wrong = post(browser, page, {"url": "ftp://example.org/x"}, page=page)
    assert (wrong.status_code, errors(wrong)) == (
        422,
        ["This is no address of a published calendar. Copy it whole; it begins with https://."],
    )
    assert post(browser, page, {"url": "webcal://cal.example.org/k3y/busy.ics"}, page=page).status_code == 303
    assert kept(stage, cast).url == "https://cal.example.org/k3y/busy.ics"
    shown = signed_in(cast.ada).get(page)
    assert heading(shown) == "When you are busy"
    assert ("cal.example.org" in shown.text, "k3y" in shown.text) == (True, False)
    assert post(browser, page + "/forget", page=page).status_code == 303
    assert kept(stage, cast) is None


def test_half_a_thousand_busy_times_are_kept_and_the_page_counts_them(stage, cast, site, room):
    days = [datetime(2026, 11, 24, 9) + timedelta(hours=3 * n) for n in range(500)]
    site.body = published(*((f"{d:%Y%m%dT%H%M%S}", f"{d + timedelta(hours=1):%Y%m%dT%H%M%S}") for d in days))
    given(stage, cast, site)
    room.turn()
    with stage.db.reading() as session:
        assert source(session, cast.ada.id).busy == 500
