"""Somebody came without a seat: taken in by the leader in the room, asked like the others, and out again while it is open."""

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from floortime.capture.closing import close_sitdown
from floortime.errors import Refused
from floortime.followups.model import Followup
from floortime.journal.queries import history
from floortime.obstacles.model import Obstacle
from floortime.obstacles.whose_word import heard_promise, reachable
from floortime.outbox.model import Letter
from floortime.people.model import Person
from floortime.sitdowns.actions import join_sitdown, keep_note, leave_sitdown, miss_sitdown
from floortime.sitdowns.model import CalGuest, Seat, Sitdown
from tests.builders import post, toasts
from tests.cast import person
from tests.obstacles.rooms import sitdown_with


@pytest.fixture
def sitdown(stage, cast):
    """Bo and Fatima have a seat; it began twelve minutes ago."""
    with stage.act(cast.ada) as act:
        return sitdown_with(act, cast, [cast.bo, cast.colleagues[0]], hours=-0.2)


@pytest.fixture
def sem(cast):
    return cast.colleagues[1]


def does(stage, cast, verb, sitdown, who):
    with stage.act(cast.ada) as act:
        verb(act, act.session.get(Sitdown, sitdown.id), act.session.get(Person, who.id))


def seats(db, sitdown) -> dict[int, tuple[str, bool | None]]:
    with db.reading() as session:
        rows = session.scalars(select(Seat).where(Seat.sitdown_id == sitdown.id))
        return {s.person_id: (s.state, s.attended) for s in rows}


def letters(db) -> list[tuple[str, int | None]]:
    with db.reading() as session:
        return sorted((row.event, row.to_id) for row in session.scalars(select(Letter)))


def verbs(stage, sitdown) -> list[str]:
    with stage.act() as act:
        return sorted(e.verb for e in history(act.session, "sitdown", sitdown.id))


def test_who_came_without_a_seat_is_there_and_gets_no_letter_now(stage, db, cast, sitdown, sem):
    for _twice in range(2):
        does(stage, cast, join_sitdown, sitdown, sem)
    fatima = cast.colleagues[0]
    assert seats(db, sitdown) == {
        cast.bo.id: ("invited", True), fatima.id: ("invited", True), sem.id: ("invited", True),
    }  # fmt: skip
    assert letters(db) == []
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(CalGuest)) == 0
        assert session.get(Sitdown, sitdown.id).state == "held"
    assert verbs(stage, sitdown) == ["seat.joined", "sitdown.held"]


def test_they_are_thanked_and_told_what_was_heard_like_the_others(stage, db, cast, sitdown, sem):
    does(stage, cast, join_sitdown, sitdown, sem)
    with stage.act(cast.ada) as act:
        row = act.session.get(Sitdown, sitdown.id)
        facts = {"language": "en", "to_kind": "person", "to_id": sem.id}
        keep_note(act, row, kind="thanks", words="You stayed on the line", facts=facts)
    with stage.act(cast.ada) as act:
        close_sitdown(act, act.session.get(Sitdown, sitdown.id))
    told = [cast.bo.id, cast.colleagues[0].id, sem.id]
    assert letters(db) == sorted([("thanks_given", sem.id), *(("sitdown_summarised", id_) for id_ in told)])


def test_they_are_asked_about_what_was_said_without_a_name_and_promised(stage, db, cast, sitdown, sem):
    does(stage, cast, join_sitdown, sitdown, sem)
    with stage.act(cast.ada) as act:
        row = act.session.get(Sitdown, sitdown.id)
        keep_note(act, row, kind="obstacle", words="We see the map late", facts={"language": "en"})
        keep_note(
            act,
            row,
            kind="promise",
            words="Lars hears this",
            facts={"language": "en", "due_on": "2026-12-04"},
        )
        close_sitdown(act, row)
    there = {cast.bo.id, cast.colleagues[0].id, sem.id}
    with db.reading() as session:
        assert reachable(session, session.scalar(select(Obstacle))) == there
        assert {p.id for p in heard_promise(session, session.scalar(select(Followup)))} == there


def test_taken_in_by_mistake_they_are_out_again(stage, db, cast, sitdown, sem):
    does(stage, cast, join_sitdown, sitdown, sem)
    for _twice in range(2):
        does(stage, cast, leave_sitdown, sitdown, sem)
    assert seats(db, sitdown)[sem.id] == ("withdrawn", None)
    assert verbs(stage, sitdown) == ["seat.joined", "seat.left", "sitdown.held"]
    does(stage, cast, join_sitdown, sitdown, sem)
    assert seats(db, sitdown)[sem.id] == ("invited", True)


def test_who_was_invited_is_not_taken_out(stage, db, cast, sitdown):
    does(stage, cast, leave_sitdown, sitdown, cast.bo)
    assert seats(db, sitdown)[cast.bo.id] == ("invited", None)


def test_who_gave_the_seat_back_may_come_after_all(stage, db, cast, sitdown):
    with stage.act() as act:
        act.session.get(Seat, (sitdown.id, cast.bo.id)).answer = "declined"
    does(stage, cast, join_sitdown, sitdown, cast.bo)
    assert seats(db, sitdown)[cast.bo.id] == ("invited", True)
    assert letters(db) == []


def test_who_was_said_not_to_be_here_stays_so(stage, db, cast, sitdown, sem):
    with stage.act() as act:
        act.session.get(Seat, (sitdown.id, cast.bo.id)).attended = False
    does(stage, cast, join_sitdown, sitdown, sem)
    assert seats(db, sitdown)[cast.bo.id] == ("invited", False)


