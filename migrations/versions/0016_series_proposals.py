"""Another time proposed for a whole series."""

import sqlalchemy as sa
from alembic import op

revision = "0016_series_proposals"
down_revision = "0015_free_time"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The rule that is proposed; empty for those of one date, as all of them were."""
    op.add_column("proposals", sa.Column("cadence", sa.String(length=80), nullable=False, server_default=""))


def downgrade() -> None:
    """Only those of one date again."""
    op.execute("delete from proposals where cadence <> ''")
    op.drop_column("proposals", "cadence")
