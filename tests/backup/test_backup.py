"""A whole house into one file and out of it: from and to both databases, while people write, and then it is silent."""

import threading
import zipfile
from contextlib import ExitStack

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select, text

from floortime import schema
from floortime.backup.archive import Reading
from floortime.backup.restoring import restore
from floortime.backup.saving import save
from floortime.db import Database
from floortime.duties import last_alive, note_alive
from floortime.errors import Refused
from floortime.files import shelf
from floortime.followups.actions import add_evidence, hand_over, make_followup
from floortime.followups.model import Followup
from floortime.journal.model import Entry
from floortime.log.queries.listing import Wanted, listed
from floortime.mail.posting import post
from floortime.obstacles.actions.promises import promise_on
from floortime.obstacles.actions.raising import raise_obstacle
from floortime.obstacles.model import Obstacle, Raising
from floortime.outbox import actions as outbox
from floortime.outbox.delivery import anything_due
from floortime.outbox.model import Letter
from floortime.outbox.queries import held_since
from floortime.people.model import Person
from floortime.people.queries import recipient
from floortime.records import METADATA
from floortime.words import speak
from tests.files.test_kinds import PNG
from tests.obstacles.play import TITLE, published, raised
from tests.postgres import empty_postgres

SECRET = "the-key-that-this-house-made-and-keeps"


@pytest.fixture(params=["sqlite", "postgresql"])
def other(request, tmp_path):
    """Another database, empty and without tables, for the copy."""
    with ExitStack() as held:
        url = f"sqlite:///{tmp_path / 'copy.sqlite3'}"
        if request.param == "postgresql":
            url = held.enter_context(empty_postgres("copy"))
        copy = Database(url)
        yield copy
        copy.close()


@pytest.fixture
def lived(stage, cast):
    """A house in which something happened: every kind of value stands in some row, and rows point at each other."""
    entry = published(stage, cast)
    merged = raised(stage, cast, words="Å, the same again: “æøå”", key="k" * 24)
    with stage.act(cast.ada) as act:
        promise_on(
            act,
            act.session.get(Obstacle, entry.id),
            what="Show the floor the map first",
            owner_id=cast.eli.id,
            due_on=act.today.replace(day=30),
        )
        act.session.get(Obstacle, merged.id).merged_into_id = entry.id
        act.session.get(Person, cast.bo.id).manager_id = cast.ada.id
        person = act.session.get(Person, cast.cy.id)
        post(act, recipient(person, act.today), "sign_in_link", dedupe_key="x", subject=("person", cast.cy.id), facts={"url": "http://localhost/x", "minutes": 30})  # fmt: skip
    return entry


def contents(db):
    """Every row of every table but those in which being a copy is written."""
    with db.reading() as session:
        return {
            table.name: sorted(map(repr, session.execute(select(table)).all()))
            for table in METADATA.sorted_tables
            if table.name != "outbox_holds"
        }


def copied(db, other, settings, moment, tmp_path, *, into=None):
    path = tmp_path / "house.zip"
    save(db, path, at=moment(), secret=SECRET, progress=_unsaid, data=settings.data)
    elsewhere = replace(into or settings, database_url=other.url)
    with Reading(path) as reading:
        frozen = restore(other, elsewhere, reading, at=moment(), progress=_unsaid)
        return reading.manifest, reading.secret, frozen


def _unsaid(_table, _rows):
    pass


def test_a_copy_holds_every_row_and_sends_nothing(db, other, settings, lived, moment, tmp_path):
    with db.writing() as session:
        session.execute(Letter.__table__.update().values(state="frozen"))
    before = contents(db)
    manifest, secret, _frozen = copied(db, other, settings, moment, tmp_path)
    assert {name: len(rows) for name, rows in before.items() if rows} == {
        saved.name: saved.rows for saved in manifest.tables if saved.rows
    }
    assert contents(other) == before
    assert (secret, manifest.company, schema.current(other)) == (
        SECRET,
        "Nordvik",
        schema.newest(),
    )


OLDER = "0050"


