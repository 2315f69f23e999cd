"""What was promised about an entry is found on the entry it was merged into."""

from datetime import timedelta
from itertools import pairwise

from floortime.log.queries.listing import Wanted, listed
from floortime.obstacles.actions.promises import promise_on
from floortime.obstacles.actions.sorting import join_existing, part_again
from floortime.obstacles.model import Obstacle
from floortime.obstacles.queries.asked import answerers
from tests.obstacles.play import published


def merged(stage, cast, *codes_of):
    """Each into the next; returns the entries."""
    entries = [published(stage, cast, title=title) for title in codes_of]
    with stage.act(cast.dee) as act:
        first = act.session.get(Obstacle, entries[0].id)
        due = act.today + timedelta(days=11)
        promise_on(act, first, what="The map on every desk", owner_id=cast.eli.id, due_on=due)
        for part, into in pairwise(entries):
            join_existing(act, act.session.get(Obstacle, part.id), act.session.get(Obstacle, into.id))
    return entries


def test_the_public_page_lists_it_however_often_it_was_merged_on(stage, cast, client):
    *_parts, last = merged(stage, cast, "The map is late", "No map at night", "Outages are news to us")
    shown = client.get(f"/log/{last.code}").text
    assert shown.count("The map on every desk") == 2, "as a promise, and in what happened"


def test_the_list_counts_to_its_date_however_often_it_was_merged_on(stage, cast, db, moment):
    *_parts, last = merged(stage, cast, "The map is late", "No map at night", "Outages are news to us")
    with db.reading() as session:
        rows, _more = listed(session.connection(), Wanted())
    assert [(row.code, row.promise_due_on) for row in rows] == [
        (last.code, moment().date() + timedelta(days=11))
    ]


def test_the_list_counts_to_its_date_and_the_sorting_panel_names_it(stage, cast, client, signed_in):
    _part, into = merged(stage, cast, "The map is late", "No map at night")
    assert "The map on every desk" in signed_in(cast.dee).get(f"/obstacles/{into.code}/sort").text
    assert client.get("/log").status_code == 200


def test_its_owner_may_answer_for_the_whole(stage, cast, db, moment):
    _part, into = merged(stage, cast, "The map is late", "No map at night")
    with db.reading() as session:
        found = answerers(session, session.get(Obstacle, into.id), moment().date())
        assert cast.eli.id in {person.id for person in found}


def test_taken_apart_it_goes_back(stage, cast, client):
    part, into = merged(stage, cast, "The map is late", "No map at night")
    with stage.act(cast.dee) as act:
        part_again(act, act.session.get(Obstacle, part.id))
    listed = ["The map on every desk" in client.get(f"/log/{entry.code}").text for entry in (part, into)]
    assert listed == [True, False]
