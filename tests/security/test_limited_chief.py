"""A chief of staff of one site reads and does nothing for another one, on any page."""

from datetime import timedelta

import pytest

from floortime.followups.actions import make_followup
from floortime.people.access import Scope
from floortime.people.actions import give_role
from floortime.people.model import Role
from tests.builders import post
from tests.cast import person
from tests.obstacles.play import raised
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
