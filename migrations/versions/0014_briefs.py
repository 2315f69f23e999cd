"""The brief in the calendar of whoever leads: their own copy of the feed's entry, and whether invitations carry it."""

import sqlalchemy as sa
from alembic import op

revision = "0014_briefs"
down_revision = "0013_opening_hours"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both columns."""
    # Not as a batch: others point at the tables, which would be made anew.
    op.add_column("cal_bytes", sa.Column("led", sa.LargeBinary(), nullable=True))
    op.add_column(
        "persons", sa.Column("brief_in_calendar", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    """Drop them again."""
    # Not as a batch: others point at these tables, which would be made anew.
    op.drop_column("cal_bytes", "led")
    op.drop_column("persons", "brief_in_calendar")
