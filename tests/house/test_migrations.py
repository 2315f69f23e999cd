"""Migrations run from empty and back on both databases, and end where the mappers think they do."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from floortime import schema
from floortime.db import Database
from floortime.records import METADATA


def not_the_search_index(name, kind, _parents):
    return kind != "table" or name not in schema.SEARCH_TABLES


def test_the_tables_are_what_the_mappers_expect(db: Database):
    assert schema.current(db) == schema.newest() == schema.scripts().get_current_head()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": not_the_search_index, "compare_type": True}
        )
        assert compare_metadata(context, METADATA) == []


def test_down_to_nothing_and_up_again(db: Database):
    names = [script.revision for script in reversed(list(schema.scripts().walk_revisions()))]
    assert schema.downgrade(db) == [*reversed(names[:-1]), "base"]
    assert schema.current(db) == ""
    assert schema.upgrade(db) == names
    assert schema.upgrade(db) == []