@pytest.mark.parametrize("db", ["sqlite"], indirect=True)
def test_a_house_at_an_older_revision_is_saved_as_it_stands(db, other, settings, lived, moment, tmp_path):
    """Saved by a newer Floortime while it runs: nothing of it is changed, and the copy is this version's."""
    copied(db, other, settings, moment, tmp_path)
    older = next(s.revision for s in schema.scripts().walk_revisions() if s.revision.startswith(OLDER))
    schema.downgrade(other, older)
    (tmp_path / "again").mkdir()
    third = Database(f"sqlite:///{tmp_path / 'third.sqlite3'}")
    manifest, *_rest = copied(other, third, settings, moment, tmp_path / "again")
    assert (manifest.revision, schema.current(other), schema.current(third)) == (
        older,
        older,
        schema.newest(),
    )
    with third.reading() as session:
        assert session.scalars(select(Followup.what)).all() == ["Show the floor the map first"]
    schema.upgrade(other)
    assert {name: len(rows) for name, rows in contents(third).items()} == {
        name: len(rows) for name, rows in contents(other).items()
    }
    third.close()


@pytest.mark.parametrize("db", ["sqlite"], indirect=True)
def test_tables_that_are_not_there_or_newer_are_not_saved(db, other, moment, tmp_path):
    path = tmp_path / "none.zip"
    with pytest.raises(Refused, match="no tables"):
        save(other, path, at=moment(), secret="", progress=_unsaid)
    schema.upgrade(other)
    with other.writing() as session:
        session.execute(text("update alembic_version set version_num = '9999_later'"))
    with pytest.raises(Refused, match="newer than this version knows"):
        save(other, path, at=moment(), secret="", progress=_unsaid)
    assert not path.exists()


def test_no_worker_of_the_copy_has_been_seen_yet(db, other, settings, lived, moment, tmp_path):
    note_alive(db, moment())
    copied(db, other, settings, moment, tmp_path)
    assert (last_alive(db), last_alive(other)) == (moment(), None)


def test_a_copy_is_searched_counted_on_and_silent_until_released(
    db, other, settings, lived, moment, tmp_path, stage
):
    *_told, frozen = copied(db, other, settings, moment, tmp_path)
    with db.reading() as session:
        assert frozen == session.scalar(select(func.count()).select_from(Letter)) > 0
    speak("en")
    with other.reader.connect() as connection:
        assert [row.title for row in listed(connection, Wanted(q="outage map"))[0]] == [TITLE]
    moment.forward(days=1)
    copy = type(stage)(other, replace(settings, database_url=other.url), moment)
    with copy.act() as act:  # what a duty of the copy writes waits as well, and its numbers are new ones
        act.session.add(Person(first_name="New", last_name="Here", sort_key="here new", zone="UTC"))
        person = act.session.scalars(select(Person).where(Person.first_name == "Cy")).one()
        post(act, recipient(person, act.today), "sign_in_link", dedupe_key="y", subject=("person", person.id), facts={"url": "http://localhost/y", "minutes": 30})  # fmt: skip
    with other.reading() as session:
        assert held_since(session) is not None
    assert anything_due(other, moment()) is False
    with copy.act() as act:
        outbox.release(act)
    assert anything_due(other, moment()) is True


@pytest.mark.parametrize("other", ["sqlite"], indirect=True)
def test_what_is_written_meanwhile_is_there_whole_or_not_at_all(
    db, other, settings, cast, stage, moment, tmp_path
):
    done = threading.Event()
    said = []

    def keep_raising():
        while not done.is_set():
            with stage.act() as act:
                said.append(raise_obstacle(act, words="Again", language="en", channel="web").id)

    raising = threading.Thread(target=keep_raising)
    raising.start()
    try:
        while len(said) < 20:
            pass
        path = tmp_path / "house.zip"
        save(db, path, at=moment(), secret="", progress=lambda *_: _wait_for(said))
    finally:
        done.set()
        raising.join()
    with Reading(path) as reading:
        restore(other, settings, reading, at=moment(), progress=_unsaid)
    with other.reading() as session:
        kept = set(session.scalars(select(Obstacle.id)))
        assert set(session.scalars(select(Raising.obstacle_id))) == kept
        assert set(session.scalars(select(Entry.subject_id).where(Entry.verb == "obstacle.raised"))) == kept
    assert 20 <= len(kept) < len(said)


