"""How often a date moved is said in words to twelve wherever a promise stands, in every language."""

import re
from datetime import date, timedelta
from html import unescape

import pytest

from floortime.followups.actions import move_due, take_back_move
from floortime.followups.model import ChaseStep, Followup
from floortime.journal.actions import write
from floortime.log.entry import _moved as moved
from floortime.obstacles.model import Obstacle
from floortime.words import in_language


def move(stage, cast, promise, times):
    with stage.act(cast.eli) as act:
        row = act.session.get(Followup, promise.id)
        for _n in range(times):
            move_due(act, row, to_on=row.due_on + timedelta(7), reason="The supplier")


def words_of(page) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


@pytest.mark.parametrize(("times", "said"), [(2, "twice"), (3, "three times"), (13, "13 times")])
def test_pages_say_it(stage, cast, signed_in, client, promise, times, said):
    move(stage, cast, promise, times)
    dee = signed_in(cast.dee)
    page = words_of(dee.get(f"/followups/{promise.code}"))
    assert (f"moved {said}" in page, f"Moved {said}" in page) == (True, True)
    for path in (f"/followups/{promise.code}/panel", "/followups?show=moved"):
        assert f"moved {said}" in words_of(dee.get(path))
    with stage.act() as act:
        code = act.session.query(Obstacle).one().code
    last = date(2026, 12, 4) + timedelta(7 * (times - 1))
    assert f"Moved {said}, last from {last.day} {last:%b}" in words_of(client.get(f"/log/{code}"))


@pytest.mark.parametrize(
    ("code", "two", "three"),
    [
        ("nl", "Twee keer verzet, het laatst van x: “y”", "Drie keer verzet, het laatst van x: “y”"),
        ("sv", "Flyttat två gånger, senast från den x: ”y”", "Flyttat tre gånger, senast från den x: ”y”"),
        ("nb", "Flyttet to ganger, sist fra x: «y»", "Flyttet tre ganger, sist fra x: «y»"),
    ],
)
def test_in_every_language_it_begins_as_a_sentence_does(code, two, three):
    with in_language(code):
        assert (moved(2, "x", "y"), moved(3, "x", "y")) == (two, three)


def test_the_history_says_to_which_day_it_moved_and_who_was_told(stage, cast, signed_in, promise):
    move(stage, cast, promise, 1)
    with stage.act(cast.eli) as act:
        row = act.session.get(Followup, promise.id)
        move_due(act, row, to_on=date(2026, 12, 18), reason="The supplier")
        take_back_move(act, row)
        told = {"step": "manager", "to_id": cast.ada.id}
        act.session.add(ChaseStep(followup_id=row.id, round=row.chase_round, done_at=act.at, **told))
        write(act, "followup.escalated", "followup", row.id, **told)
    happened = words_of(signed_in(cast.dee).get(f"/followups/{promise.code}")).partition("What happened")[2]
    assert re.findall(r"(?:Taken back : )?Moved(?: : \w+ \d+ \w+)?", happened) == [
        "Taken back : Moved", "Moved : Fri 18 Dec", "Moved : Fri 11 Dec",
    ]  # fmt: skip
    assert "Told Ada Lindqvist" in happened
