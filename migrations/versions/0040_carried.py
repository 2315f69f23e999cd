"""From which merged entry a number, a heads-up's mark or a co-lead came along, so that parting gives it back."""

import sqlalchemy as sa
from alembic import op

revision = "0040_carried"
down_revision = "0039_journal_turns"
branch_labels = None
depends_on = None
TABLES = ("impacts", "obstacle_headsups", "co_leads")


def upgrade() -> None:
    """No key to obstacles: it says where to go back to, and nothing more."""
    for table in TABLES:
        op.add_column(table, sa.Column("came_from_id", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Drop it again: what came along stays where it is."""
    for table in TABLES:
        op.drop_column(table, "came_from_id")
