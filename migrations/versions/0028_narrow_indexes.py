"""Indexes that every raising wrote to although its row has nothing to find there: now they hold only what they are for."""

import sqlalchemy as sa
from alembic import op

revision = "0028_narrow_indexes"
down_revision = "0027_progress"
branch_labels = None
depends_on = None
NARROWED = (
    ("ix_obstacles_due", ["answer_due_on"], "answer_due_on IS NOT NULL"),
    ("ix_obstacles_bar", ["bar", "id"], "bar <> ''"),
    ("ix_obstacles_merged", ["merged_into_id"], "merged_into_id IS NOT NULL"),
)


def upgrade() -> None:
    """Make them anew for the rows that have what they look for."""
    for name, columns, only in NARROWED:
        op.drop_index(name, table_name="obstacles")
        where = sa.text(only)
        op.create_index(name, "obstacles", columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Make them for every row again."""
    for name, columns, _only in NARROWED:
        op.drop_index(name, table_name="obstacles")
        op.create_index(name, "obstacles", columns)
