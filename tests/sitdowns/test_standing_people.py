"""Those who belong to all dates, and those who lead one in another's place."""

from datetime import datetime, time

import pytest

from floortime.errors import Refused
from floortime.journal.queries import history
from floortime.people.model import Delegate, Person
from floortime.sitdowns.actions import (
    add_member,
    answer_seat,
    cancel_sitdown,
    give_seat,
    hand_over_sitdown,
    move_sitdown,
    remove_member,
)
from floortime.sitdowns.model import Seat, Sitdown
from tests.builders import post
from tests.sitdowns.attendee import calendar_of, deliver
from tests.sitdowns.plans import dates_of, opened, row, series_of


def event_of(letter):
    return calendar_of(letter.body).walk("VEVENT")[0]


def joins(stage, cast, series_id, person):
    with stage.act(cast.dee, for_id=cast.ada.id) as act:
        add_member(act, series_of(act, series_id), row(act, Person, person.id))


def leaves(stage, cast, series_id, person):
    with stage.act(cast.dee, for_id=cast.ada.id) as act:
        remove_member(act, series_of(act, series_id), row(act, Person, person.id))


def led_by(stage, cast, sitdown_id, person):
    with stage.act(cast.dee, for_id=cast.ada.id) as act:
        hand_over_sitdown(act, row(act, Sitdown, sitdown_id), row(act, Person, person.id), reason="Abroad.")


def said(letters):
    return [(x.to_id, x.event, x.method, x.sequence, x.recurrence) for x in letters]


@pytest.fixture
def series_id(stage, cast, moment) -> int:
    """Four Thursdays, the second moved, Bo in the third and says yes; all letters have left."""
    made = opened(stage, cast, ends_after=4)
    rows = dates_of(stage, made)
    with stage.act(cast.dee) as act:
        move_sitdown(
            act, row(act, Sitdown, rows[1].id), start_local=datetime(2026, 12, 11, 20, 0), place="Room 9",
            link="", reason="Handover.",
        )  # fmt: skip
        give_seat(act, row(act, Sitdown, rows[2].id), row(act, Person, cast.bo.id))
    with stage.act(cast.bo) as act:
        answer_seat(act, row(act, Sitdown, rows[2].id), row(act, Person, cast.bo.id), comes=True)
    moment.forward(minutes=3)
    deliver(stage)
    return made


def test_somebody_new_gets_the_series_with_its_moved_dates_alone(stage, cast, moment, series_id):
    joins(stage, cast, series_id, cast.una)
    joins(stage, cast, series_id, cast.una)
    moment.forward(minutes=2)
    letters = deliver(stage)
    assert said(letters) == [
        (cast.una.id, "series_opened", "REQUEST", 1, ""),
        (cast.una.id, "sitdown_moved", "REQUEST", 1, "20261210T213000Z"),
    ]
    assert [event_of(x)["ATTENDEE"].params["ROLE"] for x in letters] == ["REQ-PARTICIPANT"] * 2
    with stage.db.reading() as session:
        verbs = [entry.verb for entry in history(session, "series", series_id)]
    assert verbs.count("series.member_added") == 1


def test_whoever_leaves_gets_one_cancellation_and_nobody_else_hears_of_it(stage, cast, moment, series_id):
    joins(stage, cast, series_id, cast.una)
    moment.forward(minutes=3)
    deliver(stage)
    leaves(stage, cast, series_id, cast.una)
    assert said(deliver(stage)) == [(cast.una.id, "series_left", "CANCEL", 2, "")]
    joins(stage, cast, series_id, cast.una)
    moment.forward(minutes=3)
    assert {x[:4] for x in said(deliver(stage))} == {
        (cast.una.id, "series_opened", "REQUEST", 3),
        (cast.una.id, "sitdown_moved", "REQUEST", 3),
    }


def test_taken_out_before_the_letter_left_nobody_hears_of_it(stage, cast, moment, series_id):
    joins(stage, cast, series_id, cast.una)
    moment.forward(minutes=1)
    leaves(stage, cast, series_id, cast.una)
    moment.forward(minutes=3)
    assert deliver(stage) == []


