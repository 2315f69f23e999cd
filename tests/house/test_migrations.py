"""Migrations run from empty and back on both databases, and end where the mappers think they do."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from floortime import schema
from floortime.db import Database
from floortime.records import METADATA
from tests.house.world import World, dump


def not_the_search_index(name, kind, _parents):
    return kind != "table" or name not in schema.SEARCH_TABLES


def test_the_tables_are_what_the_mappers_expect(db: Database):
    assert schema.current(db) == schema.newest() == schema.scripts().get_current_head()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": not_the_search_index, "compare_type": True}
        )
        assert compare_metadata(context, METADATA) == []


def letters(condition: str) -> str:
    """A condition without what each database adds to it in its own words."""
    for added in ("::text", "::character varying", "[]", "(", ")"):
        condition = condition.replace(added, "")
    return condition.replace("= ANY ARRAY[", "IN ").replace("]", "")


def test_partial_indexes_hold_the_rows_that_the_tables_say(db: Database):
    known, dialect = inspect(db.engine), db.engine.dialect.name
    told, held = {}, {}
    for table in METADATA.sorted_tables:
        for index in table.indexes:
            told[index.name] = letters(index.info.get("where", ""))
        for index in known.get_indexes(table.name):
            if index["name"] in told:
                held[index["name"]] = letters(
                    str(index.get("dialect_options", {}).get(f"{dialect}_where", ""))
                )
    assert held == told
    assert len([condition for condition in told.values() if condition]) >= 9


def test_down_to_nothing_and_up_again(db: Database):
    names = [script.revision for script in reversed(list(schema.scripts().walk_revisions()))]
    assert schema.downgrade(db) == [*reversed(names[:-1]), "base"]
    assert schema.current(db) == ""
    assert schema.upgrade(db) == names
    assert schema.upgrade(db) == []


def test_a_house_with_people_and_calendars_in_it_comes_up_to_date(db: Database, stage, cast):
    """A table that others point at cannot be made anew while rows point at it; an empty one would not tell."""
    World(stage, cast)
    before = dump(db)
    assert schema.downgrade(db, "0012_feed_scopes")[-1] == "0012_feed_scopes"
    schema.upgrade(db)
    after = dump(db)
    lost = {"sitdowns", "seats", "persons", "cal_events", "cal_guests", "programmes", "series", "letters"}
    assert {name: len(after[name]) for name in lost} == {name: len(before[name]) for name in lost}
