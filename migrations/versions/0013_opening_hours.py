"""Between which hours sit-downs take place."""

import sqlalchemy as sa
from alembic import op

revision = "0013_opening_hours"
down_revision = "0012_feed_scopes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """At any hour and on any day, until somebody says otherwise."""
    # Not as a batch: others point at the table, which would be made anew.
    op.add_column("programmes", sa.Column("opens_local", sa.Time(), nullable=True))
    op.add_column("programmes", sa.Column("shuts_local", sa.Time(), nullable=True))
    op.add_column(
        "programmes", sa.Column("working_days_only", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    """Drop them again."""
    for name in ("working_days_only", "shuts_local", "opens_local"):
        op.drop_column("programmes", name)
