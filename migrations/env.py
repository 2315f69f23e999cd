"""How a migration runs: on the connection that floortime/schema.py hands over, each in its own transaction."""

from alembic import context

from floortime.records import METADATA
from floortime.schema import SEARCH_TABLES

given = context.config.attributes
context.configure(
    connection=given["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,  # without it SQLite counts as a database that cannot roll a migration back
    transaction_per_migration=True,
    render_as_batch=given["connection"].dialect.name == "sqlite",
    include_name=lambda name, kind, _parents: kind != "table" or name not in SEARCH_TABLES,
    on_version_apply=given["noted"],
)
with context.begin_transaction():
    context.run_migrations()
