"""Since when a promise is past its date: a state that the worker sets."""

import sqlalchemy as sa
from alembic import op

revision = "0021_overdue"
down_revision = "0020_site_hours"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; the worker fills it within the hour."""
    # Not as a batch: others point at the table, which would be made anew.
    op.add_column("followups", sa.Column("overdue_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Drop it again."""
    op.drop_column("followups", "overdue_on")
