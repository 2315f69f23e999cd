"""Seats given, replaced, taken back and answered."""

from datetime import date
from email import message_from_bytes
from email.policy import default as modern

import pytest

from floortime.errors import Refused
from floortime.journal.queries import history
from floortime.people.model import Person, Role
from floortime.sitdowns.actions import answer_seat, give_seat, replace_seat, withdraw_seat
from floortime.sitdowns.model import Seat, Sitdown
from floortime.sitdowns.queries import candidates, seated, sitdown_page
from floortime.sitdowns.queries.year import coverage
from tests.cast import person as somebody
from tests.sitdowns.attendee import calendar_of, deliver
from tests.sitdowns.plans import dates_of, opened, row


@pytest.fixture
def first(stage, cast, moment) -> int:
    """The first sit-down of an open series of which the leader has heard."""
    series_id = opened(stage, cast, capacity=2)
    moment.forward(minutes=3)
    deliver(stage)
    return dates_of(stage, series_id)[0].id


def does(stage, verb, sitdown_id, *people, by=None, **more):
    with stage.act(by or people[0]) as act:
        found = [row(act, Person, one.id) for one in people]
        verb(act, row(act, Sitdown, sitdown_id), *found, **more)


def test_a_seat_brings_one_invitation_with_that_person_alone(stage, cast, moment, first):
    does(stage, give_seat, first, cast.bo, by=cast.dee)
    does(stage, give_seat, first, cast.bo, by=cast.dee)
    does(stage, give_seat, first, cast.colleagues[0], by=cast.dee)
    moment.forward(minutes=2)
    letters = deliver(stage)
    assert [(x.to_id, x.event, x.sequence) for x in letters] == [
        (cast.bo.id, "seat_invited", 0),
        (cast.colleagues[0].id, "seat_invited", 0),
    ]
    assert letters[0].uid == letters[1].uid
    (event,) = calendar_of(letters[0].body).walk("VEVENT")
    assert event["ATTENDEE"] == f"mailto:{cast.bo.email}"
    assert "Fatima" not in str(event.to_ical())
    with stage.db.reading() as session:
        assert [e.verb for e in history(session, "sitdown", first)] == ["seat.given", "seat.given"]


def with_you(letter) -> str:
    text = message_from_bytes(letter.body, policy=modern).get_body(("plain",)).get_content()
    return next((line.removeprefix("With you: ") for line in text.splitlines() if "With you" in line), "")


def test_invitations_that_wait_name_everybody_who_sits_there(stage, cast, moment, first):
    fatima, sem = cast.colleagues[:2]
    with stage.act() as act:
        row(act, Sitdown, first).capacity = 4
    for person in (cast.bo, fatima, sem):
        does(stage, give_seat, first, person, by=cast.dee)
    does(stage, withdraw_seat, first, fatima, by=cast.dee)
    does(stage, give_seat, first, cast.colleagues[2], by=cast.dee)
    moment.forward(minutes=2)
    letters = deliver(stage)
    assert [(x.to_id, x.event, x.sequence, with_you(x)) for x in letters] == [
        (cast.bo.id, "seat_invited", 0, "Bram, Sem"),
        (sem.id, "seat_invited", 0, "Bo, Bram"),
        (cast.colleagues[2].id, "seat_invited", 1, "Bo, Sem"),
    ]


def test_what_has_gone_out_is_not_said_again(stage, cast, moment, first):
    does(stage, give_seat, first, cast.bo, by=cast.dee)
    moment.forward(minutes=2)
    deliver(stage)
    does(stage, give_seat, first, cast.colleagues[0], by=cast.dee)
    moment.forward(minutes=2)
    assert [(x.to_id, with_you(x)) for x in deliver(stage)] == [(cast.colleagues[0].id, "Bo")]


def test_two_of_one_name_are_told_apart(stage, cast, first):
    with stage.act() as act:
        other = somebody(act, "Bo", last="Visser", email="bo.visser@nordvik.example")
    for one in (cast.bo, other):
        does(stage, give_seat, first, one, by=cast.dee)
    with stage.act() as act:
        page = sitdown_page(act.session, row(act, Sitdown, first))
        assert [seat.first_name for seat in page.seats] == ["Bo Nordvik", "Bo Visser"]


def test_a_full_table_is_full(stage, cast, first):
    for person in (cast.bo, cast.colleagues[0]):
        does(stage, give_seat, first, person, by=cast.dee)
    with pytest.raises(Refused):
        does(stage, give_seat, first, cast.colleagues[1], by=cast.dee)


def test_who_sits_elsewhere_or_works_here_no_longer_is_refused(stage, cast, first, moment):
    other = dates_of(stage, opened(stage, cast, ends_after=1))[0].id
    does(stage, give_seat, other, cast.bo, by=cast.dee)
    with stage.act() as act:
        act.session.get(Person, cast.colleagues[1].id).left_on = date(2026, 12, 1)
    for person in (cast.bo, cast.colleagues[1], cast.ada):
        with pytest.raises(Refused):
            does(stage, give_seat, first, person, by=cast.dee)


def test_replacing_sends_a_cancellation_at_once_and_an_invitation_later(stage, cast, moment, first):
    does(stage, give_seat, first, cast.bo, by=cast.dee)
    moment.forward(minutes=3)
    deliver(stage)
    does(stage, replace_seat, first, cast.bo, cast.colleagues[0], by=cast.dee)
    assert [(x.to_id, x.event, x.method, x.sequence) for x in deliver(stage)] == [
        (cast.bo.id, "seat_withdrawn", "CANCEL", 1)
    ]
    moment.forward(minutes=2)
    assert [(x.to_id, x.event, x.method, x.sequence) for x in deliver(stage)] == [
        (cast.colleagues[0].id, "seat_invited", "REQUEST", 1)
    ]