def test_another_leads_one_date(stage, cast, moment, series_id):
    third = dates_of(stage, series_id)[2]
    led_by(stage, cast, third.id, cast.dee)
    now = deliver(stage)
    assert said(now) == [
        (cast.ada.id, "sitdown_handed_over", "CANCEL", 2, "20261217T213000Z"),
        (cast.ada.id, "series_changed", "REQUEST", 3, ""),
        (cast.ada.id, "sitdown_moved", "REQUEST", 3, "20261210T213000Z"),
    ]
    assert event_of(now[1])["EXDATE"].dts[0].dt.date().isoformat() == "2026-12-17"
    moment.forward(minutes=3)
    seat, single = deliver(stage)
    assert said([seat, single]) == [
        (cast.bo.id, "sitdown_moved", "REQUEST", 1, ""),
        (cast.dee.id, "sitdown_planned", "REQUEST", 0, ""),
    ]
    assert single.uid not in {seat.uid, now[0].uid}
    assert str(event_of(seat)["SUMMARY"]) == "Floor time: Dee McAllister with the night shift, Utrecht"
    assert event_of(seat)["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    with stage.db.reading() as session:
        assert session.get(Seat, (third.id, cast.bo.id)).answer == "accepted"


def test_given_back_the_date_returns_and_the_other_loses_it(stage, cast, moment, series_id):
    third = dates_of(stage, series_id)[2]
    led_by(stage, cast, third.id, cast.dee)
    moment.forward(minutes=3)
    deliver(stage)
    led_by(stage, cast, third.id, cast.ada)
    (cancel,) = deliver(stage)
    assert said([cancel]) == [(cast.dee.id, "sitdown_handed_over", "CANCEL", 1, "")]
    moment.forward(minutes=3)
    hers = [letter for letter in deliver(stage) if letter.to_id == cast.ada.id]
    assert [(x.event, x.recurrence) for x in hers] == [
        ("series_changed", ""),
        ("sitdown_moved", "20261210T213000Z"),
        ("sitdown_moved", "20261217T213000Z"),
    ]
    assert "EXDATE" not in event_of(hers[0])


def test_a_standing_member_who_leads_keeps_one_entry(stage, cast, moment, series_id):
    joins(stage, cast, series_id, cast.una)
    moment.forward(minutes=3)
    deliver(stage)
    third = dates_of(stage, series_id)[2]
    led_by(stage, cast, third.id, cast.una)
    moment.forward(minutes=3)
    hers = [letter for letter in deliver(stage) if letter.to_id == cast.una.id]
    assert [(x.event, x.recurrence) for x in hers] == [("sitdown_moved", "20261217T213000Z")]
    assert event_of(hers[0])["ATTENDEE"].params["ROLE"] == "CHAIR"


def test_a_handed_over_date_that_is_called_off_leaves_the_substitutes_calendar(
    stage, cast, moment, series_id
):
    third = dates_of(stage, series_id)[2]
    led_by(stage, cast, third.id, cast.dee)
    moment.forward(minutes=3)
    deliver(stage)
    with stage.act(cast.dee) as act:
        cancel_sitdown(act, row(act, Sitdown, third.id), reason="Snow.", side="house")
    assert {(x.to_id, x.event, x.method) for x in deliver(stage)} == {
        (cast.bo.id, "sitdown_cancelled", "CANCEL"),
        (cast.dee.id, "sitdown_cancelled", "CANCEL"),
    }


def test_the_last_living_date_ends_it_for_everybody_with_one_letter_each(stage, cast, moment):
    made = opened(stage, cast, ends_after=2)
    joins(stage, cast, made, cast.una)
    moment.forward(minutes=3)
    deliver(stage)
    first, second = dates_of(stage, made)
    for one in (first, second):
        with stage.act(cast.dee) as act:
            cancel_sitdown(act, row(act, Sitdown, one.id), reason="Snow.", side="house")
        letters = deliver(stage)
    assert [(x.to_id, x.event, x.method) for x in letters] == [
        (cast.ada.id, "series_ended", "CANCEL"),
        (cast.una.id, "series_ended", "CANCEL"),
    ]


def test_at_night_a_member_gets_each_date(stage, cast, moment):
    made = opened(stage, cast, ends_after=3, time_local=time(2, 30))
    joins(stage, cast, made, cast.una)
    moment.forward(minutes=3)
    letters = deliver(stage)
    assert sorted((x.to_id, x.event) for x in letters) == sorted(
        [(cast.ada.id, "sitdown_planned")] * 3 + [(cast.una.id, "sitdown_planned")] * 3
    )
    leaves(stage, cast, made, cast.una)
    assert {(x.to_id, x.method) for x in deliver(stage)} == {(cast.una.id, "CANCEL")}


def test_who_cannot(stage, cast, moment, series_id):
    third = dates_of(stage, series_id)[2]
    for person in (cast.bo, cast.eli):
        with pytest.raises(Refused):
            led_by(stage, cast, third.id, person)
    with pytest.raises(Refused):
        joins(stage, cast, series_id, cast.ada)
    with pytest.raises(Refused):
        joins(stage, cast, series_id, cast.eli)


def test_the_pages_say_it_before_and_do_it(stage, cast, moment, series_id, signed_in):
    with stage.act() as act:
        act.session.add(Delegate(leader_id=cast.ada.id, delegate_id=cast.una.id))
    chief, third = signed_in(cast.dee), dates_of(stage, series_id)[2]
    url = f"/series/{series_id}/members"
    assert signed_in(cast.una).get(f"/series/{series_id}").status_code == 200
    shown = chief.get(url).text
    assert shown.index("Una") < shown.index("Dee McAllister</option>")
    assert post(chief, url, {"person_id": cast.dee.id}, page=url).status_code == 303
    assert "Dee McAllister" in chief.get(f"/series/{series_id}").text
    url = f"/sitdowns/{third.id}/lead"
    shown = chief.get(url).text
    assert "calendar loses this date, with 2 letters: Ada Lindqvist" in shown
    assert "person will get a changed invitation: Bo" in shown
    assert post(chief, url, {"person_id": cast.una.id, "why": ""}, page=url).status_code == 422
    assert post(chief, url, {"person_id": cast.una.id, "why": "Abroad."}, page=url).status_code == 303
    assert dates_of(stage, series_id)[2].leader_id == cast.una.id
    assert signed_in(cast.ada).get(url).status_code == 200
    assert signed_in(cast.cy).get(f"/series/{series_id}").status_code == 404