@pytest.mark.parametrize(
    ("kind", "facts"),
    [("thanks", {"to_kind": "person", "to_id": "sem"}), ("obstacle", {"named_id": "sem"})],
)
def test_whom_a_note_names_stays(stage, cast, sitdown, sem, kind, facts):
    does(stage, cast, join_sitdown, sitdown, sem)
    with stage.act(cast.ada) as act:
        row = act.session.get(Sitdown, sitdown.id)
        meant = {key: sem.id if value == "sem" else value for key, value in facts.items()}
        keep_note(act, row, kind=kind, words="words", facts=meant)
    with pytest.raises(Refused) as refused:
        does(stage, cast, leave_sitdown, sitdown, sem)
    assert refused.value.sentence == "A note names Sem. Change that note first."


def test_after_the_read_back_who_was_there_stands(stage, db, cast, sitdown, sem):
    does(stage, cast, join_sitdown, sitdown, sem)
    with stage.act(cast.ada) as act:
        close_sitdown(act, act.session.get(Sitdown, sitdown.id))
    before = seats(db, sitdown)
    for verb, who in ((join_sitdown, cast.colleagues[2]), (leave_sitdown, sem)):
        with pytest.raises(Refused) as refused:
            does(stage, cast, verb, sitdown, who)
        assert refused.value.sentence == "This sit-down was read back and closed. Who was there stands."
    assert seats(db, sitdown) == before


def test_nobody_joins_what_has_not_begun_or_did_not_happen(stage, cast, sitdown, sem):
    with stage.act(cast.ada) as act:
        later = sitdown_with(act, cast, [], hours=20)
        miss_sitdown(act, act.session.get(Sitdown, sitdown.id), side="house", reason="A storm.")
    for row, sentence in (
        (later, "This sit-down has not begun."),
        (sitdown, "This sit-down does not take place."),
    ):
        with pytest.raises(Refused) as refused:
            does(stage, cast, join_sitdown, row, sem)
        assert refused.value.sentence == sentence


def test_the_leader_and_who_has_gone_need_no_chair(stage, cast, sitdown, moment):
    with stage.act() as act:
        gone = person(act, "Gus", left_on=date(2026, 11, 1))
    for who, sentence in (
        (cast.ada, "The leader of a sit-down needs no seat."),
        (gone, "Gus Nordvik does not work here on that day."),
    ):
        with pytest.raises(Refused) as refused:
            does(stage, cast, join_sitdown, sitdown, who)
        assert refused.value.sentence == sentence


def test_the_leader_looks_somebody_up_takes_them_in_and_out(db, cast, sitdown, sem, signed_in):
    ada, url = signed_in(cast.ada), f"/room/{sitdown.id}/here"
    ticked = {"people": [str(cast.bo.id)]}
    looked = post(ada, url, {**ticked, "look": "1", "q": "SEM"}, page=url)
    assert looked.location == f"{url}?q=SEM"
    found = ada.get(looked.location).text
    assert re.findall(r'name="join" value="(\d+)"', found) == [str(sem.id)]
    assert seats(db, sitdown) == {cast.bo.id: ("invited", True), cast.colleagues[0].id: ("invited", False)}
    answer = post(ada, url, {**ticked, "q": "SEM", "join": str(sem.id)}, page=url)
    assert (answer.location, toasts(ada.get(url))) == (url, ["Sem is here too."])
    assert re.findall(r'name="leave" value="(\d+)"', ada.get(url).text) == [str(sem.id)]
    post(ada, url, {"people": [str(cast.bo.id), str(sem.id)], "leave": str(sem.id)}, page=url)
    assert seats(db, sitdown)[sem.id] == ("withdrawn", None)
    assert seats(db, sitdown)[cast.bo.id] == ("invited", True)


@pytest.mark.parametrize("words", ["", " ", "cy", "ada", "bo", "nobody", "%"])
def test_only_the_people_of_the_site_who_have_no_seat_are_found(cast, sitdown, signed_in, words):
    """Cy works elsewhere, Ada leads it, Bo sits there."""
    page = signed_in(cast.ada).get(f"/room/{sitdown.id}/here", query_string={"q": words})
    assert re.findall(r'name="join"', page.text) == []


def test_back_keeps_the_ticks_and_says_nothing_where_none_changed(db, cast, sitdown, signed_in):
    ada, url = signed_in(cast.ada), f"/room/{sitdown.id}/here"
    both = [str(cast.bo.id), str(cast.colleagues[0].id)]
    assert post(ada, url, {"people": both, "back": "1"}, page=url).location == f"/room/{sitdown.id}"
    with db.reading() as session:
        assert session.get(Sitdown, sitdown.id).state == "planned"
    post(ada, url, {"people": both[:1], "back": "1"}, page=url)
    assert seats(db, sitdown)[cast.colleagues[0].id] == ("invited", False)


def test_who_may_not_come_into_the_room_takes_nobody_in(db, cast, sitdown, sem, signed_in):
    url = f"/room/{sitdown.id}/here"
    for who in (cast.bo, cast.cy):
        assert post(signed_in(who), url, {"join": str(sem.id)}, page="/me").status_code == 404
    assert sem.id not in seats(db, sitdown)
    assert post(signed_in(cast.dee), url, {"join": str(sem.id)}, page=url).status_code == 303
    assert seats(db, sitdown)[sem.id] == ("invited", True)
