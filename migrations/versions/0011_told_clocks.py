"""Which clock rules the calendars of a series were told, so that new ones can be noticed."""

import sqlalchemy as sa
from alembic import op

revision = "0011_told_clocks"
down_revision = "0010_series_changes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    with op.batch_alter_table("cal_events") as table:
        table.add_column(sa.Column("clocks", sa.String(length=16), nullable=False, server_default=""))


def downgrade() -> None:
    """Drop it again."""
    # Not as a batch: others point at the table, which would be made anew.
    op.drop_column("cal_events", "clocks")