def test_given_and_taken_back_within_two_minutes_nothing_is_sent(stage, cast, moment, first):
    does(stage, give_seat, first, cast.bo, by=cast.dee)
    does(stage, withdraw_seat, first, cast.bo, by=cast.dee)
    does(stage, withdraw_seat, first, cast.bo, by=cast.dee)
    moment.forward(minutes=3)
    assert deliver(stage) == []


def test_who_was_taken_out_and_comes_back_has_a_higher_sequence(stage, cast, moment, first):
    for verb in (give_seat, withdraw_seat, give_seat):
        does(stage, verb, first, cast.bo, by=cast.dee)
        moment.forward(minutes=3)
        last = deliver(stage)[-1]
    assert (last.event, last.method, last.sequence) == ("seat_invited", "REQUEST", 2)
    assert f"References: <{_first_id(stage, cast)}>" in last.body.decode()


def _first_id(stage, cast):
    from floortime.outbox.model import Letter

    with stage.db.reading() as session:
        letters = session.query(Letter).where(Letter.to_id == cast.bo.id).order_by(Letter.id)
        return letters.first().message_id


def test_without_an_address_there_is_a_card_and_no_letter(stage, cast, moment, first):
    with stage.act() as act:
        act.session.get(Person, cast.bo.id).mail_ok = False
    does(stage, give_seat, first, cast.bo, by=cast.dee)
    moment.forward(minutes=3)
    assert deliver(stage) == []
    with stage.db.reading() as session:
        shown = sitdown_page(session, session.get(Sitdown, first))
        assert [one.first_name for one in shown.by_paper] == ["Bo"]


def test_a_seat_given_back_is_free_and_asks_for_no_reason(stage, cast, moment, first):
    for person in (cast.bo, cast.colleagues[0]):
        does(stage, give_seat, first, person, by=cast.dee)
    moment.forward(minutes=3)
    deliver(stage)
    does(stage, answer_seat, first, cast.bo, comes=False)
    does(stage, answer_seat, first, cast.bo, comes=False)
    assert [(x.to_id, x.event, x.method) for x in deliver(stage)] == [
        (cast.bo.id, "seat_given_back", "CANCEL")
    ]
    with stage.db.reading() as session:
        shown = sitdown_page(session, session.get(Sitdown, first))
        assert (shown.free, shown.given_back, [s.first_name for s in shown.seats]) == (1, 1, ["Fatima"])
    does(stage, give_seat, first, cast.colleagues[1], by=cast.dee)
    with pytest.raises(Refused):
        does(stage, answer_seat, first, cast.bo, comes=True)


def test_yes_is_kept_once(stage, cast, first):
    does(stage, give_seat, first, cast.bo, by=cast.dee)
    does(stage, answer_seat, first, cast.bo, comes=True)
    does(stage, answer_seat, first, cast.bo, comes=True)
    with stage.db.reading() as session:
        assert session.get(Seat, (first, cast.bo.id)).answer == "accepted"
        assert [e.verb for e in history(session, "sitdown", first)].count("seat.accepted") == 1


def test_who_met_a_leader_longest_ago_stands_first(stage, cast, moment, first):
    with stage.act() as act:
        for person, when in ((cast.bo, 10), (cast.colleagues[0], 2)):
            sitdown = act.session.get(Sitdown, first)
            old = Sitdown(programme_id=sitdown.programme_id, start_local=sitdown.start_local.replace(month=when),
                          zone=sitdown.zone, starts_at=sitdown.starts_at.replace(month=when), minutes=45,
                          leader_id=cast.ada.id, state="held")  # fmt: skip
            act.session.add(old)
            act.session.flush()
            act.session.add(Seat(sitdown_id=old.id, person_id=person.id, attended=True))
    does(stage, give_seat, first, cast.colleagues[3], by=cast.dee)
    with stage.db.reading() as session:
        sitdown = session.get(Sitdown, first)
        assert [c.first_name for c in candidates(session, sitdown)] == ["Bram", "Daan", "Sem", "Fatima", "Bo"]
        assert [c.first_name for c in candidates(session, sitdown, search="BRÁ")] == ["Bram"]
        assert [person.first_name for _seat, person in seated(session, first)] == ["Joke"]


def test_it_is_the_floors_turn_and_a_head_is_found_by_name_alone(stage, cast, first):
    with stage.act() as act:
        act.session.add_all(
            Role(person_id=cast.colleagues[n].id, role=role, scope_kind="", scope_id=0)
            for n, role in enumerate(["leader", "owner"])
        )
        lost = act.session.get(Role, (cast.colleagues[0].id, "agent", "", 0))
        act.session.delete(lost)
    shown = {"": ["Bo", "Bram", "Daan", "Joke", "Sem"], "fatima": ["Fatima"]}
    with stage.db.reading() as session:
        sitdown = session.get(Sitdown, first)
        assert {
            search: sorted(c.first_name for c in candidates(session, sitdown, search=search))
            for search in shown
        } == shown
        assert [(row.name, row.people) for row in coverage(session, date(2026, 11, 23), k=1)][:1] == [
            ("Night shift, Utrecht", 5)
        ]
