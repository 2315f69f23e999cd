"""Calendar addresses of a site and of the programme, for those who plan there; and one's own from the profile page."""

import re
from datetime import timedelta

import icalendar
import pytest
from sqlalchemy import delete

from floortime.people.model import Person, Role
from floortime.sitdowns.actions import (
    add_member,
    cancel_sitdown,
    give_seat,
    hand_over_sitdown,
    make_feed,
    move_sitdown,
)
from floortime.sitdowns.model import Sitdown
from tests.builders import post
from tests.sitdowns.plans import dates_of, opened, row, series_of


@pytest.fixture
def rows(stage, cast):
    """Three sit-downs in Utrecht with Bo and Fatima in the first, two in Leeds."""
    found = dates_of(stage, opened(stage, cast, ends_after=3))
    opened(
        stage, cast, ends_after=2, site_id=cast.leeds.id, zone="Europe/London", cadence="FREQ=WEEKLY;BYDAY=FR",
        place="Room 1",
    )  # fmt: skip
    for person in (cast.bo, cast.colleagues[0]):
        with stage.act(cast.dee) as act:
            give_seat(act, row(act, Sitdown, found[0].id), row(act, Person, person.id))
    return found


def events(response):
    return icalendar.Calendar.from_ical(response.data).walk("VEVENT")


def address(stage, person, kind, site=None) -> str:
    with stage.act(person) as act:
        made = make_feed(
            act, row(act, Person, person.id), kind=kind, with_invited=True, site_id=site.id if site else None
        )
    return f"/feeds/{made}.ics"


def test_a_site_and_the_programme_show_every_date_and_nobody_seated(stage, cast, rows, client):
    site, whole = address(stage, cast.dee, "site", cast.utrecht), address(stage, cast.dee, "programme")
    assert [e["DTSTART"].dt for e in events(client.get(site))] == [one.starts_at for one in rows]
    body = client.get(whole).data
    assert len(events(client.get(whole))) == 5
    assert [name for name in (b"Fatima", b"Bo ", b"ATTENDEE", b"METHOD") if name in body] == []


def test_it_stands_still_until_something_changes_there(stage, cast, rows, client):
    site, leeds = address(stage, cast.dee, "site", cast.utrecht), address(stage, cast.dee, "site", cast.leeds)
    before = {url: client.get(url).headers["ETag"] for url in (site, leeds)}
    with stage.act(cast.dee) as act:
        move_sitdown(
            act, row(act, Sitdown, rows[0].id), start_local=rows[0].start_local + timedelta(hours=1),
            place="Room 4", link="", reason="Handover.",
        )  # fmt: skip
    again = {url: client.get(url, headers={"If-None-Match": tag}).status_code for url, tag in before.items()}
    assert again == {site: 200, leeds: 304}


def test_cancelled_ones_stay_for_ninety_days(stage, cast, rows, client, moment):
    site = address(stage, cast.dee, "site", cast.utrecht)
    with stage.act(cast.dee) as act:
        cancel_sitdown(act, row(act, Sitdown, rows[2].id), reason="Snow.", side="house")
    assert [str(e["STATUS"]) for e in events(client.get(site))] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    moment.forward(days=91)
    assert [str(e["STATUS"]) for e in events(client.get(site))] == ["CONFIRMED", "CONFIRMED"]


def test_it_dies_with_the_role(stage, cast, rows, client):
    urls = [address(stage, cast.dee, "site", cast.utrecht), address(stage, cast.dee, "programme")]
    own = address(stage, cast.dee, "agent")
    with stage.act() as act:
        act.session.execute(delete(Role).where(Role.person_id == cast.dee.id))
        act.session.add(
            Role(person_id=cast.dee.id, role="chief_of_staff", scope_kind="site", scope_id=cast.leeds.id)
        )
    assert [client.get(url).status_code for url in (*urls, own)] == [404, 404, 200]
    assert client.get(address(stage, cast.dee, "site", cast.leeds)).status_code == 200


def test_each_kind_is_made_anew_by_itself(stage, cast, rows, client):
    own, site = address(stage, cast.dee, "agent"), address(stage, cast.dee, "site", cast.utrecht)
    whole, anew = address(stage, cast.dee, "programme"), address(stage, cast.dee, "site", cast.utrecht)
    assert [client.get(url).status_code for url in (own, site, whole, anew)] == [200, 404, 200, 200]


def test_the_page_offers_what_one_plans_and_no_more(stage, cast, rows, signed_in, client):
    chief = signed_in(cast.dee)
    shown = post(chief, "/me/feed/wide", {"kind": "site", "site_id": cast.utrecht.id}, page="/me/feed").text
    url = re.search(r"http://localhost(/feeds/[^<\s]+\.ics)", shown)[1]
    assert len(events(client.get(url))) == 3
    closed = {"kind": "site", "site_id": cast.utrecht.id}
    assert post(chief, "/me/feed/wide/revoke", closed, page="/me/feed").status_code == 303
    assert client.get(url).status_code == 404
    assert post(chief, "/me/feed/wide", {"kind": "leader"}, page="/me/feed").status_code == 404
    agent = signed_in(cast.bo)
    assert 'id="wide"' not in agent.get("/me/feed").text
    assert post(agent, "/me/feed/wide", {"kind": "programme"}, page="/me/feed").status_code == 404


def test_renewed_and_closed_from_the_profile_page(stage, cast, rows, signed_in, client):
    agent, old = signed_in(cast.bo), address(stage, cast.bo, "agent")
    shown = post(agent, "/me/feed", {"renew": "1"}, page="/me").text
    new = re.search(r"http://localhost(/feeds/[^<\s]+\.ics)", shown)[1]
    assert [client.get(url).status_code for url in (old, new)] == [404, 200]
    assert len(events(client.get(new))) == 1  # it showed everything before, and still does
    assert post(agent, "/me/feed/revoke", page="/me").status_code == 303
    assert client.get(new).status_code == 404


def test_standing_members_and_substitutes_see_what_they_hold(stage, cast, rows, client):
    dee, una, ada = (address(stage, p, "agent") for p in (cast.dee, cast.una, cast.ada))
    with stage.act(cast.dee) as act:
        add_member(act, series_of(act, rows[0].series_id), row(act, Person, cast.una.id))
        hand_over_sitdown(act, row(act, Sitdown, rows[1].id), row(act, Person, cast.dee.id), reason="Abroad.")
    utrecht = [one.starts_at for one in rows]
    assert [e["DTSTART"].dt for e in events(client.get(una))] == utrecht
    assert [e["DTSTART"].dt for e in events(client.get(dee))] == utrecht[1:2]
    assert len(events(client.get(ada))) == 4
