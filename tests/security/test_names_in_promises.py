"""A promise about an entry is read in the log: it names nobody who sat in the room."""

import pytest

from tests.builders import errors, post
from tests.obstacles.play import published
from tests.obstacles.rooms import sitdown_with


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
