"""A promise about an entry is read in the log: it names nobody who sat in the room."""

import re

import pytest
from sqlalchemy import select

from floortime.followups.model import Followup
from floortime.sitdowns.model import Note
from tests.builders import errors, post
from tests.obstacles.play import published
from tests.obstacles.rooms import sitdown_with
from tests.security.planted import BOX, LEAVE_OUT, promised


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_promise_that_the_log_will_show_names_nobody_at_the_table(stage, cast, signed_in):
    entry = published(stage, cast)
    with stage.act() as act:
        room = f"/room/{sitdown_with(act, cast, [cast.bo]).id}"
        note = {"words": "The map comes late", "seen": "1", "key": "k" * 20}
    ada = signed_in(cast.ada)
    assert post(ada, f"{room}/obstacle", note, page=f"{room}/obstacle").status_code == 303
    about = ada.get(f"{room}/promise").text.partition('value="note:')[2].partition('"')[0]
    typed = {"words": "Bo hears this from me", "due_on": "2026-12-04", "owner": "me", "key": "p" * 20}
    told = post(ada, f"{room}/promise", {**typed, "about": f"note:{about}"}, page=f"{room}/promise")
    assert (told.status_code, errors(told)) == (422, ["The log shows this. Leave out Bo."])
    alone = post(ada, f"{room}/promise", typed, page=f"{room}/promise")
    assert (alone.status_code, entry.stage) == (303, "published")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("slip", "passes"), [("bo", False), ("Fatima", False), ("Dee McAllister", True), ("Ada Lindqvist", None)]
)
def test_about_an_entry_that_came_from_an_earlier_room(stage, cast, signed_in, slip, passes):
    """Fatima raised it under her name, Bo sits here: never. Others when it is meant. Ada promises it: her name stands there."""
    promise = promised(stage, cast, cast.ada)
    with stage.act() as act:
        act.session.get(Followup, promise.id).sitdown_id = sitdown_with(act, cast, [cast.bo], hours=-99).id
        room = f"/room/{sitdown_with(act, cast, [cast.bo]).id}/promise"
    ada = signed_in(cast.ada)
    about = re.search(r'value="(code:[^"]+)"', ada.get(room).text)[1]
    typed = {"words": f"So {slip} sees it", "due_on": "2026-12-04", "owner": "me", "about": about}
    told = post(ada, room, {**typed, "key": "p" * 20}, page=room)
    if passes is None:
        assert told.status_code == 303
        return
    assert (told.status_code, errors(told), BOX in told.text) == (422, [LEAVE_OUT.format(slip)], passes)
    meant = post(ada, room, {**typed, "key": "q" * 20, "meant": "y"}, page=room)
    assert meant.status_code == (303 if passes else 422)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_changing_the_note_asks_again(stage, cast, signed_in, db):
    with stage.act() as act:
        room = f"/room/{sitdown_with(act, cast, [cast.bo]).id}"
    ada = signed_in(cast.ada)
    note = {"words": "The map comes late", "seen": "1", "key": "k" * 20}
    post(ada, f"{room}/obstacle", note, page=f"{room}/obstacle")
    about = re.search(r'value="(note:\d+)"', ada.get(f"{room}/promise").text)[1]
    typed = {"words": "A new map", "due_on": "2026-12-04", "owner": "me", "key": "p" * 20, "about": about}
    assert post(ada, f"{room}/promise", typed, page=f"{room}/promise").status_code == 303
    with db.reading() as session:
        kept = session.scalars(select(Note.id).where(Note.kind == "promise")).one()
    told = post(ada, f"{room}/notes/{kept}", {**typed, "words": "A map for Bo"}, page=f"{room}/notes/{kept}")
    assert (told.status_code, errors(told)) == (422, ["The log shows this. Leave out Bo."])