def _wait_for(said):
    """Between two tables somebody raises something: without one moment for all, it would be in one of them alone."""
    before = len(said)
    while len(said) == before:
        pass


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("other", ["sqlite"], indirect=True)
def test_what_was_deleted_is_not_in_the_file(db, settings, other, stage, cast, moment, tmp_path):
    raised(stage, cast, words="zebra-words that nobody should keep")
    with db.writing() as session:
        session.execute(Raising.__table__.delete())
    path = tmp_path / "house.zip"
    save(db, path, at=moment(), secret="", progress=_unsaid)
    with zipfile.ZipFile(path) as kept:
        assert [name for name in kept.namelist() if b"zebra" in kept.read(name)] == []
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("other", ["sqlite"], indirect=True)
class TestRefused:
    def test_into_a_house_with_people(self, db, settings, other, lived, moment, tmp_path):
        copied(db, other, settings, moment, tmp_path)
        with Reading(tmp_path / "house.zip") as reading, pytest.raises(Refused, match="There are people in"):
            restore(other, settings, reading, at=moment(), progress=_unsaid)

    def test_over_another_file(self, db, other, cast, moment, tmp_path):
        (tmp_path / "house.zip").write_text("mine")
        with pytest.raises(Refused, match="is there already"):
            save(db, tmp_path / "house.zip", at=moment(), secret="", progress=_unsaid)
        assert (tmp_path / "house.zip").read_text() == "mine"

    def test_a_file_that_is_none(self, other, db, tmp_path):
        (tmp_path / "x.zip").write_bytes(b"PK not really")
        with pytest.raises(Refused, match=r"x\.zip is no backup of Floortime"):
            Reading(tmp_path / "x.zip")

    def test_a_damaged_file_changes_nothing(self, db, settings, other, lived, moment, tmp_path):
        save(db, tmp_path / "house.zip", at=moment(), secret="", progress=_unsaid)
        with (
            zipfile.ZipFile(tmp_path / "house.zip") as whole,
            zipfile.ZipFile(tmp_path / "less.zip", "w") as less,
        ):
            for name in whole.namelist():
                text = whole.read(name)
                less.writestr(name, text[: text.index(b"\n") + 1] if name == "tables/persons.jsonl" else text)
        with Reading(tmp_path / "less.zip") as reading, pytest.raises(Refused, match="the rows of persons"):
            restore(other, settings, reading, at=moment(), progress=_unsaid)
        assert schema.current(other) == ""


@pytest.mark.parametrize("other", ["sqlite"], indirect=True)
def test_a_letter_that_a_backup_brought_is_taken_back_when_it_holds_no_more(stage, cast, other, moment):
    """Held back for days: the promise is somebody else's by then."""
    with stage.act(cast.ada) as act:
        made = make_followup(act, what="Show the map", due_on=act.today, owner_id=cast.eli.id, promised_by_id=cast.ada.id)  # fmt: skip
        outbox.freeze(act)
    with stage.act(cast.dee) as act:
        hand_over(act, act.session.get(Followup, made.id), owner_id=cast.cy.id)
        states = {x.to_id: x.state for x in act.session.scalars(select(Letter))}
        assert (states[cast.eli.id], states[cast.cy.id]) == ("withdrawn", "queued")


def test_files_travel_with_it_and_a_damaged_one_is_refused(
    db, other, settings, stage, lived, moment, tmp_path
):
    with stage.act() as act:
        promise = act.session.scalars(select(Followup)).first()
        one = add_evidence(act, promise, name="desk.png", body=PNG).sha256
    shelf.put(settings.data, b"what no row speaks of")
    elsewhere = replace(settings, data=tmp_path / "elsewhere")
    manifest, _secret, _frozen = copied(db, other, settings, moment, tmp_path, into=elsewhere)
    assert (manifest.files, shelf.take(elsewhere.data, one)) == ((one,), PNG)
    path = tmp_path / "house.zip"
    path.write_bytes(path.read_bytes().replace(PNG, PNG[:-1] + b"!"))
    with Reading(path) as reading, pytest.raises(Refused):
        reading.check()
