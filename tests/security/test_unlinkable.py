"""What is stored and shown of a raising, a me too or a verdict leads to nobody: attacks that once found somebody."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from floortime.journal.model import Entry
from floortime.log.entry import entry_values
from floortime.log.queries.entry import found_entry, told
from floortime.obstacles.actions.promises import promise_on
from floortime.obstacles.actions.raising import raise_obstacle
from floortime.obstacles.actions.rounds import ask_the_floor
from floortime.obstacles.actions.voices import say_me_too, take_back_me_too
from floortime.obstacles.model import Obstacle, Raising, Round
from tests.obstacles.play import publish, published, raised

KEY = "key-of-a-form-on-a-shared-screen"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("table", ["verdicts", "receipts"])
def test_no_hidden_counter_keeps_the_order(db, table):
    """A table without a number of its own has a rowid on SQLite, which counts up as people come."""
    with db.reading() as session:
        made = session.scalar(text("select sql from sqlite_master where name = :name"), {"name": table})
    assert "WITHOUT ROWID" in made


def test_journal_of_a_named_voice_that_was_taken_back_names_nobody(stage, cast, db):
    found = published(stage, cast)
    with stage.act(cast.bo) as act:
        entry = act.session.get(Obstacle, found.id)
        say_me_too(act, entry, person_id=cast.bo.id)
        take_back_me_too(act, entry, person_id=cast.bo.id)
    with db.reading() as session:
        lines = session.scalars(select(Entry).where(Entry.verb.like("voice.%"))).all()
    assert {(line.at, line.actor_kind, line.actor_id, line.for_id) for line in lines} == {
        (None, "nobody", None, None)
    }


def test_journal_of_a_raising_in_the_room_names_no_leader(stage, cast, db):
    with stage.act(cast.ada) as act:
        raise_obstacle(act, words="Said at the table", language="en", channel="room", site_id=cast.utrecht.id)
    with db.reading() as session:
        line = session.scalars(select(Entry).where(Entry.verb == "obstacle.raised")).one()
    assert (line.at, line.actor_kind, line.actor_id) == (None, "nobody", None)


def test_the_next_person_on_a_shared_screen_gets_their_own_code(stage, cast, db):
    """Back to the form, other words, the same hidden key: neither the first code nor a lost sentence."""
    codes = [raised(stage, cast, words=words, key=KEY).claim_code for words in ("One", "Two", "One")]
    with db.reading() as session:
        said = sorted(session.scalars(select(Raising.words)))
    assert (codes[0] == codes[2], codes[0] == codes[1], said) == (True, False, ["One", "Two"])


def test_a_promise_made_in_the_room_does_not_date_the_sitdown(stage, cast, db, moment):
    found = raised(stage, cast)
    with stage.act(cast.ada) as act:
        entry = act.session.get(Obstacle, found.id)
        promise_on(act, entry, what="Show it", owner_id=cast.ada.id, due_on=act.today + timedelta(days=20))
    moment.forward(days=3)
    publish(stage, cast, found)
    with db.reading() as session:
        shown = found_entry(session, found.code)
        lines = entry_values(shown, told(session, shown.id), moment().date())["happened"]
    assert {line.day for line in lines} == {moment().date()}


def test_the_day_a_round_ends_does_not_tell_a_hidden_sites_country(stage, cast, db, moment):
    moment.forward(days=21)
    for site in (cast.utrecht, cast.leeds):
        found = raised(stage, cast, site_id=site.id)
        publish(stage, cast, found)
        with stage.act(cast.dee) as act:
            entry = act.session.get(Obstacle, found.id)
            entry.shown_site_id = None
            act.session.flush()
            # The day kept for Boxing Day lies in these ten working days in one of the two countries.
            ask_the_floor(act, entry, sentence="It is done")
    with db.reading() as session:
        ends = set(session.scalars(select(Round.until_on)))
    assert len(ends) == 1
