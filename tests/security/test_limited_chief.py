"""A chief of staff of one site reads and does nothing for another one, on any page."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from floortime.followups.actions import make_followup
from floortime.obstacles.actions.sorting import join_existing
from floortime.obstacles.model import Obstacle
from floortime.people.access import Scope
from floortime.people.actions import give_role
from floortime.people.model import Delegate, Posting, Role
from tests.builders import post
from tests.cast import person
from tests.obstacles.play import publish, published, raised
from tests.obstacles.rooms import sitdown_with


@pytest.fixture
def leeds_chief(stage, cast):
    """Lena, chief of staff of Leeds and of nothing else."""
    with stage.act() as act:
        lena = person(act, "Lena", role=None)
        act.session.add(
            Role(person_id=lena.id, role="chief_of_staff", scope_kind="site", scope_id=cast.leeds.id)
        )
    return lena


def at(stage, cast, site):
    """A sit-down of Ada's at a site; returns its id."""
    with stage.act(cast.dee) as act:
        row = sitdown_with(act, cast, [])
        row.site_id = site.id
        return row.id


def test_the_board_shows_no_words_of_another_site(stage, cast, signed_in, leeds_chief):
    raised(stage, cast, words="Said in Utrecht")
    raised(stage, cast, words="Said in Leeds", site_id=cast.leeds.id)
    raised(stage, cast, words="Said without a place", site_id=None)
    board = signed_in(leeds_chief).get("/board").text
    assert [said for said in ("in Utrecht", "in Leeds", "without a place") if f"Said {said}" in board] == [
        "in Leeds"
    ]


def test_the_room_of_another_site_is_not_there(stage, cast, signed_in, leeds_chief):
    there, here = at(stage, cast, cast.utrecht), at(stage, cast, cast.leeds)
    lena = signed_in(leeds_chief)
    assert [
        lena.get(f"/room/{i}{page}").status_code for i in (there, here) for page in ("", "/obstacle")
    ] == [
        404,
        404,
        200,
        200,
    ]


def test_promises_of_another_site_are_neither_listed_nor_answered(stage, cast, signed_in, leeds_chief):
    there, here = at(stage, cast, cast.utrecht), at(stage, cast, cast.leeds)
    with stage.act(cast.dee) as act:
        due = act.today + timedelta(days=3)
        codes = [
            make_followup(act, what=what, due_on=due, owner_id=cast.ada.id, sitdown_id=place).code
            for what, place in (("Promise of Utrecht", there), ("Promise of Leeds", here))
        ]
    lena = signed_in(leeds_chief)
    for page in ("/followups?show=all", "/board"):
        shown = lena.get(page).text
        assert (page, "Promise of Utrecht" in shown, "Promise of Leeds" in shown) == (page, False, True)
    assert [lena.get(f"/followups/{code}").status_code for code in codes] == [404, 200]
    dropped = post(lena, f"/followups/{codes[0]}/drop", {"why": "Not ours"})
    assert dropped.status_code == 404


def test_the_promise_of_the_house_is_not_a_sites_to_change(leeds_chief, signed_in, cast):
    assert signed_in(leeds_chief).get("/programme/settings").status_code == 403


def test_an_admin_of_one_site_cannot_make_themselves_admin_of_all(stage, cast, signed_in):
    with stage.act(cast.una) as act:
        lena = person(act, "Lena", role=None)
        act.session.add(Role(person_id=lena.id, role="admin", scope_kind="site", scope_id=cast.leeds.id))
    assert signed_in(lena).get("/house").status_code == 404
    with stage.act(cast.una) as act:
        whole = person(act, "Wim", role=None)
        give_role(act, whole, Scope("admin", "site", cast.leeds.id))
        act.session.flush()
        assert act.session.query(Role).filter_by(person_id=whole.id).one().scope_kind == ""


def merged(stage, cast, into, *parts):
    """As a chief of staff of the whole house merges."""
    with stage.act(cast.dee) as act:
        for part in parts:
            join_existing(act, act.session.get(Obstacle, part.id), act.session.get(Obstacle, into.id))


def test_a_merge_shows_no_raw_words_of_another_site(stage, cast, signed_in, leeds_chief):
    here = publish(stage, cast, raised(stage, cast, words="Said here first", site_id=cast.leeds.id))
    merged(stage, cast, here, raised(stage, cast, words="Said in Utrecht by Bo"),
           raised(stage, cast, words="Said here too", site_id=cast.leeds.id))  # fmt: skip
    shown = {who: signed_in(who).get(f"/obstacles/{here.code}/sort").text for who in (leeds_chief, cast.dee)}
    heard = {who: [w for w in ("here first", "in Utrecht", "here too") if f"Said {w}" in text]
             for who, text in shown.items()}  # fmt: skip
    assert heard == {
        leeds_chief: ["here first", "here too"],
        cast.dee: ["here first", "in Utrecht", "here too"],
    }


def test_what_was_merged_out_of_the_site_stays_theirs_and_the_other_entry_does_not(
    stage, cast, signed_in, leeds_chief
):
    there = published(stage, cast)
    mine = raised(stage, cast, words="Said in Leeds", site_id=cast.leeds.id)
    merged(stage, cast, there, mine)
    lena = signed_in(leeds_chief)
    codes = (mine.code, there.code)
    assert [lena.get(f"/obstacles/{code}/sort").status_code for code in codes] == [200, 404]


def test_a_site_is_not_sorted_into_anothers_entry(stage, cast, signed_in, leeds_chief, db):
    there = published(stage, cast)
    mine = raised(stage, cast, words="Said in Leeds", site_id=cast.leeds.id)
    told = post(signed_in(leeds_chief), f"/obstacles/{mine.code}/merge", {"into": there.code})
    with db.reading() as session:
        assert (told.status_code, session.get(Obstacle, mine.id).stage) == (422, "sorting")


@pytest.mark.parametrize("way", ["publish", "reword", "merge", "part", "withhold", "restore"])
def test_nothing_of_another_site_is_sorted(stage, cast, signed_in, leeds_chief, db, way):
    there = published(stage, cast)
    told = post(signed_in(leeds_chief), f"/obstacles/{there.code}/{way}", {"title": "Mine", "reason": "Mine"})
    with db.reading() as session:
        assert (told.status_code, session.get(Obstacle, there.id).stage) == (404, "published")


def test_nobody_names_themself_delegate_of_a_leader_outside_their_part(
    stage, cast, signed_in, leeds_chief, db
):
    lena = signed_in(leeds_chief)
    address = {"address": "lena@nordvik.example"}
    told = [
        post(lena, f"/people/{leader.id}/delegates", address).status_code for leader in (cast.ada, cast.bo)
    ]
    with stage.act() as act:
        utrecht = Posting(
            person_id=cast.ada.id, from_on=date(2020, 1, 6), site_id=cast.leeds.id, to_on=date(2026, 1, 1)
        )
        act.session.add(utrecht)
    told.append(post(lena, f"/people/{cast.ada.id}/delegates", address).status_code)
    with db.reading() as session:
        assert session.scalars(select(Delegate)).all() == []
    assert all(status in {403, 404} for status in told)
